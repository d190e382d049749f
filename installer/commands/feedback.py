"""`autolab-companion feedback`: what the graders wrote about a version."""

from __future__ import annotations

from native_host.wire.errors import CompanionError

from ..in_process import InProcess
from ..opened import opened
from ..presenting import add_reading_options, add_target, present
from ..target import target

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from typing import Any

LINES = "\n\t"
"""What a text may hold besides what can be printed; anything else could rewrite the screen."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_target(parser)
    parser.add_argument(
        "--version", type=int, dest="number", metavar="N", help="of this version (default: the newest)"
    )
    add_reading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the text. Raises CompanionError."""
    services = opened()
    with InProcess(services, offline=args.offline) as host:
        where = target(services, args.target, args.server).params
        version = args.number
        if version is None:
            version = _newest(host.call("submissions", **where)["data"], where["assessment"])
        return present(args, host.call("feedback", **where, version=version), _show)


def _newest(submissions: list[dict[str, Any]], assessment: str) -> int:
    if not submissions:
        raise CompanionError("submission_unknown", assessment=assessment)
    return max(int(one["version"]) for one in submissions)


def _show(data: dict[str, Any]) -> None:
    text = (data["feedback"] or "").replace("\r\n", "\n")
    print("".join(mark if mark.isprintable() or mark in LINES else "?" for mark in text))
