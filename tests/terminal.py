"""A terminal for tests of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from installer.cli import main

if TYPE_CHECKING:
    import pytest


class Terminal:
    """Runs commands in this process; `out` and `err` are the last one's."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out, self.err = "", ""

    def run(self, *words: str) -> int:
        self._capsys.readouterr()
        code = main(words)
        self.out, self.err = self._capsys.readouterr()
        return code
