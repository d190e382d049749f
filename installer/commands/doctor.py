"""`autolab-companion doctor`: say what keeps the companion from working, and mend it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..came_from import bring_again
from ..requirements import unusable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from ..doctor import Diagnosis
    from ..findings import Finding

EPILOG = "exit code: 0 nothing keeps the companion from working, 1 a problem remains, 2 wrong usage"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.epilog = EPILOG
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    parser.add_argument("--json", action="store_true", help="for programs: one JSON object")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write what was found for a bug report, without names, addresses and secrets",
    )


def run(args: argparse.Namespace) -> int:
    """Examine, perhaps mend, report."""
    lacking = unusable()
    if lacking:  # nothing else can be examined without them
        return _incomplete(lacking, as_json=args.json)
    from .. import doctor
    from ..report import write_report
    from ..site import here

    site = here()
    mended, failed = doctor.mend(site) if args.fix else ([], {})
    found = doctor.examine(site)
    healthy = doctor.is_healthy(found)
    if args.report:
        write_report(args.report, site, found)
    if args.json:
        report = {
            "healthy": healthy,
            "home": str(site.home),
            "checks": len(doctor.CHECKS),
            "browsers": [browser.key for browser in site.browsers_here()],
            "mended": [diagnosis.as_json() for diagnosis in mended],
            "findings": [_with_failure(diagnosis, failed) for diagnosis in found],
        }
        print(json.dumps(report, indent=2))
        return 0 if healthy else 1
    for diagnosis in mended:
        print(f"mended: {diagnosis.finding.finding}\n  {diagnosis.finding.cause}")
    for diagnosis in found:
        finding = diagnosis.finding
        print(f"{finding.level}: {finding.finding}\n  {finding.cause}\n  {finding.remedy}")
        if why := failed.get(finding):
            print(f"  It could not be mended: {why}")
    if args.report:
        print(f"The report is in {args.report}.")
    print(_summary(found, healthy=healthy, fix=args.fix))
    return 0 if healthy else 1


def _incomplete(lacking: Mapping[str, str], *, as_json: bool) -> int:
    remedy = bring_again()
    findings = [
        {
            "check": "module",
            "level": "problem",
            "finding": f"The library {name} cannot be used.",
            "cause": why,
            "remedy": remedy,
            "fixable": False,
        }
        for name, why in lacking.items()
    ]
    if as_json:
        report = {"healthy": False, "checks": 1, "python": sys.executable, "findings": findings}
        print(json.dumps(report, indent=2))
        return 1
    for one in findings:
        print(f"{one['level']}: {one['finding']}\n  {one['cause']}")
    print(f"The companion runs in {sys.executable}. {remedy}")
    return 1


def _with_failure(diagnosis: Diagnosis, failed: Mapping[Finding, str]) -> dict[str, Any]:
    why = failed.get(diagnosis.finding)
    return {**diagnosis.as_json(), **({"not_mended": why} if why else {})}


def _summary(found: list[Diagnosis], *, healthy: bool, fix: bool) -> str:
    if healthy:
        return "The companion is ready." if not found else "The companion works."
    mendable = any(one.finding.fix is not None for one in found)  # a warning may be the problem's cause
    if mendable and not fix:
        return "Run `autolab-companion doctor --fix` to mend what can be mended."
    return "What remains needs you; see above."
