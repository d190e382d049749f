"""The companion as users have it: a wheel, installed into an environment of its own.

`python -m tests.wheel pytest tests/contract` runs the tests, `python -m tests.wheel tests.bench` the figures, against
what a wheel of this checkout installs. What the companion and its tests require is taken from the environment that
runs this; the checkout itself is not seen, except for `tests`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

from installer.came_from import IN_PLACE

ROOT = Path(__file__).parent.parent
SHARED = "shared.pth"


def build(project: Path, folder: Path) -> Path:
    """Build the wheel of a project into a folder, without network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=project, capture_output=True, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


class Environment:
    """A virtual environment that has what this one has installed from an index, and the wheels it is given."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=os.name == "posix", clear=True)
        self.scripts = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")
        asked = "import json, sysconfig; print(json.dumps(sysconfig.get_path('purelib')))"
        self.packages = Path(json.loads(self.run("-c", asked)))
        # A folder that a .pth line names is searched, but its own .pth files, such as our editable one, are not read.
        # Made from one that was made like this, as in `make test-wheel`, it has what that one has.
        shared = Path(sysconfig.get_path("purelib"), SHARED)
        own = f"{shared.parent}\n{_counting(shared.parent)}"
        lines = shared.read_text("utf-8") if shared.exists() else own
        (self.packages / SHARED).write_text(lines, "utf-8")

    @property
    def application(self) -> Path:
        """Where the installed companion's `native_host` and `installer` lie."""
        return self.packages / "autolab_companion"

    def run(self, *arguments: str | Path) -> str:
        """What this environment's interpreter prints, started where no checkout answers for an installed package."""
        command = [self.python, "-I", *arguments]
        return subprocess.run(
            command, cwd=self.python.anchor, capture_output=True, text=True, check=True
        ).stdout

    def install(self, wheel: Path) -> None:
        """As users do, but from a file and without what it requires."""
        command = [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(self.python),
            "install",
            "--quiet",
            "--no-index",
        ]
        subprocess.run(
            [*command, "--no-deps", "--disable-pip-version-check", str(wheel)],
            env={**os.environ, "PIP_CONFIG_FILE": os.devnull},
            capture_output=True,
            check=True,
        )


def _counting(packages: Path) -> str:
    """The line by which coverage counts what the environment's processes run, while `make coverage` measures."""
    measured = "COVERAGE_PROCESS_CONFIG" in os.environ
    return (packages / "a1_coverage.pth").read_text("utf-8") if measured else ""


def main(module: str, *arguments: str) -> int:
    """Run a module of this checkout's or the shared environment's against the installed wheel; its exit code."""
    with tempfile.TemporaryDirectory() as name:
        environment = Environment(Path(name, "environment"))
        environment.install(build(ROOT, Path(name, "wheel")))
        (environment.scripts.parent / IN_PLACE).touch()  # what these tests are about is not the copying
        return subprocess.run(
            [environment.python, "-P", "-m", module, *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(map(str, (environment.application, ROOT))),
                "PYTHONSAFEPATH": "1",  # neither here nor in children the working folder before the wheel
            },
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
