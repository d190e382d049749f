"""Options that contradict each other, or say nothing without another, are wrong usage: nothing is done."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import pytest

from installer.argument_parser import Parser
from installer.cli import COMMANDS, _parser, main
from installer.commands.imports import _chosen
from installer.exit_codes import USAGE
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLE = ("c", "file.csv")
AT_ODDS = [
    ("problems", "c:a", "--add", "file.csv", "--offline"),
    ("problems", "c:a", "--add", "file.csv", "--yes", "--dry-run"),
    ("agenda", "--ics", "--json"),
    *(
        (kind, "import", *TABLE, *options)
        for kind in ("roster", "gradebook", "groups")
        for options in (("--yes", "--dry-run"), ("--dry-run", "--undo-file", "u.csv"), ("--all", "--quiet"))
    ),
    *((kind, "export", "c", "--output", "x.csv", "--json") for kind in ("roster", "gradebook", "groups")),
    ("imports", "file", "outcome", "--output", "x.csv", "--json"),
    ("login", "https://a.example.edu", "--device", "--port", "8123"),
    *(
        ("servers", "add", "--deployment", "file.json", *options)
        for options in (("--client-id", "x"), ("--secret-file", "x"), ("--public",), ("--loopback", "x"))
    ),
    ("servers", "add", "https://a.example.edu", "--deployment", "file.json"),
    ("servers", "add", "https://a.example.edu", "--client-id", "x", "--public", "--secret-file", "x"),
    ("policies", "--write", "--remove"),
    ("install", "--all", "--browser", "firefox"),
    ("install", "--system", "--deployment", "file.json"),
    ("uninstall", "--system", "--purge"),
]
INCOMPLETE = [
    *(
        ("problems", "c:a", *more)
        for more in (("--yes",), ("--dry-run",), ("--all",), ("--undo-file", "u.csv"))
    ),
    ("servers", "add", "https://a.example.edu"),
    ("policies", "--firefox-id", "x@y"),
    ("uninstall", "--yes"),
    ("roster", "change", "c", "a@example.edu", "--quiet"),
    ("extension", "pack", "--crx-url", "https://a.example.edu/x.crx"),
]


@pytest.mark.parametrize("words", [*AT_ODDS, *INCOMPLETE], ids=" ".join)
def test_it_is_refused_before_anything_is_done(
    words: tuple[str, ...], companion_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert "usage: " in told.err
    assert "--" in told.err.splitlines()[-1], "it says which"
    assert not companion_home.exists()


def parsers(parser: argparse.ArgumentParser) -> Iterator[Parser]:
    assert isinstance(parser, Parser)
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from parsers(each)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained_and_those_at_odds_are_there(command: str) -> None:
    for parser in parsers(_parser([command])[0]):
        known = {name for action in parser._actions for name in (*action.option_strings, action.dest)}
        named = {name for row in parser._at_odds for name in row[:2]}
        assert named | {name for row in parser._only_with for name in row} | {*parser._one_of} <= known
        told = [action for action in parser._actions if not isinstance(action, argparse._SubParsersAction)]
        assert [action.dest for action in told if not action.help] == []


def job(identifier: str, state: str = "done") -> dict[str, str]:
    return {"job": identifier, "kind": "roster", "course": "15213-f26", "state": state}


def test_the_beginning_of_two_ids_names_neither() -> None:
    found = [job("ab12" + "0" * 28), job("ab34" + "0" * 28, "paused"), job("cd" + "0" * 30)]
    with pytest.raises(CompanionError) as refused:
        _chosen(argparse.Namespace(action="cancel", job="ab"), found)
    assert refused.value.name == "job_ambiguous"
    assert (
        "ab120000 (roster of 15213-f26, done), ab340000 (roster of 15213-f26, paused)"
        in refused.value.message
    )
    assert _chosen(argparse.Namespace(action="cancel", job="ab3"), found) == found[1]
    assert _chosen(argparse.Namespace(action="cancel", job=None), found) == found[1]
    assert _chosen(argparse.Namespace(action="file", job=None), found) == found[0]
