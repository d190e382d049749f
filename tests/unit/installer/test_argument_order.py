"""Options may stand before, between and after the arguments, also where the first argument may be left out."""

from __future__ import annotations

import pytest

from installer.cli import _parser

LINES = [
    ("submit", (), ("c:a", "file.c"), ("--wait",)),
    ("submit", (), ("c:a", "file.c"), ("--confirm", "again")),
    ("submit", (), ("file.c",), ("--server=https://a.example.edu", "--quiet")),
    ("roster", ("import",), ("c", "-"), ("--yes", "--undo-f", "u.csv")),
    ("roster", ("change",), ("c", "a@example.edu"), ("--lecture", "-1")),
    ("gradebook", ("export",), ("c",), ("-o", "x.csv")),
    ("gradebook", ("export",), ("c",), ("-ox.csv",)),
    ("imports", ("file",), ("outcome", "ab"), ("--json",)),
    ("servers", ("add",), ("https://a.example.edu",), ("--client-id", "x", "--public")),
    ("scores", (), (), ("--offline",)),
]


@pytest.mark.parametrize(("command", "action", "arguments", "options"), LINES)
def test_options_stand_anywhere(
    command: str, action: tuple[str, ...], arguments: tuple[str, ...], options: tuple[str, ...]
) -> None:
    parser = _parser([command])[0]
    told = [
        parser.parse_args([command, *action, *arguments[:at], *options, *arguments[at:]])
        for at in range(len(arguments) + 1)
    ]
    assert all(one == told[0] for one in told)


def test_what_follows_two_dashes_is_no_option() -> None:
    told = _parser(["submit"])[0].parse_args(["submit", "c:a", "--wait", "--", "--affirm"])
    assert (told.target, str(told.file), told.wait, told.affirm) == ("c:a", "--affirm", True, False)


@pytest.mark.parametrize("words", [("submit", "c:a", "f", "--wait", "more"), ("scores", "--server")])
def test_what_is_too_much_or_lacks_is_wrong_usage(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        _parser(words)[0].parse_args(words)
    assert ended.value.code == 2
