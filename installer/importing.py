"""A table from the disk into a course: shown, confirmed, carried out by the host's own staff operations."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from native_host.wire.errors import CompanionError

from . import jobs_shown
from .exit_codes import FAILED
from .in_process import InProcess
from .job_end import all_lines, over, require_writable, some_lines, write
from .opened import begin, opened
from .presenting import add_server, add_target, note, yes
from .sending import upload
from .target import target

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from .argument_parser import Parser
    from .target import Target


def add_import_options(parser: Parser, *, course: bool) -> None:
    """The options of every import; `course`: it is about a whole course."""
    add_target(parser, course=course)
    parser.add_argument("file", metavar="FILE", help="a CSV or TSV file; - reads what is pasted or piped in")
    parser.add_argument(
        "--domain", metavar="DOMAIN", help="what follows login names to make e-mail addresses"
    )
    add_doing_options(parser)
    add_server(parser)
    parser.add_argument("--json", action="store_true", help="print the import and its lines as JSON")
    parser.add_argument("--quiet", action="store_true", help="print failures alone")
    parser.at_odds("--all", "--quiet")


def add_doing_options(parser: Parser) -> None:
    """How far to go with it, and what to say."""
    parser.add_argument("--yes", action="store_true", help="carry it out without asking")
    parser.add_argument("--dry-run", action="store_true", help="show the differences and stop")
    parser.add_argument(
        "--all", action="store_true", help=f"show all differences, not only {jobs_shown.FIRST}"
    )
    parser.add_argument("--undo-file", metavar="PATH", help="write there what takes it back")
    parser.at_odds("--dry-run", "--yes", "--undo-file")


def run_import(args: argparse.Namespace, kind: str, **more: Any) -> int:
    """Show what the table changes, ask, and do it; 0 if all of it stands then. Raises CompanionError."""
    services, meter = opened(), jobs_shown.JobMeter(quiet=args.quiet or args.json)
    if args.undo_file:
        require_writable(args.undo_file)
    with InProcess(services, notify=meter.notify) as host:
        where = target(services, args.target, args.server, whole_course=kind in {"roster", "gradebook"})
        begin(services)
        job = _previewed(host, where, args, kind, more)
        if not args.json and not args.quiet:
            _show(host, args, job)
        skipped = _suspicious(host, job) if getattr(args, "skip_suspicious", False) else []
        if skipped and not args.quiet and not args.json:
            jobs_shown.left_out(skipped)
        if not job["lines"]["planned"] - len(skipped):
            if not args.quiet and not args.json:
                note("There is nothing to send.")
            return over(host, args, job)
        if args.dry_run:
            return over(host, args, job)
        if not args.yes and not _agreed(host, job):
            return FAILED
        return carry_out(host, args, job, meter, leave_out=[line["number"] for line in skipped])


def carry_out(
    host: InProcess,
    args: argparse.Namespace,
    job: dict[str, Any],
    meter: jobs_shown.JobMeter,
    **confirmed: Any,
) -> int:
    """Confirm a preview, or go on with what was; 0 if all of it stands then. Raises CompanionError."""
    named = {"server": job["server"], "job": job["job"]}
    try:
        if job["state"] == "preview":
            job = host.call("staff.confirm", **named, digest=job["digest"], **confirmed)
        else:
            job = host.call("staff.resume", **named)
    except KeyboardInterrupt:
        meter.clear()
        note(
            "What was done stays. `autolab-companion imports resume` goes on, `imports cancel` gives the rest up, and "
            "`imports file undo` writes what takes it back."
        )
        raise
    finally:
        meter.clear()
    if args.undo_file:
        write(args.undo_file, host.call("staff.file", **named, what="undo")["content"])
    return over(host, args, job)


def _previewed(
    host: InProcess, where: Target, args: argparse.Namespace, kind: str, more: Mapping[str, Any]
) -> dict[str, Any]:
    data = _content(args.file)
    begun = host.call("staff.begin", server=where.server, course=where.course, size=len(data))
    digest = upload(host, begun, io.BytesIO(data), len(data), Path(args.file))
    name = "pasted" if args.file == "-" else Path(args.file).name
    given = {
        "assessment": where.assessment,
        "domain": getattr(args, "domain", None),
        "filename": name,
        **more,
    }
    return host.call(
        "staff.preview", server=where.server, upload=begun["upload"], sha256=digest, kind=kind, **given
    )


def _content(name: str) -> bytes:
    """Raises table_unreadable."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CompanionError("table_unreadable", detail=f"{name}: {error.strerror}") from error
    if not data:
        raise CompanionError("table_unreadable", detail="it is empty")
    return data


def _show(host: InProcess, args: argparse.Namespace, job: dict[str, Any]) -> None:
    jobs_shown.understood(job)
    found = all_lines(host, job) if args.all else some_lines(host, job, jobs_shown.FIRST)
    jobs_shown.plan(found)
    left = sum(job["lines"].values()) - len(found)
    if left > 0:
        note(f"{left} more lines are not shown; --all shows them.")
    note(f"{job['course']} on {job['server']}: {jobs_shown.counted(job)}.")
    if job["counts"]["suspicious"]:
        note(f"{job['counts']['suspicious']} of them should be looked at twice.")


def _agreed(host: InProcess, job: dict[str, Any]) -> bool:
    """Whether a person says yes; else nothing is kept of the preview. Raises confirmation_needed without a person."""
    agreed = yes("Send this to Autolab?")
    if not agreed:
        host.call("staff.forget", server=job["server"], job=job["job"])
        if not sys.stdin.isatty():
            raise CompanionError("confirmation_needed", action="Changing the course")
        note("Nothing was changed.")
    return agreed


def _suspicious(host: InProcess, job: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for line in all_lines(host, job, "planned") if line["suspicious"]]
