"""Tables for people, and exit codes for scripts."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from installer.exit_codes import DONE, FAILED, IN_DOUBT, MEANINGS, SIGN_IN, TRY_LATER, exit_code, exit_code_of
from installer.presenting import moment
from installer.table import Cell, print_table, width
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from native_host.wire.error_names import ErrorName

README = Path(__file__).parents[3] / "README.md"


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_numbers_stand_to_the_right_and_nothing_is_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME", "SCORE"), [("a", 7), ("long name", 100.5), ("b", None)])
    assert capsys.readouterr().out.splitlines() == [
        "NAME       SCORE",
        "a              7",
        "long name  100.5",
        "b              -",
    ]


def test_what_a_server_tells_cannot_rewrite_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME",), [("\x1b[2Jgone\r\n",)])
    assert capsys.readouterr().out == "NAME\n?[2Jgone??\n"


def test_wide_and_combining_characters_keep_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("A", "B"), [("課題", "x"), ("e\u0301t", "y")])
    lines = capsys.readouterr().out.splitlines()
    assert [width(line.rstrip("Bxy")) for line in lines] == [6, 6, 6]


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colours_are_for_terminals_that_want_them(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    print_table(("A",), [(Cell("x", "good"),)])
    assert ("\x1b[32m" in screen.getvalue()) is coloured


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-04T23:59:00.000-05:00", "2026-12-04 23:59 -05:00"),
        ("2026-12-04T23:59:00Z", "2026-12-04 23:59 +00:00"),
        (None, None),
    ],
)
def test_times_keep_their_offset(text: str | None, expected: str | None) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("not_signed_in", SIGN_IN),
        ("vault_locked", SIGN_IN),
        ("server_unreachable", TRY_LATER),
        ("throttled", TRY_LATER),
        ("not_listed_yet", IN_DOUBT),
        ("outcome_unknown", IN_DOUBT),
        ("handin_closed", 1),
        ("target_missing", 1),
    ],
)
def test_a_script_can_tell_failures_apart(name: ErrorName, code: int) -> None:
    assert exit_code(CompanionError(name)) == code


def test_the_readme_lists_the_exit_codes() -> None:
    text = README.read_text("utf-8")
    for code, meaning in MEANINGS.items():
        assert f"| {code} | {meaning} |" in text


def test_several_failures_have_a_code_of_their_own_only_where_they_agree() -> None:
    busy, gone, ended = (
        CompanionError(name, server="https://a.example.edu", detail="x").as_json()
        for name in ("throttled", "server_unreachable", "sign_in_again")
    )
    assert exit_code_of() == DONE
    assert exit_code_of(busy, gone) == TRY_LATER
    assert exit_code_of(ended) == SIGN_IN
    assert exit_code_of(gone, ended) == FAILED
    later: Any = {"code": 1, "message": "", "data": {"name": "of_a_later_version", "remedy": ""}}
    assert exit_code_of(later) == FAILED
