"""Signing in and staying signed in while the computer's clock is wrong or is set; the sandbox's is right."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from native_host.oauth.attempts import DEVICE_LIFETIME, KEPT, LIFETIME
from native_host.oauth.sign_out import sign_out
from tests.sandbox import start_sandbox
from tests.student import EMAIL, Student

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from native_host.wire.shapes.servers import Way
    from tests.sandbox import Sandbox

HOUR, DAY, YEAR = 3600.0, 86_400.0, 365 * 86_400.0
JUMPS = [-YEAR, -DAY, -HOUR, HOUR, DAY, YEAR]


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


class Computer:
    """`wrong` seconds are added to the true time."""

    def __init__(self, box: Sandbox, home: Path, wrong: float = 0.0) -> None:
        self.box, self.home, self.wrong = box, home, wrong

    def student(self) -> Student:
        return Student(self.box, self.home, clock=lambda: self.box.clock.time() + self.wrong)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_is_set_amid_a_sign_in_does_not_end_it(
    box: Sandbox, companion_home: Path, jump: float
) -> None:
    async def scene() -> None:
        computer = Computer(box, companion_home)
        student = computer.student()
        begun = await student.start()
        url = await student.consent(begun["authorization_url"])
        computer.wrong = jump
        await student.sign_in.finish(begun["attempt"], url)
        assert student.services.sessions.email(box.base) == EMAIL
        assert await student.whoami() == 200

    asyncio.run(scene())


@pytest.mark.parametrize("jump", JUMPS)
@pytest.mark.parametrize(("way", "lifetime"), [("identity", LIFETIME), ("device", DEVICE_LIFETIME)])
def test_nor_does_it_make_it_wait_for_longer(
    box: Sandbox, companion_home: Path, jump: float, way: Way, lifetime: float
) -> None:
    async def scene() -> None:
        computer = Computer(box, companion_home)
        student = computer.student()
        begun, at = await student.start(way), box.clock.time()
        computer.wrong = jump
        assert (await student.outcome(begun)).state == "expired"
        assert box.clock.time() - at == pytest.approx(lifetime, abs=30)

    asyncio.run(scene())


def test_what_was_begun_under_a_clock_ahead_ends_in_its_time(box: Sandbox, companion_home: Path) -> None:
    async def begins() -> str:
        begun = await Computer(box, companion_home, wrong=YEAR).student().start()
        return str(begun["attempt"])

    async def goes_on(attempt: str) -> None:
        computer = Computer(box, companion_home)
        student, at = computer.student(), box.clock.time()
        student.sign_in.resume()
        assert (await student.outcome({"attempt": attempt})).state == "expired"
        assert box.clock.time() - at == pytest.approx(LIFETIME, abs=30)
        assert len(student.sign_in.status()) == 1
        box.clock.advance(KEPT + 1)
        assert student.sign_in.status() == []

    asyncio.run(goes_on(asyncio.run(begins())))


def test_what_ended_under_a_clock_ahead_is_forgotten(box: Sandbox, companion_home: Path) -> None:
    async def scene() -> None:
        computer = Computer(box, companion_home, wrong=DAY)
        student = computer.student()
        await student.sign_in.cancel((await student.start())["attempt"])
        assert len(student.sign_in.status()) == 1
        computer.wrong = 0.0
        assert student.sign_in.status() == []

    asyncio.run(scene())


@pytest.mark.parametrize("wrong", [HOUR, DAY, YEAR])
def test_tokens_kept_under_a_clock_ahead_are_renewed_once(
    box: Sandbox, companion_home: Path, wrong: float
) -> None:
    async def scene() -> None:
        computer = Computer(box, companion_home, wrong)
        student = computer.student()
        await student.sign_in_now()
        assert await student.whoami() == 200
        computer.wrong = 0.0
        before = student.count("/oauth/token")
        for _ in range(3):
            assert await student.whoami() == 200
        assert student.count("/oauth/token") == before + 1

    asyncio.run(scene())


@pytest.mark.parametrize("wrong", [5 * HOUR, DAY, YEAR])
def test_signing_out_ends_a_session_whose_age_nobody_knows(
    box: Sandbox, companion_home: Path, wrong: float
) -> None:
    """Its access token has long expired, though by our clock it has hours left: the pair is renewed, then ended."""

    async def scene() -> None:
        computer = Computer(box, companion_home, wrong)
        student = computer.student()
        await student.sign_in_now()
        computer.wrong = 0.0
        box.clock.advance(7300)
        assert (await sign_out(student.services, box.base))["revoked"]
        assert all(token.revoked for token in box.state.tokens)

    asyncio.run(scene())


@pytest.mark.parametrize("jump", [-DAY, -YEAR])
def test_renewals_that_failed_are_tried_again_though_the_clock_was_set_back(
    box: Sandbox, companion_home: Path, jump: float
) -> None:
    async def scene() -> None:
        computer = Computer(box, companion_home)
        student = computer.student()
        await student.sign_in_now()
        box.clock.advance(7100)
        box.faults.add(path="/oauth/token", status=500)
        before = student.count("/oauth/token")
        assert await student.whoami() == 200
        computer.wrong = jump
        assert await student.whoami() == 200
        assert student.count("/oauth/token") == before + 2

    asyncio.run(scene())
