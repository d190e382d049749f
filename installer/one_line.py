"""How far something has come, on one line of a terminal that is gone at the end."""

from __future__ import annotations

import sys


class OneLine:
    """Shows the latest words. Where standard error is no terminal, or `quiet`, it shows nothing."""

    def __init__(self, *, quiet: bool) -> None:
        self._on = not quiet and sys.stderr.isatty()
        self._last = ""

    def show(self, words: str) -> None:
        """Put these words in place of the last ones."""
        if self._on:
            self._write(f"{words} …")

    def clear(self) -> None:
        """Take the line away."""
        if self._last:
            self._write("")

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r{text.ljust(len(self._last))}\r{text}")
        sys.stderr.flush()
        self._last = text
