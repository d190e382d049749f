"""The manual page that Debian asks for, of what the command itself tells: man(7)."""

from __future__ import annotations

from installer.cli import COMMANDS
from installer.exit_codes import MEANINGS


def manual(version: str) -> str:
    """autolab-companion(1)."""
    return "\n".join(
        [
            f'.TH AUTOLAB\\-COMPANION 1 "" "Autolab Companion {version}"',
            ".SH NAME",
            "autolab\\-companion \\- score badges, submit buttons and receipts for Autolab",
            ".SH SYNOPSIS",
            ".B autolab\\-companion",
            ".I COMMAND",
            "[\\fB\\-\\-help\\fR] ...",
            ".SH COMMANDS",
            *(line for name, (_, purpose) in COMMANDS.items() for line in _item(name, purpose)),
            ".SH EXIT STATUS",
            *(line for code, meaning in MEANINGS.items() for line in _item(str(code), meaning)),
            "",
        ]
    )


def _item(name: str, words: str) -> list[str]:
    return [".TP", f".B {_escaped(name)}", _escaped(words)]


def _escaped(words: str) -> str:
    """No hyphen of a name is to become a dash, and no line a request of its own."""
    return words.replace("\\", "\\e").replace("-", "\\-").replace("`", "").replace("'", "\\(aq")
