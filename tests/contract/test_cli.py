"""What `autolab-companion courses … submit` say and do at a terminal, against the sandbox."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from installer.exit_codes import DONE, FAILED, IN_DOUBT, INTERRUPTED, SIGN_IN, TRY_LATER
from installer.in_process import InProcess
from tests.sandbox import start_sandbox
from tests.student import Student
from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

MAYA, PASSWORD = "maya@cmu.example", "maya-demo"
COURSE, LAB = "15213-f26", "malloclab"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(seed="demo") as running:
        yield running


@pytest.fixture
def signed_in(box: Sandbox, companion_home: Path) -> Sandbox:
    async def scenario() -> None:
        student = Student(box, companion_home, email=MAYA, password=PASSWORD)
        await student.sign_in_now()
        await student.services.close()

    asyncio.run(scenario())
    return box


@pytest.fixture
def at(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return Terminal(capsys)


@pytest.fixture
def solution(at: Terminal, tmp_path: Path) -> Path:
    assert at  # it has made the folder
    path = tmp_path / "work" / "mm.c"
    path.write_text("int main(void) { return 0; }\n")
    return path


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("courses",), f"{COURSE}  15-213: Introduction to Computer Systems  f26       student"),
        (("assessments", COURSE), "malloclab"),
        (("show", f"{COURSE}:{LAB}"), "Malloc Lab: A Dynamic Allocator"),
        (("show", f"{COURSE}:{LAB}"), "Takes files      yes"),
        (("show", f"{COURSE}:peer-review"), "Takes files      no"),
        (("problems", f"{COURSE}:{LAB}"), "POINTS"),
        (("scores", COURSE), "not submitted"),
        (("scores", f"{COURSE}:{LAB}"), "VERSION"),
        (("agenda",), f"{COURSE}:{LAB}"),
        (("agenda", "--ics"), "BEGIN:VCALENDAR"),
    ],
)
def test_reading_commands_show_a_table(at: Terminal, words: tuple[str, ...], expected: str) -> None:
    assert at.run(*words) == DONE, at.err
    assert expected in at.out
    assert at.err == ""
    assert "\x1b" not in at.out  # a pipe takes no colours


def test_json_is_the_operations_own_answer(signed_in: Sandbox, at: Terminal) -> None:
    assert at.run("assessments", COURSE, "--json") == DONE
    told = json.loads(at.out)
    assert {"data", "fetched_at", "stale"} == set(told)
    assert LAB in {one["name"] for one in told["data"]}
    signed_in.requests.clear()
    assert at.run("assessments", COURSE, "--json") == DONE
    assert json.loads(at.out)["data"] == told["data"]
    assert not signed_in.requests  # what is remembered costs no request


def test_what_was_known_is_shown_when_the_server_is_gone(signed_in: Sandbox, at: Terminal) -> None:
    at.run("scores", COURSE)
    known = at.out
    with signed_in.outage():
        assert at.run("scores", COURSE, "--offline") == DONE
        assert (at.out, at.err) == (known, "")
        assert at.run("scores", f"{COURSE}:{LAB}") == TRY_LATER  # nothing is known of its versions
        assert at.out == ""
        assert at.run("agenda") == TRY_LATER
        assert "cannot be reached" in at.err
    at.run("scores", f"{COURSE}:{LAB}")
    known = at.out
    with signed_in.outage():
        signed_in.clock.advance(60)
        assert at.run("scores", f"{COURSE}:{LAB}", "--offline") == DONE
    assert at.run("problems", f"{COURSE}:{LAB}", "--offline") == FAILED
    assert "Nothing is remembered" in at.err


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize(
    ("words", "expected"), [(("scores", COURSE), "not submitted"), (("agenda",), f"{COURSE}:{LAB}")]
)
def test_what_cannot_be_remembered_is_shown_all_the_same(
    companion_home: Path, at: Terminal, words: tuple[str, ...], expected: str
) -> None:
    (companion_home / "ledger.sqlite").mkdir()  # as bad as a full disk
    assert at.run(*words) == DONE, at.err
    assert expected in at.out


def test_who_is_not_signed_in_is_told_so(box: Sandbox, companion_home: Path, at: Terminal) -> None:
    async def scenario() -> None:
        Student(box, companion_home, email=MAYA, password=PASSWORD)  # adds the server

    asyncio.run(scenario())
    assert at.run("courses") == SIGN_IN
    assert "autolab-companion login" in at.err or "Sign in" in at.err


def test_a_name_that_is_none_is_a_failure(signed_in: Sandbox, at: Terminal) -> None:
    assert at.run("scores", "nowhere") == FAILED
    assert "nowhere" in at.err
    assert at.out == ""
    assert at.run("scores") == FAILED
    assert "linked to none" in at.err
    assert at.run("problems", COURSE) == FAILED
    assert f"{COURSE}:ASSESSMENT" in at.err
    assert signed_in.base  # it was there to be asked


def test_a_submission_is_affirmed_made_once_and_has_a_receipt(
    signed_in: Sandbox, at: Terminal, solution: Path
) -> None:
    def posted() -> int:
        return sum(1 for one in signed_in.requests if one.method == "POST" and one.path.endswith("/submit"))

    assert at.run("submit", f"{COURSE}:{LAB}", "mm.c") == FAILED
    assert "affirmation is missing" in at.err
    assert posted() == 0
    assert at.run("submit", f"{COURSE}:{LAB}", "mm.c", "--affirm", "--json") == DONE, at.err
    receipt = json.loads(at.out)["receipt"]
    assert receipt["state"] == "landed"
    assert receipt["sha256"] == hashlib.sha256(solution.read_bytes()).hexdigest()
    assert posted() == 1

    assert at.run("submit", f"{COURSE}:{LAB}", "mm.c", "--affirm") == FAILED
    assert "already submitted" in at.err
    assert posted() == 1
    assert at.run("submit", f"{COURSE}:{LAB}", "mm.c", "--affirm", "--confirm", "again", "--quiet") == DONE, (
        at.err
    )
    assert (at.out, at.err) == (f"{receipt['version'] + 1}\n", "")
    assert posted() == 2

    assert at.run("receipts", "list", "--json") == DONE
    assert [one["version"] for one in json.loads(at.out)["receipts"]] == [
        receipt["version"] + 1,
        receipt["version"],
    ]
    assert at.run("receipts", "list") == DONE
    assert "mm.c" in at.out


def test_a_file_in_doubt_is_told_as_that_and_not_sent_again(
    signed_in: Sandbox, at: Terminal, solution: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("native_host.submission.driver.FIRST_PAUSES", (0.0,))
    signed_in.faults.add(path="/submit$", status=504)
    words = ("submit", f"{COURSE}:{LAB}", solution.name, "--affirm", "--confirm", "again")
    assert at.run(*words) == IN_DOUBT, at.err
    assert "may still arrive" in at.err
    assert sum(1 for one in signed_in.requests if one.path.endswith("/submit")) == 1
    assert at.run("receipts", "list", "--offline") == DONE
    assert "pending" in at.out


def test_a_version_that_only_the_list_shows_is_probably_this_file_and_no_more(
    signed_in: Sandbox, at: Terminal, solution: Path
) -> None:
    signed_in.faults.add(path="/submit$", status=504, process=True)
    assert at.run("submit", f"{COURSE}:{LAB}", solution.name, "--affirm") == IN_DOUBT, at.err
    assert "it is probably this file" in at.out


@pytest.mark.usefixtures("signed_in")
def test_a_submission_can_wait_for_its_score(at: Terminal, solution: Path) -> None:
    assert at.run("submit", f"{COURSE}:hw4-signals", solution.name, "--affirm", "--wait", "--json") == DONE, (
        at.err
    )
    assert json.loads(at.out)["watch"]["outcome"] in {"released", "unreleased", "by_hand"}


@pytest.mark.usefixtures("signed_in")
def test_what_is_handed_in_is_told_although_the_waiting_breaks_off(
    box: Sandbox, at: Terminal, solution: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = InProcess.call

    def interrupted(host: InProcess, method: str, **params: Any) -> dict[str, Any]:
        if method == "watch":
            raise KeyboardInterrupt
        return call(host, method, **params)

    monkeypatch.setattr(InProcess, "call", interrupted)
    assert at.run("submit", f"{COURSE}:{LAB}", str(solution), "--affirm", "--wait", "--quiet") == INTERRUPTED
    (stored,) = box.state.assessment(COURSE, LAB).submissions[-1:]
    assert at.out == f"{stored.version}\n"


@pytest.mark.usefixtures("signed_in")
def test_an_empty_file_and_a_missing_one_are_not_sent(at: Terminal, solution: Path) -> None:
    solution.write_bytes(b"")
    assert at.run("submit", f"{COURSE}:{LAB}", "mm.c", "--affirm") == FAILED
    assert "empty" in at.err
    assert at.run("submit", f"{COURSE}:{LAB}", "missing.c", "--affirm") == FAILED
    assert "it is not there. Nothing was sent." in at.err
    assert at.run("submit", f"{COURSE}:{LAB}", ".", "--affirm") == FAILED
    assert "it is no file" in at.err
    assert at.run("submit", f"{COURSE}:{LAB}", "mm.c", "--affirm", "--confirm", "empty") == DONE


def test_a_linked_folder_needs_no_target(signed_in: Sandbox, at: Terminal, solution: Path) -> None:
    assert at.run("link", f"{signed_in.base}/courses/{COURSE}/assessments/{LAB}/submissions") == DONE
    assert at.run("submit", solution.name, "--affirm") == DONE, at.err
    assert "as version 1" in at.out
    assert f"Malloc Lab: A Dynamic Allocator ({COURSE}:{LAB})" in at.err
    assert at.run("scores") == DONE
    assert "mm.c" in at.out
    assert at.run("submit", f"{COURSE}:hw4-signals", solution.name, "--affirm") == FAILED
    assert "Nothing was sent" in at.err
    assert at.run("submit", f"{COURSE}:hw4-signals", solution.name, "--affirm", "--force") == DONE


@pytest.mark.usefixtures("signed_in")
def test_a_download_makes_a_linked_folder(at: Terminal, tmp_path: Path) -> None:
    assert at.run("download", f"{COURSE}:{LAB}", "--json") == DONE, at.err
    saved = json.loads(at.out)
    files = [one["path"] for one in saved.values() if one["kind"] == "file"]
    assert files
    folder = tmp_path / "work" / LAB
    assert all(path.startswith(str(folder)) for path in files)
    assert json.loads((folder / ".autolab-companion").read_text())["assessment"] == LAB


def test_staff_tools_are_turned_on_at_the_terminal(at: Terminal, signed_in: Sandbox) -> None:
    assert at.run("roster", "list", COURSE) == SIGN_IN
    assert f"servers staff-tools on {signed_in.base}" in at.err
    assert at.run("servers", "staff-tools", "on", signed_in.base) == DONE
    assert f"Sign in again: autolab-companion login {signed_in.base}" in at.out
    assert at.run("roster", "list", COURSE) == SIGN_IN
    assert f"autolab-companion login {signed_in.base}" in at.err


@pytest.mark.usefixtures("signed_in")
def test_feedback_is_the_newest_versions(at: Terminal) -> None:
    assert at.run("feedback", f"{COURSE}:{LAB}") == FAILED  # nothing was handed in
    assert at.run("scores", COURSE, "--json") == DONE
    graded = next(one["assessment"] for one in json.loads(at.out)["badges"] if one["state"] == "score")
    assert at.run("feedback", f"{COURSE}:{graded}") == DONE, at.err
    assert at.out.strip()
    assert at.run("feedback", f"{COURSE}:datalab", "--version", "0") == FAILED
    assert at.out == ""


@pytest.mark.usefixtures("signed_in")
def test_names_are_completed_from_memory(at: Terminal, signed_in: Sandbox) -> None:
    from argparse import Namespace

    from installer.completion import assessment_names, course_names

    at.run("courses")
    at.run("assessments", COURSE)
    signed_in.requests.clear()
    assert COURSE in course_names(Namespace())
    assert f"{COURSE}:" in assessment_names("152", Namespace())
    assert f"{COURSE}:{LAB}" in assessment_names(f"{COURSE}:m", Namespace())
    assert not signed_in.requests


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals of POSIX")
@pytest.mark.usefixtures("solution")
@pytest.mark.parametrize(("typed", "code"), [(b"y\n", DONE), (b"\n", FAILED)])
def test_a_person_affirms_at_the_terminal(
    signed_in: Sandbox, at: Terminal, monkeypatch: pytest.MonkeyPatch, typed: bytes, code: int
) -> None:
    keyboard, terminal = os.openpty()
    os.write(keyboard, typed)
    try:
        with os.fdopen(terminal, encoding="utf-8") as stdin:
            monkeypatch.setattr(sys, "stdin", stdin)
            assert at.run("submit", f"{COURSE}:{LAB}", "mm.c") == code
    finally:
        os.close(keyboard)
    assert "academic integrity policy" in at.err
    posted = [one for one in signed_in.requests if one.path.endswith("/submit")]
    assert len(posted) == (code == DONE)
