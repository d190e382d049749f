"""How much of the code the tests run: `python -m tests.coverage [PYTEST ARGUMENT...]`, with no argument all of them.

Every process counts. A host runs isolated (-I), which hides Python's variables from it but neither coverage's own nor
its .pth file, so hosts are counted whoever starts them, browsers included, and those that leave by os._exit too
(`patch` in pyproject.toml). What a killed process has run is lost: the true figure is higher, if anything.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

FLOOR = 90
"""Per cent of the statements of each package; files below it are named, with the reason where one is known."""
PACKAGES = ("native_host", "installer")
DATA = Path("build/coverage")
DESELECTED = {
    "tests/unit/test_first_reply.py": "counts what a host imports, and coverage imports more",
    "tests/contract/test_cli_start.py": "the same",
    "tests/unit/badges/test_start_up.py": "the same",
    "tests/unit/autolab/test_origin.py::test_the_desk_pays_for_nothing_heavy": "the same",
    "tests/security/test_vault_at_rest.py::test_reading_imports_no_more_than_it_needs": "the same",
}
"""Tests that the measurement itself would fail, and why."""
TYPES = "declares what type checkers read, and is imported by nothing else"
BUNDLED = (
    "makes the installer file with libraries that it asks the package index for; `make clean-root` tries it"
)
REASONS = {
    "installer/bundle/build.py": BUNDLED,
    "installer/bundle/shared_libraries.py": BUNDLED,
    "installer/winregistry.py": "only Windows has a registry; the tests give the installer one of their own",
    "native_host/oauth/resources.py": TYPES,
    "native_host/vault/backends/protocol.py": TYPES,
    "native_host/wire/error_names.py": TYPES,
}
"""Files that no test here can run, and why."""


class Figure(NamedTuple):
    """Statements of a file or a package, and how many of them ran."""

    name: str
    statements: int
    ran: int

    @property
    def per_cent(self) -> float:
        """Of the statements; 100 where there are none."""
        return 100 * self.ran / self.statements if self.statements else 100.0

    def line(self, why: str = "") -> str:
        """For people."""
        return f"{self.per_cent:6.1f} %  {self.ran:>5} of {self.statements:>5}  {self.name}" + (
            why and f": {why}"
        )


def measure(arguments: list[str]) -> int:
    """Run the tests, counted; pytest's exit code."""
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True)
    tests = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not soak", *arguments]
    deselected = [f"--deselect={test}" for test in DESELECTED]
    return coverage("run", "-m", "pytest", *tests, *deselected)


def coverage(*words: str) -> int:
    """Run coverage's own command; its exit code."""
    return subprocess.run([sys.executable, "-m", "coverage", *words], check=False).returncode


def files(report: dict[str, Any]) -> list[Figure]:
    """From coverage's JSON report, the files of our packages."""
    return [
        Figure(name, found["summary"]["num_statements"], found["summary"]["covered_lines"])
        for name, found in sorted(report["files"].items())
        if name.split("/")[0] in PACKAGES
    ]


def packages(figures: list[Figure]) -> list[Figure]:
    """The sum of each package's files."""
    return [
        Figure(
            package,
            sum(figure.statements for figure in figures if figure.name.startswith(f"{package}/")),
            sum(figure.ran for figure in figures if figure.name.startswith(f"{package}/")),
        )
        for package in PACKAGES
    ]


def main(arguments: list[str]) -> int:
    """Measure and report. 0 when all tests passed and, in a whole run, each package is above the floor."""
    failed = measure(arguments)
    coverage("combine", "--quiet")
    result = DATA / "report.json"
    coverage("json", "--quiet", "--fail-under=0", "-o", str(result))
    coverage("html", "--quiet", "--fail-under=0", "-d", str(DATA / "html"))
    figures = files(json.loads(result.read_text("utf-8")))
    below = [figure for figure in figures if figure.per_cent < FLOOR]
    lines = [figure.line(REASONS.get(figure.name, "")) for figure in below]
    lines += [package.line() for package in packages(figures)]
    sys.stdout.write("\n".join(lines) + f"\nEach line: {DATA}/html/index.html\n")
    missed = not arguments and any(package.per_cent < FLOOR for package in packages(figures))
    return 1 if failed or missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
