"""POST /submit with every outcome the real server has, one POST each."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from native_host.autolab import endpoints
from native_host.autolab.handin_outcome import (
    AcceptedWithoutGrading,
    Answered,
    Doubt,
    Landed,
    NotSent,
    Refused,
)
from tests.contract.asking import COURSE, ask, upload, using
from tests.sandbox import start_sandbox
from tests.sandbox.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.autolab.client import Client
    from native_host.autolab.handin_outcome import Outcome
    from tests.sandbox import Sandbox

STUDENT = "student4@foo.bar"
MIB = 2**20


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(seed="reference") as running:
        yield running


def submit(
    box: Sandbox, assessment: str, content: bytes = b"int main;", name: str = "a.c", *, email: str = STUDENT
) -> Outcome:
    sent: list[bool] = []
    call = endpoints.submit(COURSE, assessment, upload(name, content))
    outcome = using(box, email, lambda client: client.submit(call, lambda: sent.append(True)))
    assert len(posts(box)) <= 1
    assert len(sent) <= 1
    return outcome


def posts(box: Sandbox) -> list[str]:
    return [record.path for record in box.requests if record.path.endswith("/submit")]


def versions(box: Sandbox, assessment: str) -> int:
    return len(ask(box, STUDENT, endpoints.submissions(COURSE, assessment)))


@pytest.mark.parametrize(
    "name",
    [
        "a.c",
        "Übung.c",
        "日本語.c",
        'a"b.c',
        "a\\b.c",
        "a b;c.c",
        "..",
        "../../x.c",
        "x" * 255,
        "%00.c",
        "a'b.c",
    ],
)
def test_a_file_lands_whatever_its_name(box: Sandbox, name: str) -> None:
    assert submit(box, "homework2", name=name) == Landed(1, "1_handin.c")
    [kept] = box.state.assessment(COURSE, "homework2").submissions
    assert kept.version == 1


def test_an_empty_file_and_one_of_exactly_the_limit_land_too(box: Sandbox) -> None:
    assert isinstance(submit(box, "homework2", b""), Landed)
    box.requests.clear()
    assert submit(box, "homework2", b"x" * (2 * MIB)) == Landed(2, "2_handin.c")


def test_a_late_one_lands(box: Sandbox) -> None:
    assert isinstance(submit(box, "homework1"), Landed)


@pytest.mark.parametrize(
    ("assessment", "content", "name"),
    [
        ("homework2", b"x" * (2 * MIB + 1), "file_too_large"),
        ("lab2", b"x", "handins_disabled"),
        ("homework0", b"x", "handin_closed"),
        ("quiz1", b"x", "embedded_quiz"),
        ("homework3", b"x", "assessment_unreleased"),
        ("nothing", b"x", "assessment_unknown"),
    ],
)
def test_refusals(box: Sandbox, assessment: str, content: bytes, name: str) -> None:
    outcome = submit(box, assessment, content)
    assert isinstance(outcome, Refused)
    assert outcome.error.name == name
    assert outcome.error.server_said


def test_the_last_version_is_the_last(box: Sandbox) -> None:
    for version in (1, 2, 3):
        box.requests.clear()
        assert submit(box, "lab0") == Landed(version, f"{version}_bits.c")
    box.requests.clear()
    outcome = submit(box, "lab0")
    assert isinstance(outcome, Refused)
    assert outcome.error.name == "submission_limit"


def test_a_wrong_type_is_refused_but_only_once_the_server_knows_the_type(box: Sandbox) -> None:
    assert isinstance(submit(box, "lab7", name="x.c"), Answered)  # the real server's bug: an empty 500
    box.state.assessment(COURSE, "lab7").config_loaded = True
    box.requests.clear()
    outcome = submit(box, "lab7", name="x.c")
    assert isinstance(outcome, Refused)
    assert outcome.error.name == "file_type_refused"
    box.requests.clear()
    assert isinstance(submit(box, "lab7", name="x.tar"), Landed)


@pytest.mark.parametrize("name", ["handin_dropped", "group_unconfirmed", "group_limit"])
def test_what_keeps_a_group_from_handing_in_has_words_of_its_own(box: Sandbox, name: str) -> None:
    partner, path = "student2@foo.bar", f"/api/v1/courses/{COURSE}/assessments/lab1"
    group = {"groups": [{"name": "pair", "group_members": [STUDENT, partner]}]}
    Visitor(box.base, box.issue("instructor@foo.bar").token).json(f"{path}/groups", group)
    staff = box.staff(COURSE, "lab1")
    if name == "handin_dropped":
        staff.drop(partner)
    elif name == "group_unconfirmed":
        staff.unconfirm(partner)
    else:
        staff.change(max_submissions=0)
    outcome = submit(box, "lab1")
    assert isinstance(outcome, Refused)
    assert outcome.error.name == name
    assert outcome.error.server_said
    assert versions(box, "lab1") == 0


def test_a_500_that_kept_the_file(box: Sandbox) -> None:
    outcome = submit(box, "lab5")
    assert isinstance(outcome, AcceptedWithoutGrading)
    assert "Tango" in outcome.server_said
    assert versions(box, "lab5") == 1


def test_no_permission_to_submit(box: Sandbox) -> None:
    call = endpoints.submit(COURSE, "homework2", upload("a.c", b"x"))
    outcome = using(box, STUDENT, lambda client: client.submit(call), "user_info", "user_courses")
    assert isinstance(outcome, Refused)
    assert outcome.error.name == "scope_missing"


@pytest.mark.parametrize(
    "fault",
    [
        {"process": True, "lose_answer": True},
        {"process": True, "cut_answer_after": 10},
        {"process": True, "cut_answer_after": 180},
        {"process": True, "status": 502, "body": "<html>Bad Gateway</html>"},
        {"status": 503, "headers": {"Retry-After": "1"}},
        {"gzip_bomb_mib": 64},
    ],
    ids=str,
)
def test_what_is_not_certain_is_doubt_and_sent_once(box: Sandbox, fault: dict[str, object]) -> None:
    box.faults.add(path="/submit$", method="POST", **fault)
    assert isinstance(submit(box, "homework2"), Doubt)
    assert len(posts(box)) == 1
    assert versions(box, "homework2") == (1 if "process" in fault else 0)


@pytest.mark.parametrize(
    "fault",
    [
        {"process": True, "status": 500},
        {"process": True, "status": 429},
        {"html": True},
        {"redirect": "https://elsewhere.example/"},
    ],
    ids=str,
)
def test_what_is_answered_but_not_understood_is_sent_once_too(box: Sandbox, fault: dict[str, object]) -> None:
    box.faults.add(path="/submit$", method="POST", **fault)
    assert isinstance(submit(box, "homework2"), Answered)
    assert len(posts(box)) == 1
    assert versions(box, "homework2") == (1 if "process" in fault else 0)


def test_an_upload_cut_half_way_was_certainly_not_taken(box: Sandbox) -> None:
    box.faults.add(path="/submit$", method="POST", cut_request_after=100_000)
    outcome = submit(box, "homework2", b"x" * 30 * MIB)
    assert isinstance(outcome, NotSent)
    assert versions(box, "homework2") == 0


@pytest.mark.parametrize(
    ("status", "body"), [(401, '{"error": "no"}'), (429, '{"error": "Too Many Requests. Retry Later."}')]
)
def test_what_guards_refuse_was_not_taken(box: Sandbox, status: int, body: str) -> None:
    box.faults.add(path="/submit$", status=status, body=body)
    assert isinstance(submit(box, "homework2"), Refused)
    assert len(posts(box)) == 1


def test_a_server_that_is_gone_got_nothing(box: Sandbox) -> None:
    async def after_the_end(client: Client) -> Outcome:
        await asyncio.to_thread(stopped.close)
        return await client.submit(endpoints.submit(COURSE, "homework2", upload("a.c", b"x")))

    with ExitStack() as stopped:
        other = stopped.enter_context(start_sandbox())
        assert isinstance(using(other, STUDENT, after_the_end), NotSent)


@pytest.mark.parametrize("name", ["", "a\r\nb", "a\0b"])
def test_a_name_that_cannot_be_sent_is_told_before_anything_leaves(box: Sandbox, name: str) -> None:
    outcome = submit(box, "homework2", name=name)
    assert isinstance(outcome, NotSent)
    assert outcome.error.name == "filename_refused"
    assert posts(box) == []


def test_a_file_that_shrank_is_not_taken(box: Sandbox) -> None:
    shrunk = upload("a.c", b"x" * 100)
    object.__setattr__(shrunk, "size", 101)
    call = endpoints.submit(COURSE, "homework2", shrunk)
    outcome = using(box, STUDENT, lambda client: client.submit(call))
    assert isinstance(outcome, NotSent)
    assert outcome.error.name == "checksum_mismatch"
    assert versions(box, "homework2") == 0
