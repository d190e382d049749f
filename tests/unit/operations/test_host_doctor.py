"""What the page is told where the doctor cannot be started, hangs, or says nonsense: each a real process."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

import pytest

from native_host.operations import host_doctor
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from native_host.wire.shapes.hello import HostDoctor

FINDING = {
    "check": "locks",
    "level": "problem",
    "finding": "f",
    "cause": "c",
    "remedy": "r",
    "fixable": False,
}


def examined(monkeypatch: pytest.MonkeyPatch, code: str, python: str = sys.executable) -> HostDoctor | None:
    monkeypatch.setattr(host_doctor, "WORDS", (python, "-c", code))
    examination = host_doctor.Examination()
    asyncio.run(examination.run())
    return examination.told


def test_what_it_says_is_passed_on_whatever_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    report = {"healthy": False, "checks": 3, "findings": [FINDING]}
    assert examined(monkeypatch, f"import sys; print({json.dumps(report)!r}); sys.exit(1)") == report


@pytest.mark.parametrize(
    ("code", "python", "detail"),
    [
        ("", "/nowhere/python", "it could not be started"),
        ("import sys; sys.stdin.read(); print('{', end='')", sys.executable, "nothing that can be read"),
        ("print('[]')", sys.executable, "nothing that can be read"),
        (
            'print(\'{"healthy": true, "checks": 1, "findings": [{}]}\')',
            sys.executable,
            "nothing that can be read",
        ),
        ("raise SystemExit(3)", sys.executable, "nothing that can be read"),
    ],
)
def test_why_it_is_silent_is_said(
    monkeypatch: pytest.MonkeyPatch, code: str, python: str, detail: str
) -> None:
    with pytest.raises(CompanionError, match="doctor_silent") as silent:
        examined(monkeypatch, code, python)
    assert detail in silent.value.message


def test_one_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_doctor, "SECONDS", 0.5)
    with pytest.raises(CompanionError, match="did not end in time"):
        examined(monkeypatch, "import signal; signal.pause()")


def test_the_home_folder_is_written_as_a_shell_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/zoë")
    said = {**FINDING, "remedy": "Run `chmod 700 '/home/zoë/a b'`.", "cause": "/home/zoë/x is open."}
    report = {"healthy": True, "checks": 1, "findings": [said]}
    told = examined(monkeypatch, f"print({json.dumps(report)!r})")
    assert told is not None
    assert told["findings"][0]["remedy"] == "Run `chmod 700 ~/'a b'`."
    assert told["findings"][0]["cause"] == "~/x is open."
