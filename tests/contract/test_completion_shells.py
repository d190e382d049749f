"""The shells themselves complete names, with the script that `completion` prints."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox import start_sandbox
from tests.student import Student
from tests.terminal import Terminal

if sys.platform != "win32":
    import pty

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells of POSIX")

COURSE = "15213-f26"
BASH = """
eval "$(autolab-companion completion bash)"
completed() {
    COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
    _python_argcomplete autolab-companion
    printf '%s\\n' "${COMPREPLY[@]}"
}
completed autolab-companion sco
completed autolab-companion scores 15213-f26:mal
"""
FISH = """
autolab-companion completion fish | source
complete -C "autolab-companion sco"
complete -C "autolab-companion scores 15213-f26:mal"
"""


@pytest.fixture(autouse=True)
def remembered(
    companion_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home, email="maya@cmu.example", password="maya-demo")
        await student.sign_in_now()
        await student.services.close()

    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    with start_sandbox(seed="demo") as box:
        asyncio.run(scenario())
        for words in (("courses",), ("assessments", COURSE)):
            assert Terminal(capsys).run(*words) == 0


def needed(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"there is no {shell}")
    return found


@pytest.mark.parametrize(
    ("shell", "options", "script"),
    [("bash", ("--norc", "-c"), BASH), ("fish", ("--no-config", "-c"), FISH)],
    ids=["bash", "fish"],
)
def test_the_shell_completes_commands_and_names(shell: str, options: tuple[str, ...], script: str) -> None:
    done = subprocess.run(
        [needed(shell), *options, script], capture_output=True, text=True, check=False, timeout=60
    )
    command, name = done.stdout.splitlines()
    assert command.split()[0] == "scores", done.stderr
    assert name.strip().removeprefix(f"{COURSE}:") == "malloclab", done.stderr


@pytest.mark.timeout(60)
def test_zsh_completes_names(tmp_path: Path) -> None:
    """Its completion works at a terminal alone."""
    shell = needed("zsh")
    (tmp_path / ".zshrc").write_text(
        'autoload -U compinit; compinit -u -D; eval "$(autolab-companion completion zsh)"\n', "utf-8"
    )
    terminal, inside = pty.openpty()
    environment = {**os.environ, "ZDOTDIR": str(tmp_path), "TERM": "dumb"}
    with subprocess.Popen(
        [shell], stdin=inside, stdout=inside, stderr=inside, env=environment, start_new_session=True
    ) as child:
        os.write(terminal, f"autolab-companion scores {COURSE}:mal\t".encode())
        told = b""
        while b":malloclab" not in told:
            told += os.read(terminal, 4096)
        child.kill()
    os.close(inside)
    os.close(terminal)
