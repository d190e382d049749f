"""Autolab's own upload form."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.visitor import Answer, Visitor

COURSE = "/courses/AutoPopulated/assessments"
MIB = 2**20


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def student(box: Sandbox) -> Visitor:
    visitor = Visitor(box.base)
    visitor.sign_in("student1@foo.bar", "studentpw1")
    visitor.get("/courses")  # the flash of signing in has been shown
    return visitor


def csrf(student: Visitor) -> dict[str, str]:
    match = re.search(r'name="csrf-token" content="([^"]+)"', student.get("/activate").text)
    assert match
    return {"authenticity_token": match[1]}


def hand_in(student: Visitor, name: str, content: bytes = b"x", filename: str = "handin.c") -> Answer:
    return student.upload(f"{COURSE}/{name}/handin", content, filename, csrf(student))


def flash(student: Visitor, path: str) -> str:
    match = re.search(r'<div id="flash_error" class="error">([^<\n]+)</div>', student.get(path).text)
    return unescape(match[1]) if match else ""


def test_success_leads_to_the_history(box: Sandbox, student: Visitor) -> None:
    answer = hand_in(student, "homework2")
    assert (answer.status, answer.location) == (302, f"{box.base}{COURSE}/homework2/history")
    assert [s.filename for s in box.state.assessment("AutoPopulated", "homework2").submissions] == [
        "1_handin.c"
    ]


def test_the_integrity_box_is_ignored_by_the_server(box: Sandbox, student: Visitor) -> None:
    path = f"{COURSE}/homework2/handin"
    fields = {**csrf(student), "integrity_checkbox": "1"}
    assert student.upload(path, b"x", "a.c", fields).location.endswith("/history")
    assert hand_in(student, "homework2").location.endswith("/history")


def test_empty_files_pass(box: Sandbox, student: Visitor) -> None:
    assert hand_in(student, "homework2", b"").location.endswith("/history")


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        (
            "homework2",
            2 * MIB + 1,
            (
                "Your submission is larger than the max allowed size (2 MB) - please remove any unnecessary "
                "logfiles and binaries."
            ),
        ),
        ("lab7", 1, "Submission failed Filetype Check. Not a .tar file"),
        ("lab2", 1, "Sorry, handins are disabled for this assessment."),
        ("homework4", 1, "Validation failed: You cannot submit because it is past the deadline."),
    ],
)
def test_refusals_lead_back_with_a_flash(
    box: Sandbox, student: Visitor, name: str, size: int, words: str
) -> None:
    answer = hand_in(student, name, bytes(size))
    assert (answer.status, answer.location) == (302, f"{box.base}{COURSE}/{name}")
    assert flash(student, f"{COURSE}/{name}") == words
    assert flash(student, f"{COURSE}/{name}") == ""  # shown once
    assert box.state.assessment("AutoPopulated", name).submissions == []


def test_no_file(box: Sandbox, student: Visitor) -> None:
    answer = student.form(f"{COURSE}/homework2/handin", csrf(student))
    assert answer.location == f"{box.base}{COURSE}/homework2"
    assert flash(student, f"{COURSE}/homework2") == "Submission was blank - please upload again."


def test_bad_csrf_token(box: Sandbox, student: Visitor) -> None:
    answer = student.upload(f"{COURSE}/homework2/handin", b"x", "a.c", {"authenticity_token": "wrong"})
    assert (answer.status, answer.location) == (302, f"{box.base}/")
    assert box.state.assessment("AutoPopulated", "homework2").submissions == []


def test_quiz_answers(box: Sandbox, student: Visitor) -> None:
    fields = {**csrf(student), "submission[embedded_quiz_form_answer]": '{"q1":"4"}'}
    assert student.form(f"{COURSE}/quiz1/handin", fields).location.endswith("/history")
    assert box.state.assessment("AutoPopulated", "quiz1").submissions[0].head == b'{"q1":"4"}\n'


def test_down_autograder_says_so_and_keeps_the_submission(box: Sandbox, student: Visitor) -> None:
    assert hand_in(student, "lab5").location.endswith("/history")
    assert "autograd" in flash(student, f"{COURSE}/lab5/history")
    assert len(box.state.assessment("AutoPopulated", "lab5").submissions) == 1
