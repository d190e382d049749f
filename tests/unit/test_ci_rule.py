"""In CI a browser test that was skipped or never collected fails the run: tried on a small project of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
PLAIN = "def test_plain(): pass\n"
BROWSER = "import pytest\n@pytest.mark.browser\ndef test_browser(): {}\n"

SKIPPED = "pytest.skip('no browser here')"

CASES = {
    "ran": (PLAIN + BROWSER.format("pass"), "true", "1", True),
    "skipped": (PLAIN + BROWSER.format(SKIPPED), "true", "0", False),
    "skipped in a worker": (PLAIN + BROWSER.format(SKIPPED), "true", "1", False),
    "skipped as a module": (
        "import pytest\npytest.skip('all', allow_module_level=True)\n",
        "true",
        "0",
        False,
    ),
    "not there": (PLAIN, "true", "1", False),
    "skipped outside CI": (PLAIN + BROWSER.format(SKIPPED), "", "0", True),
    "other skips are allowed": (BROWSER.format("pass") + f"def test_other(): {SKIPPED}\n", "true", "0", True),
}


@pytest.mark.parametrize(("tests", "ci", "workers", "green"), CASES.values(), ids=CASES)
def test_the_rule(tmp_path: Path, tests: str, ci: str, workers: str, green: bool) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\ntestpaths = tests\n")
    (tmp_path / "tests").mkdir()
    shutil.copy(CONFTEST, tmp_path / "tests/conftest.py")
    (tmp_path / "tests/test_some.py").write_text(tests)
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-n", workers, "-m", "not soak"],
        cwd=tmp_path,
        env={**ours, "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # the others' imports take seconds
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode == 0) == green, ran.stdout
