"""README's table of commands against the parsers: none is missing, and no word in it is one that no parser knows."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from installer.cli import COMMANDS, _parser

README = Path(__file__).parents[3] / "README.md"
ROWS = re.findall(r"^\| (`autolab-companion .+?) \| (.+) \|$", README.read_text("utf-8"), re.MULTILINE)
NAME = re.compile(r"[a-z][a-z-]*")


def commands(cell: str) -> dict[str, list[str]]:
    """Each command of a row's first cell, and its subcommands where they are told: `a x\\|y`, `b`."""
    found: dict[str, list[str]] = {}
    for code in re.findall(r"`([^`]+)`", cell):
        name, *rest = code.removeprefix("autolab-companion ").split(maxsplit=1)
        told = rest[0].replace("\\|", "|").split("|") if rest else []
        found[name] = [each for each in told if NAME.fullmatch(each)]
    return found


def parsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Its subcommands'."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def parser_of(name: str) -> argparse.ArgumentParser:
    return parsers(_parser([name])[0])[name]


def options(parser: argparse.ArgumentParser) -> set[str]:
    """Those of a command and of its subcommands."""
    own = {word for action in parser._actions for word in action.option_strings}
    return own.union(*map(options, parsers(parser).values()))


def test_every_command_has_a_place_in_the_readme() -> None:
    assert {name for cell, _ in ROWS for name in commands(cell)} == set(COMMANDS)


@pytest.mark.parametrize("row", ROWS, ids=[cell for cell, _ in ROWS])
def test_a_row_says_what_the_parser_knows(row: tuple[str, str]) -> None:
    cell, text = row
    known: set[str] = set()
    for name, told in commands(cell).items():
        known |= options(parser_of(name))
        assert set(told) <= set(parsers(parser_of(name)))
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", cell + text)) <= known


def test_subcommands_are_told_completely_where_they_are_told() -> None:
    for name in ("receipts", "roster", "gradebook", "groups", "imports"):
        told = {each for cell, _ in ROWS for each in commands(cell).get(name, [])}
        assert told == set(parsers(parser_of(name))), name
