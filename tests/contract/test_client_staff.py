"""Every changing endpoint for staff against the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from native_host.autolab import endpoints
from native_host.autolab.client import Client
from native_host.autolab.transport import Transport
from native_host.oauth.secret import Secret
from tests.contract.asking import COURSE, ask, refused, using
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.autolab.calls import Call
    from native_host.autolab.http_messages import Token
    from tests.sandbox import Sandbox

STAFF = "instructor@foo.bar"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(seed="reference") as running:
        yield running


def test_enrol_change_and_drop(box: Sandbox) -> None:
    made = ask(
        box, STAFF, endpoints.create_member(COURSE, "nocourse@foo.bar", "2", "B", "student", nickname="Nick")
    )
    assert (made["lecture"], made["section"], made["nickname"], made["dropped"]) == ("2", "B", "Nick", False)
    changed = ask(box, STAFF, endpoints.update_member(COURSE, "nocourse@foo.bar", section="C"))
    assert (changed["lecture"], changed["section"]) == ("2", "C")
    assert ask(box, STAFF, endpoints.drop_member(COURSE, "nocourse@foo.bar"))["dropped"] is True


def test_enrolling_is_refused_in_the_servers_words(box: Sandbox) -> None:
    again = refused(box, STAFF, endpoints.create_member(COURSE, "student1@foo.bar", "1", "A", "student"))
    assert (again.name, again.server_said) == ("request_refused", "User is already in the course")
    level = refused(box, STAFF, endpoints.create_member(COURSE, "nocourse@foo.bar", "1", "A", "dean"))
    assert (level.name, level.server_said) == ("request_refused", "Invalid auth_level")
    assistant = refused(box, STAFF, endpoints.drop_member(COURSE, "ca@foo.bar"))
    assert "can't be dropped" in (assistant.server_said or "")
    assert refused(box, STAFF, endpoints.create_member(COURSE, "who@foo.bar", "1", "A", "student")).name == (
        "user_unknown"
    )


def test_groups(box: Sandbox) -> None:
    pair = ["student1@foo.bar", "student2@foo.bar"]
    [made] = ask(box, STAFF, endpoints.create_groups(COURSE, "lab1", [("Ünits", pair)]))
    assert made["name"] == "Ünits"
    listed = ask(box, STAFF, endpoints.groups(COURSE, "lab1"))
    assert listed == {"group_size": 2, "groups": [made]}
    [members] = ask(box, STAFF, endpoints.groups_with_members(COURSE, "lab1"))["groups"]
    assert {member["email"] for member in members} == set(pair)
    assert ask(box, STAFF, endpoints.group(COURSE, "lab1", made["id"])) == members
    assert "deleted" in ask(box, STAFF, endpoints.delete_group(COURSE, "lab1", made["id"]))["message"]
    assert ask(box, STAFF, endpoints.groups(COURSE, "lab1"))["groups"] == []


def test_groups_are_refused(box: Sandbox) -> None:
    trio = [f"student{n}@foo.bar" for n in (1, 2, 3)]
    for call in (
        endpoints.create_groups(COURSE, "lab1", [("g", trio)]),
        endpoints.create_groups(COURSE, "lab0", [("g", trio[:1])]),
        endpoints.delete_group(COURSE, "lab1", 999),
    ):
        assert refused(box, STAFF, call).name == "group_refused"


@pytest.mark.parametrize("students_may", [True, False])
def test_group_settings(box: Sandbox, students_may: bool) -> None:
    call = endpoints.set_group_settings(COURSE, "lab1", group_size=3, allow_student_assign_group=students_may)
    assert ask(box, STAFF, call) == {"group_size": 3, "allow_student_assign_group": students_may}


def test_problems(box: Sandbox) -> None:
    call = endpoints.create_problem(COURSE, "quiz0", "essay", 12.5, description="In words", optional=True)
    made = ask(box, STAFF, call)
    assert made == {
        "name": "essay",
        "description": "In words",
        "max_score": 12.5,
        "optional": True,
        "starred": False,
    }
    error = refused(box, STAFF, call)
    assert (error.name, error.server_said) == ("request_refused", "Unable to create problem")


def test_scores(box: Sandbox) -> None:
    call = endpoints.update_latest(COURSE, "homework1", "student1@foo.bar", {"problem0": 77.5})
    assert ask(box, STAFF, call) == {"student1@foo.bar": {"problem0": 77.5}}
    [mine] = ask(box, "student1@foo.bar", endpoints.submissions(COURSE, "homework1"))
    assert mine["scores"] == {"problem0": "unreleased"}
    # A student without submissions: the real server fails without a word.
    error = refused(
        box, STAFF, endpoints.update_latest(COURSE, "homework1", "student4@foo.bar", {"problem0": 1})
    )
    assert error.name == "server_failed"


CHANGES = (
    endpoints.create_member(COURSE, "nocourse@foo.bar", "1", "A", "student"),
    endpoints.update_member(COURSE, "student1@foo.bar", section="C"),
    endpoints.drop_member(COURSE, "student1@foo.bar"),
)


@pytest.mark.parametrize("call", CHANGES, ids=lambda call: call.request.method)
def test_a_change_is_sent_once_whatever_happens(box: Sandbox, call: Call[object]) -> None:
    box.faults.add(
        path="/course_user_data", method=call.request.method, times=9, process=True, lose_answer=True
    )
    assert refused(box, STAFF, call).name == "server_unreachable"
    assert sum(record.path.startswith("/api/") for record in box.requests) == 1


def test_courses_are_made_by_administrators(box: Sandbox) -> None:
    token = box.issue("admin@foo.bar", *box.application().scopes, "admin_all")

    class Issued:
        async def access_token(self, server: str) -> Token:
            return Secret(token.token)

        async def refresh_after(self, server: str, rejected: Token) -> Token:
            raise AssertionError

    async def create() -> str:
        async with Transport(box.base) as transport:
            client = Client(transport, Issued())
            return (await client.call(endpoints.create_course("new-f26", "f26", STAFF))).name

    assert using(box, STAFF, lambda _client: create()) == "new-f26"
