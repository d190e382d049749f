"""Autolab's device flow, with every answer it can give and every moment a host can die at."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from native_host.oauth.device import WINDOW
from native_host.oauth.scopes import STUDENT
from native_host.oauth.sign_in import SignIn
from native_host.wire.errors import CompanionError
from tests.sandbox import start_sandbox
from tests.student import EMAIL, Student, Waits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

POLL = "/oauth/device_flow_authorize"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


def poll_times(box: Sandbox) -> list[float]:
    return [each.time for each in box.requests if each.path == POLL]


def spaced(box: Sandbox) -> bool:
    """Whether no poll came early; on a busy machine one request takes longer to the server than the next."""
    return all(later - earlier >= WINDOW - 0.5 for earlier, later in pairwise(poll_times(box)))


def test_from_the_code_to_a_session(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("device")
        assert len(begun["user_code"]) == 6
        assert begun["activate_url"] == box.base + "/activate"
        assert begun["deep_link"].endswith("/device_flow_resolve?user_code=" + begun["user_code"])
        assert "authorization_url" not in begun
        for _ in range(4):
            await student.waits.step()
        await student.activate(begun["deep_link"])
        assert (await student.outcome(begun)).state == "signed_in"
        assert student.services.sessions.email(box.base) == EMAIL
        assert await student.whoami() == 200
        assert spaced(box)
        assert student.states() == ["signed_in"]

    asyncio.run(scenario())


def test_only_what_was_wanted_is_kept_of_what_the_server_grants(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("device")
        await student.activate(begun["deep_link"])
        await student.outcome(begun)
        granted, kept = box.state.tokens
        assert "instructor_all" in granted.scopes
        assert granted.revoked
        assert kept.scopes == STUDENT
        assert student.services.sessions.get(box.base).scope == STUDENT

    asyncio.run(scenario())


def test_a_server_that_will_not_narrow_still_signs_in(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("device")
        await student.activate(begun["deep_link"])
        box.faults.add(path="/oauth/token$", process=True)  # the exchange itself passes
        box.faults.add(path="/oauth/token$", status=400, body='{"error":"invalid_scope"}')
        assert (await student.outcome(begun)).state == "signed_in"
        assert "instructor_all" in student.services.sessions.get(box.base).scope
        box.clock.advance(7100)
        assert await student.whoami() == 200
        assert student.services.sessions.get(box.base).scope == STUDENT  # the next refresh gave it back

    asyncio.run(scenario())


def test_denial(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("device")
        await student.activate(begun["deep_link"], deny=True)
        ended = await student.outcome(begun)
        assert ended.error is not None
        assert (ended.state, ended.error["data"]["name"]) == ("denied", "device_denied")
        assert ended.device_code is None

    asyncio.run(scenario())


def test_a_code_the_server_no_longer_knows(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("device")
        box.state.devices.clear()
        ended = await student.outcome(begun)
        assert ended.error is not None
        assert (ended.state, ended.error["data"]["name"]) == ("failed", "device_code_unknown")

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "body": '{"error": "Too Many Requests. Retry Later."}'},
        {"html": True},
        {"status": 502, "body": "<html>"},
        {"status": 400, "body": "<html>"},
        {"cut_request_after": 0},
        {"redirect": "https://elsewhere.example/"},
    ],
)
def test_trouble_between_is_waited_out_ever_more_slowly(
    box: Sandbox, companion_home: Path, fault: dict[str, Any]
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("device")
        box.faults.add(path=POLL, times=4, **fault)
        for _ in range(4):
            await student.waits.step()
        await student.activate(begun["deep_link"])
        assert (await student.outcome(begun)).state == "signed_in"
        assert spaced(box)

    asyncio.run(scenario())


def test_codes_are_handed_out_only_every_thirty_seconds(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        box.clock.advance(30 - box.clock.time() % 30)
        await student.start("device")
        with pytest.raises(CompanionError) as caught:
            await student.start("device")
        assert caught.value.name == "device_throttled"
        assert [each["state"] for each in student.sign_in.status()] == ["waiting"]

    asyncio.run(scenario())


def test_a_new_code_ends_the_old_one(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        await student.start("device")
        box.clock.advance(31)
        await student.start("device")
        assert [each["state"] for each in student.sign_in.status()] == ["cancelled", "waiting"]

    asyncio.run(scenario())


def test_a_cancelled_attempt_polls_no_more(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("device")
        await student.waits.step()
        await student.waits.step()
        before = len(poll_times(box))
        assert (await student.sign_in.cancel(begun["attempt"]))["state"] == "cancelled"
        assert (await student.outcome(begun)).state == "cancelled"
        await student.activate(begun["deep_link"])
        assert len(poll_times(box)) == before
        assert box.state.tokens == []

    asyncio.run(scenario())


def test_a_cancellation_by_another_host_is_heeded(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student, other = Student(box, companion_home), Student(box, companion_home)
        begun = await student.start("device")
        await student.activate(begun["deep_link"])
        attempt = other.sign_in._attempts.get(begun["attempt"])
        other.sign_in._attempts.close(attempt, "cancelled")
        assert (await student.outcome(begun)).state == "cancelled"
        assert box.state.tokens == []

    asyncio.run(scenario())


def test_nobody_approves(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        began = box.clock.time()
        ended = await student.outcome(await student.start("device"))
        assert ended.error is not None
        assert (ended.state, ended.error["data"]["name"]) == ("expired", "sign_in_abandoned")
        assert box.clock.time() - began >= 1800
        assert len(poll_times(box)) <= 1800 / WINDOW

    asyncio.run(scenario())


def test_approval_at_the_last_minute_counts(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("device")
        box.clock.advance(1800 - 60)
        await student.activate(begun["deep_link"])
        assert (await student.outcome(begun)).state == "signed_in"

    asyncio.run(scenario())


def test_typing_the_code_works_too_and_its_case_counts(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("device")
        page = await asyncio.to_thread(student.browser.get, urlsplit(begun["activate_url"]).path)
        assert 'id="user_code"' in page.text
        swapped = begun["deep_link"].replace(begun["user_code"], begun["user_code"].swapcase() + "x")
        assert (await asyncio.to_thread(student.browser.get, swapped)).location.endswith("/activate")
        await student.activate(begun["deep_link"])
        assert (await student.outcome(begun)).state == "signed_in"

    asyncio.run(scenario())


def test_the_next_host_goes_on_where_one_died(box: Sandbox, companion_home: Path) -> None:
    async def dies() -> dict[str, Any]:
        student = Student(box, companion_home)
        begun = await student.start("device")
        await student.waits.step()
        return begun  # the loop ends and with it every task, as in a dying process

    async def takes_over(begun: dict[str, Any]) -> None:
        student = Student(box, companion_home)
        (seen,) = student.sign_in.status(box.base)
        assert (seen["state"], seen["user_code"]) == ("waiting", begun["user_code"])
        await student.activate(begun["deep_link"])
        student.sign_in.resume()
        assert (await student.outcome(begun)).state == "signed_in"
        assert spaced(box)

    asyncio.run(takes_over(asyncio.run(dies())))


def test_a_host_that_warms_up_resumes_by_itself(box: Sandbox, companion_home: Path) -> None:
    async def dies() -> dict[str, Any]:
        student = Student(box, companion_home)
        return await student.start("device")

    async def warms_up(begun: dict[str, Any]) -> None:
        student = Student(box, companion_home)
        await student.sign_in.cancel(begun["attempt"])
        SignIn(student.services, student.note).try_resume()
        assert (await student.sign_in.ended(begun["attempt"])).state == "cancelled"

    asyncio.run(warms_up(asyncio.run(dies())))


def test_whoever_looks_at_an_orphan_follows_it(box: Sandbox, companion_home: Path) -> None:
    async def dies() -> dict[str, Any]:
        return await Student(box, companion_home).start("device")

    async def looks(begun: dict[str, Any]) -> None:
        student = Student(box, companion_home)  # a host that was there all along
        await student.activate(begun["deep_link"])
        assert student.sign_in.status()[0]["state"] == "waiting"
        assert (await student.outcome(begun)).state == "signed_in"

    asyncio.run(looks(asyncio.run(dies())))


def test_one_code_is_kept_even_when_the_disk_is_full_for_a_while(
    box: Sandbox, companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("device")
        await student.activate(begun["deep_link"])
        refusals = student.fill_disk(monkeypatch, times=3)
        assert (await student.outcome(begun)).state == "signed_in"
        assert list(refusals) == []

    asyncio.run(scenario())


def test_three_clients_behind_one_address_all_get_in(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        begun = []
        shared = Waits(box.clock)
        students = [
            Student(
                box,
                companion_home / name,
                email=f"{name}@foo.bar",
                password=name.replace("student", "studentpw"),
                waits=shared,
            )
            for name in ("student1", "student2", "student3")
        ]
        for student in students:
            box.clock.advance(30)
            begun.append(await student.start("device"))
        for student, attempt in zip(students, begun, strict=True):
            await student.activate(attempt["deep_link"])
        endings = asyncio.gather(
            *(
                student.sign_in.ended(attempt["attempt"])
                for student, attempt in zip(students, begun, strict=True)
            )
        )
        await shared.steps_until(asyncio.ensure_future(endings))
        assert [ended.state for ended in endings.result()] == ["signed_in"] * 3

    asyncio.run(scenario())


def test_what_a_device_code_lacks_the_application_may_not_have(box: Sandbox, companion_home: Path) -> None:
    """A device code stands for all scopes of the application: nothing of it is left for the user to grant."""

    async def scenario() -> None:
        student = Student(box, companion_home)
        box.application().scopes = ("user_info", "user_courses")
        begun = await student.start("device")
        await student.waits.step()
        await student.activate(begun["deep_link"])
        assert (await student.outcome(begun)).state == "signed_in"
        with pytest.raises(CompanionError) as caught:
            student.services.sessions.require(box.base, "user_submit")
        assert caught.value.name == "scope_withdrawn"

    asyncio.run(scenario())
