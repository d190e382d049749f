"""A sign-in that stopped half-way: its code or its tokens are on disk, its session is not yet."""

from __future__ import annotations

import asyncio
import errno
import os
from typing import TYPE_CHECKING, Any

import pytest

from native_host.oauth.sign_out import forget_server
from native_host.wire.errors import CompanionError
from tests.asking import until
from tests.sandbox import start_sandbox
from tests.student import EMAIL, Student

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

DAY = 86_400


def full(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


async def stopped(student: Student, path: str = "/api/v1/user$") -> dict[str, Any]:
    """A sign-in during which the server failed at `path`, once."""
    begun = await student.start()
    url = await student.consent(begun["authorization_url"])
    student.box.faults.add(path=path, status=503)
    with pytest.raises(CompanionError, match="server_failed"):
        await student.sign_in.finish(begun["attempt"], url)
    return begun


def dies_with_tokens(box: Sandbox, home: Path) -> dict[str, Any]:
    async def dies() -> dict[str, Any]:
        # The loop ends and with it every task, as in a dying process.
        return await stopped(Student(box, home))

    return asyncio.run(dies())


@pytest.mark.parametrize("later", [1200, 5 * DAY])
def test_tokens_in_hand_outlive_the_host_and_the_network(
    box: Sandbox, companion_home: Path, later: float
) -> None:
    begun = dies_with_tokens(box, companion_home)
    box.clock.advance(later)

    async def next_host() -> None:
        student = Student(box, companion_home)
        box.faults.add(cut_request_after=0, times=3)
        student.sign_in.resume()
        assert (await student.outcome(begun)).state == "signed_in"
        assert student.services.sessions.email(box.base) == EMAIL
        assert await student.whoami() == 200

    asyncio.run(next_host())


def test_expired_tokens_wait_for_the_server_too(box: Sandbox, companion_home: Path) -> None:
    begun = dies_with_tokens(box, companion_home)
    box.clock.advance(DAY)

    async def next_host() -> None:
        student = Student(box, companion_home)
        box.faults.add(path="/oauth/token$", status=503)  # the API itself would say that they have expired
        student.sign_in.resume()
        assert (await student.outcome(begun)).state == "signed_in"

    asyncio.run(next_host())


def test_a_code_lives_from_its_grant_not_from_the_start(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        box.clock.advance(590)
        url = await student.consent(begun["authorization_url"])
        box.faults.add(path="/oauth/token$", status=503, times=3)
        with pytest.raises(CompanionError, match="server_failed"):
            await student.sign_in.finish(begun["attempt"], url)
        assert (await student.outcome(begun)).state == "signed_in"

    asyncio.run(scenario())


def test_a_full_disk_is_waited_out_when_the_code_comes(
    box: Sandbox, companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        url = await student.consent(begun["authorization_url"])
        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", full)
            finishing = asyncio.ensure_future(student.sign_in.finish(begun["attempt"], url))
            await until(lambda: student.notes)
        ((_, told),) = student.notes
        assert (told["state"], told["error"]["data"]["name"]) == ("waiting", "storage_failed")
        await student.waits.steps_until(finishing)
        assert finishing.result()["account"]["email"] == EMAIL

    asyncio.run(scenario())


def test_what_is_waited_out_is_told_also_to_a_popup_that_opens_later(
    box: Sandbox, companion_home: Path
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        box.faults.add(path="/api/v1/user$", status=503, times=2)
        begun = await stopped(student)
        await student.waits.step()
        await until(lambda: student.sign_in._attempts.get(begun["attempt"]).error)
        ((_, told),) = student.notes
        (seen,) = Student(box, companion_home).sign_in.status()
        assert told["error"]["data"]["name"] == seen["error"]["data"]["name"] == "server_failed"
        assert seen["state"] == "exchanging"
        assert (await student.outcome(begun)).error is None
        assert "error" not in student.notes[-1][1]

    asyncio.run(scenario())


def test_a_server_that_answers_nonsense_is_not_waited_for_as_long(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        url = await student.consent(begun["authorization_url"])
        box.faults.add(path="/api/v1/user$", status=200, body="{}", times=1000)
        with pytest.raises(CompanionError, match="answer_unexpected"):
            await student.sign_in.finish(begun["attempt"], url)
        began = box.clock.time()
        ended = await student.outcome(begun)
        assert ended.error is not None
        assert (ended.state, ended.error["data"]["name"]) == ("failed", "answer_unexpected")
        assert 600 <= box.clock.time() - began < 3600
        assert all(token.revoked for token in box.state.tokens)

    asyncio.run(scenario())


def test_a_renewal_gives_no_further_week(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await stopped(student)
        box.faults.add(path="/api/v1/user$", status=503, times=99)
        box.clock.advance(5 * DAY)
        await student.waits.step()
        await until(lambda: student.count("/oauth/token") > 1)
        box.clock.advance(3 * DAY)
        ended = await student.outcome(begun)
        assert (ended.state, student.count("/api/v1/user") < 9) == ("failed", True)

    asyncio.run(scenario())


@pytest.mark.parametrize("age", [0, DAY])
@pytest.mark.parametrize("path", ["/api/v1/user$", "/oauth/token$"])
def test_cancelling_gives_back_what_is_in_hand(
    box: Sandbox, companion_home: Path, path: str, age: float
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await stopped(student, path)
        box.clock.advance(age)
        assert (await student.sign_in.cancel(begun["attempt"]))["state"] == "cancelled"
        assert (await student.outcome(begun)).state == "cancelled"
        assert all(token.revoked for token in box.state.tokens)
        assert student.services.sessions.email(box.base) is None

    asyncio.run(scenario())


def test_cancelling_works_without_the_server(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await stopped(student)
        box.faults.add(cut_request_after=0)
        assert (await student.sign_in.cancel(begun["attempt"]))["state"] == "cancelled"

    asyncio.run(scenario())


def test_cancelling_is_told_before_a_slow_server_has_heard_of_it(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await stopped(student)
        box.faults.add(path="/oauth/revoke$", delay=60)
        cancelling = asyncio.ensure_future(student.sign_in.cancel(begun["attempt"]))
        await student.asked("/oauth/revoke")
        assert student.states()[-1] == "cancelled"
        cancelling.cancel()

    asyncio.run(scenario())


def test_a_window_that_goes_now_does_not_cost_the_sign_in(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await stopped(student)
        assert (await student.sign_in.cancel(begun["attempt"], abandoned=True))["state"] == "exchanging"
        assert (await student.outcome(begun)).state == "signed_in"

    asyncio.run(scenario())


def test_cancelling_does_not_end_a_session_that_is_kept_already(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await stopped(student)
        (kept,) = student.services.vault.records("attempt:")
        between = student.services.vault.read(kept)
        assert between
        assert (await student.outcome(begun)).state == "signed_in"
        # As if a host had died between the session's write and the attempt's.
        student.services.vault.write(kept, between)
        await student.sign_in.cancel(begun["attempt"])
        assert (await student.outcome(begun)).state == "signed_in"
        assert await student.whoami() == 200

    asyncio.run(scenario())


def test_a_removed_server_gets_back_what_is_in_hand(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        await stopped(student)
        await forget_server(student.services, box.base)
        assert student.services.vault.records() == []
        assert all(token.revoked for token in box.state.tokens)

    asyncio.run(scenario())
