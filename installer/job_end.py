"""A job of the staff's tables as a command asks for it and tells its end."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from native_host.vault import safe_files
from native_host.wire.errors import CompanionError

from . import jobs_shown
from .exit_codes import DONE, FAILED, exit_code_of
from .presenting import note, print_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from .in_process import InProcess

PAGE = 500
"""Lines asked for at a time."""


def some_lines(
    host: InProcess, job: Mapping[str, Any], limit: int, *states: str, after: int = 0
) -> list[dict[str, Any]]:
    """The first of the job's lines in these states beyond `after`."""
    named = {"server": job["server"], "job": job["job"], "after": after, "limit": limit}
    found: list[dict[str, Any]] = host.call("staff.lines", **named, states=list(states) or None)["lines"]
    return found


def all_lines(host: InProcess, job: Mapping[str, Any], *states: str) -> list[dict[str, Any]]:
    """The job's lines in these states, or in any."""
    found = page = some_lines(host, job, PAGE, *states)
    while len(page) == PAGE:
        page = some_lines(host, job, PAGE, *states, after=page[-1]["number"])
        found = found + page
    return found


def over(host: InProcess, args: argparse.Namespace, job: dict[str, Any]) -> int:
    """Say how it ended; the exit code."""
    failed = all_lines(host, job, "failed")
    if args.json:
        print_json({"job": job, "lines": all_lines(host, job)})
    else:
        if job["state"] != "preview" and not args.quiet:
            note(f"{jobs_shown.ended(job)}.")
        jobs_shown.failures(failed)
        _tell_unknown(host, args, job, failed)
    if job["state"] == "preview":
        host.call("staff.forget", server=job["server"], job=job["job"])
    if job["state"] == "paused":
        return _paused(job)
    return FAILED if failed or job["lines"]["cannot"] or job["table"]["bad_lines"] else DONE


def _tell_unknown(
    host: InProcess, args: argparse.Namespace, job: Mapping[str, Any], failed: list[dict[str, Any]]
) -> None:
    unknown = [x for x in failed if x["error"] and x["error"]["data"]["name"] == "user_unknown"]
    if unknown and not args.quiet:
        note(
            f"Not known on {job['server']}: {len(unknown)} of those to add. Give the list to its administrator "
            f"(`autolab-companion imports file unknown {job['job'][:8]}`)."
        )


def _paused(job: Mapping[str, Any]) -> int:
    note(f"{job['error']['message']} `autolab-companion imports resume` goes on.")
    return exit_code_of(job["error"])


def write(path: str, content: str) -> None:
    """A file for the user alone: it tells of people. Raises export_failed."""
    with _exporting(path):
        safe_files.write_bytes(str(Path(path).absolute()), content.encode())


def require_writable(path: str) -> None:
    """Before anything is done that the file shall take back. Raises export_failed."""
    place = Path(path).absolute()
    with _exporting(path):
        safe_files.check_file(str(place))
        with TemporaryFile(dir=place.parent):
            pass


@contextmanager
def _exporting(path: str) -> Iterator[None]:
    try:
        yield
    except CompanionError as error:  # its words are the data folder's
        raise CompanionError("export_failed", path=path, detail=error.data["detail"]) from error
    except OSError as error:
        raise CompanionError("export_failed", path=path, detail=error.strerror) from error
