"""Nothing is left out: each endpoint function has been answered, each row of refusals provoked, by the sandbox."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from native_host.autolab import endpoints
from native_host.autolab.error_responses import _ROWS
from native_host.autolab.handin_outcome import Refused
from native_host.autolab.http_messages import HttpRequest
from tests.contract.asking import COURSE, ask, refused, upload, using
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.autolab.calls import Call
    from native_host.wire.errors import CompanionError
    from tests.sandbox import Sandbox

STUDENT, STAFF, DROPPED = "student1@foo.bar", "instructor@foo.bar", "student4@foo.bar"
TABLES = {"AUTH_LEVELS", "STATES", "WHAT"}
ELSEWHERE = {
    "submit": "Client.submit, in test_client_handin.py",
    "writeup": "Client.download, in test_client_downloads.py",
    "handout": "Client.download, in test_client_downloads.py",
    "loading": "answers nothing; its effect is seen in test_submit_flow.py",
    "create_course": "needs a site administrator, in test_client_staff.py",
    "group": "needs the id of a group, in test_client_staff.py",
    "delete_group": "likewise",
}
ANSWERED: dict[str, tuple[str, Call[Any]]] = {
    "user": (STUDENT, endpoints.user()),
    "courses": (STUDENT, endpoints.courses("current")),
    "assessments": (STUDENT, endpoints.assessments(COURSE)),
    "assessment": (STUDENT, endpoints.assessment(COURSE, "homework0")),
    "problems": (STUDENT, endpoints.problems(COURSE, "homework0")),
    "submissions": (STUDENT, endpoints.submissions(COURSE, "homework0")),
    "feedback": (STUDENT, endpoints.feedback(COURSE, "homework0", 2, "problem0")),
    "roster": (STAFF, endpoints.roster(COURSE)),
    "member": (STAFF, endpoints.member(COURSE, STUDENT)),
    "create_member": (STAFF, endpoints.create_member(COURSE, "nocourse@foo.bar", "1", "A", "student")),
    "update_member": (STAFF, endpoints.update_member(COURSE, STUDENT, section="B")),
    "drop_member": (STAFF, endpoints.drop_member(COURSE, "student3@foo.bar")),
    "groups": (STAFF, endpoints.groups(COURSE, "lab1")),
    "groups_with_members": (STAFF, endpoints.groups_with_members(COURSE, "lab1")),
    "create_groups": (STAFF, endpoints.create_groups(COURSE, "lab1", [("g", [STUDENT])])),
    "set_group_settings": (
        STAFF,
        endpoints.set_group_settings(COURSE, "lab1", group_size=2, allow_student_assign_group=True),
    ),
    "all_scores": (STAFF, endpoints.all_scores(COURSE, "homework0")),
    "scores": (STAFF, endpoints.scores(COURSE, "homework0", STUDENT)),
    "update_latest": (STAFF, endpoints.update_latest(COURSE, "homework1", STUDENT, {"problem0": 1})),
    "create_problem": (STAFF, endpoints.create_problem(COURSE, "quiz0", "essay", 1.0)),
}

ASKED: tuple[tuple[str, Call[Any]], ...] = (
    (STUDENT, replace(endpoints.user(), request=HttpRequest("GET", "/api/v1/nothing"))),
    (STUDENT, endpoints.assessments("nowhere")),
    (STUDENT, endpoints.assessments("secret-f26")),
    (STUDENT, endpoints.assessments("old-course-s20")),
    (STUDENT, endpoints.roster(COURSE)),
    (STUDENT, endpoints.assessment(COURSE, "nothing")),
    (STUDENT, endpoints.assessment(COURSE, "homework3")),
    (STUDENT, endpoints.feedback(COURSE, "homework0", 1, "problem0")),
    (STUDENT, endpoints.feedback(COURSE, "homework0", 9, "problem0")),
    (STUDENT, endpoints.feedback(COURSE, "homework0", 2, "zzz")),
    (STAFF, endpoints.create_member(COURSE, "who@foo.bar", "1", "A", "student")),
    (STAFF, endpoints.member(COURSE, "nocourse@foo.bar")),
    (STAFF, endpoints.scores(COURSE, "homework0", "who@foo.bar")),
    (
        STAFF,
        endpoints.create_groups(COURSE, "lab1", [("g", [STUDENT, "student2@foo.bar", "student3@foo.bar"])]),
    ),
    (STAFF, endpoints.create_groups(COURSE, "lab0", [("g", [STUDENT])])),
    (STAFF, endpoints.delete_group(COURSE, "lab1", 999)),
    (STAFF, endpoints.create_problem(COURSE, "homework0", "problem0", 1.0)),
    (STAFF, endpoints.update_latest(COURSE, "homework1", STUDENT, {"zz": 1})),
)
HANDED_IN: tuple[tuple[str, str, bytes], ...] = (
    (STUDENT, "homework2", bytes(2 * 2**20 + 1)),
    (STUDENT, "lab2", b"x"),
    (STUDENT, "lab7", b"x"),
    (STUDENT, "quiz1", b"x"),
    (STUDENT, "homework0", b"x"),
    *((STUDENT, "lab0", b"x"),) * 4,
    (DROPPED, "lab0", b"x"),
    (STUDENT, "lab1", b"x"),
)
UNSEEN = {
    (
        "group_limit",
        "A member of your group",
    ): "it takes a group at its limit; in tests/unit/autolab/test_handin_outcome.py",
    (
        "request_refused",
        "Unexpected error during submission handin",
    ): "each validation of a submission that is known has a row of its own",
    (
        "request_refused",
        "Validation failed",
    ): "a course's name that is taken; only an administrator gets so far",
}
"""Rows that the sandbox's users cannot provoke; tests/unit/autolab/test_error_responses.py covers them."""


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        running.state.assessment(COURSE, "lab7").config_loaded = True
        dropped = running.state.user_by_email(DROPPED)
        assert dropped is not None
        running.state.courses[COURSE].members[dropped.id].dropped = True
        ask(running, STAFF, endpoints.create_groups(COURSE, "lab1", [("two", [STUDENT, "student2@foo.bar"])]))
        running.staff(COURSE, "lab1").unconfirm("student2@foo.bar")
        yield running


def test_every_endpoint_is_answered_by_a_typed_value(box: Sandbox) -> None:
    assert set(ANSWERED) | set(ELSEWHERE) == set(endpoints.__all__) - TABLES
    for name, (email, call) in ANSWERED.items():
        assert ask(box, email, call) is not None, name


def test_every_row_of_refusals_is_provoked(box: Sandbox) -> None:
    errors = [refused(box, email, call) for email, call in ASKED]
    errors.append(refused(box, STUDENT, endpoints.submissions(COURSE, "homework0"), "user_info"))
    errors += [error for what in HANDED_IN if (error := handed_in(box, *what)) is not None]
    missing = [
        (name, words)
        for _, words, name in _ROWS
        if not any(
            error.name == name and re.match(words, error.server_said or "", re.DOTALL) for error in errors
        )
    ]
    assert len(missing) == len(UNSEEN), missing
    for name, words in missing:
        assert any(name == row and words.startswith(start) for row, start in UNSEEN), (name, words)


def handed_in(box: Sandbox, email: str, assessment: str, content: bytes) -> CompanionError | None:
    call = endpoints.submit(COURSE, assessment, upload("a.c", content))
    outcome = using(box, email, lambda client: client.submit(call))
    return outcome.error if isinstance(outcome, Refused) else None
