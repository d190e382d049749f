"""`autolab-companion doctor`: say what keeps the companion from working, and mend it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .. import doctor
from ..site import here

if TYPE_CHECKING:
    import argparse

EPILOG = "exit code: 0 nothing keeps the companion from working, 1 a problem remains, 2 wrong usage"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.epilog = EPILOG
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    parser.add_argument("--json", action="store_true", help="for programs: one JSON object")


def run(args: argparse.Namespace) -> int:
    """Examine, perhaps mend, report."""
    site = here()
    mended = doctor.mend(site) if args.fix else []
    found = doctor.examine(site)
    healthy = doctor.is_healthy(found)
    if args.json:
        report = {
            "healthy": healthy,
            "home": str(site.home),
            "browsers": [browser.key for browser in site.browsers_here()],
            "mended": [diagnosis.as_json() for diagnosis in mended],
            "findings": [diagnosis.as_json() for diagnosis in found],
        }
        print(json.dumps(report, indent=2))
        return 0 if healthy else 1
    for diagnosis in mended:
        print(f"mended: {diagnosis.finding.finding}\n  {diagnosis.finding.cause}")
    for diagnosis in found:
        finding = diagnosis.finding
        print(f"{finding.level}: {finding.finding}\n  {finding.cause}\n  {finding.remedy}")
    print(_summary(found, healthy=healthy, fix=args.fix))
    return 0 if healthy else 1


def _summary(found: list[doctor.Diagnosis], *, healthy: bool, fix: bool) -> str:
    if healthy:
        return "The companion is ready." if not found else "The companion works."
    mendable = any(one.finding.fix is not None for one in found)  # a warning may be the problem's cause
    if mendable and not fix:
        return "Run `autolab-companion doctor --fix` to mend what can be mended."
    return "What remains needs you; see above."
