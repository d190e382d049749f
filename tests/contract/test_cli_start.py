"""A command about remembered data imports only what that takes: a person waits for it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.sandbox import start_sandbox
from tests.student import Student
from tests.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

MAYA, PASSWORD = "maya@cmu.example", "maya-demo"
COURSE = "15213-f26"
CAUGHT = """
import os, sys
real = os._exit
def leave(code):
    os.write(2, " ".join(sys.modules).encode())
    real(code)
os._exit = leave
from autolab_companion.__main__ import main
main()
"""
HEAVY = {
    "argcomplete", "asyncio", "cryptography.hazmat.primitives", "ctypes", "dataclasses", "email", "getpass",
    "gettext", "hashlib", "importlib.metadata", "inspect", "locale", "logging", "msgspec", "pathlib", "platformdirs",
    "runpy", "shutil", "sqlite3", "ssl", "tempfile", "threading", "typing", "urllib.parse",
}  # fmt: skip
"""Each costs a thirtieth of the start or more, with what it brings along."""
OURS = 60
"""Modules of ours at most: each is a hundredth of the interpreter's own start."""


@pytest.fixture
def remembered(companion_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def scenario() -> None:
        with start_sandbox(seed="demo") as box:
            student = Student(box, companion_home, email=MAYA, password=PASSWORD)
            await student.sign_in_now()
            await student.services.close()
            await asyncio.to_thread(remember)

    def remember() -> None:
        at = Terminal(capsys)
        for command in ("scores", "assessments"):
            assert at.run(command, COURSE) == 0, at.err

    asyncio.run(scenario())


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize(
    "words", [("scores", COURSE), ("assessments", COURSE)], ids=["scores", "assessments"]
)
def test_what_is_remembered_is_told_with_little(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", CAUGHT, *words, "--offline"], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert "malloclab" in done.stdout
    assert "native_host.storage.cache" in loaded, "the child really answered"
    assert not loaded & HEAVY
    assert len([name for name in loaded if name.startswith(("native_host", "installer"))]) <= OURS
