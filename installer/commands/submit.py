"""`autolab-companion submit`: hand in a file, at most once, with a receipt."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from native_host.wire.errors import CompanionError

from ..exit_codes import DONE, FAILED, IN_DOUBT
from ..in_process import InProcess
from ..opened import begin, opened
from ..presenting import add_server, add_target, note, print_json, yes
from ..sending import ANSWERS, Meter, open_file, send
from ..target import linked, target

if TYPE_CHECKING:
    import argparse

    from ..target import Target

AFFIRMATION = "I have complied with this course's academic integrity policy as defined in the syllabus"
CONFIRMATIONS = tuple(dict.fromkeys(ANSWERS.values()))
ENDS = {"landed": DONE, "appeared": IN_DOUBT}
"""Exit codes of a receipt's states; every other one is a failure."""
OUTCOMES = {
    "released": "The score is there.",
    "unreleased": "Graded; the staff have not released the score yet.",
    "by_hand": "Nothing grades this by itself; the staff will.",
    "superseded": "A newer version was handed in meanwhile.",
    "gave_up": "No score came in time; `autolab-companion scores` shows it later.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_target(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="what to hand in")
    parser.add_argument("--wait", action="store_true", help="wait for the score and print it")
    parser.add_argument("--affirm", action="store_true", help=f'"{AFFIRMATION}."')
    parser.add_argument(
        "--confirm",
        action="append",
        choices=CONFIRMATIONS,
        default=[],
        help="hand in although the file is empty, was handed in before (again), or a version came from elsewhere",
    )
    parser.add_argument(
        "--force", action="store_true", help="although this folder is linked to another assessment"
    )
    add_server(parser)
    parser.add_argument("--json", action="store_true", help="print the receipt as JSON")
    parser.add_argument("--quiet", action="store_true", help="print the version and nothing beside it")


def run(args: argparse.Namespace) -> int:
    """Hand the file in; 0 once Autolab has said that it has it. Raises CompanionError."""
    services = opened()
    where = target(services, args.target, args.server)
    _agree_with_folder(where, args)
    meter = Meter(quiet=args.quiet or args.json)
    with open_file(args.file) as file, InProcess(services, notify=meter.notify) as host:
        begin(services)
        facts = host.call("submit.check", **where.params)
        if not args.quiet:
            _tell(where, args.file, facts)
        _affirmed(args)
        receipt = send(host, where, args.file, file, ask=lambda question: _answered(args, question, meter))
        meter.clear()
        try:
            watched = _watched(host, where, receipt) if args.wait and receipt["version"] else None
        except (CompanionError, KeyboardInterrupt):
            _tell_end(args, receipt, None)  # it is handed in, whatever becomes of the waiting
            sys.stdout.flush()
            raise
    _tell_end(args, receipt, watched)
    return ENDS.get(receipt["state"], FAILED)


def _agree_with_folder(where: Target, args: argparse.Namespace) -> None:
    told = linked(Path.cwd())
    if args.force or told is None or where.link is not None:
        return
    same_course = (told.server, told.course) == (where.server, where.course)
    if not same_course or told.assessment not in (None, where.assessment):
        raise CompanionError(
            "target_differs",
            link=str(told.link),
            linked=f"{told} on {told.server}",
            target=f"{where} on {where.server}",
        )


def _tell(where: Target, path: Path, facts: dict[str, Any]) -> None:
    note(f"{path.name} → {facts['display_name']} ({where}) on {where.server}, as {facts['account']['email']}")
    for warning in facts["warnings"]:
        note(f"Note: {warning['message']}")


def _affirmed(args: argparse.Namespace) -> None:
    """Raises affirmation_required: a course's rule is affirmed by a person, or by who wrote --affirm."""
    if not args.affirm and not yes(f"{AFFIRMATION}, and want to hand in this file."):
        raise CompanionError("affirmation_required")


def _answered(args: argparse.Namespace, question: CompanionError, meter: Meter) -> bool:
    meter.clear()
    if ANSWERS[question.name] in args.confirm:
        return True
    return yes(f"{question.message} Hand it in all the same?")


def _watched(host: InProcess, where: Target, receipt: dict[str, Any]) -> dict[str, Any]:
    if sys.stderr.isatty():
        note("Waiting for the score; Ctrl+C ends the waiting, the submission stays.")
    return host.call("watch", **where.params, version=receipt["version"])


def _tell_end(args: argparse.Namespace, receipt: dict[str, Any], watched: dict[str, Any] | None) -> None:
    if args.json:
        print_json({"receipt": receipt, **({"watch": watched} if watched else {})})
    else:
        _report(args, receipt, watched)


def _report(args: argparse.Namespace, receipt: dict[str, Any], watched: dict[str, Any] | None) -> None:
    if args.quiet:
        print(receipt["version"])
    else:
        said = {
            "landed": "Autolab accepted the file as version {version}.",
            "appeared": "Version {version} appeared; it is probably this file.",
        }
        print(said.get(receipt["state"], "Autolab took the file but could not grade it.").format_map(receipt))
        print(f"Receipt {receipt['receipt']}, SHA-256 {receipt['sha256']}")
    badge = (watched or {}).get("badge")
    if watched and not args.quiet:
        note(OUTCOMES[watched["outcome"]])
    if badge and badge["score"] is not None:
        total = "" if badge["total"] is None else f"/{badge['total']:g}"
        print(f"{badge['score']:g}{total}")
