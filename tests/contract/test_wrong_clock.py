"""A computer whose clock is wrong, or is set while the host runs, against the sandbox and its throttles."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest

from native_host.autolab import endpoints
from native_host.pacing_memory import PacingMemory
from native_host.steady import elapsed
from tests.asking import Asker, asyncio_run, requests, shown, until
from tests.handing_in import COURSE, signed_in, where

if TYPE_CHECKING:
    from pathlib import Path

    from native_host.services import Services
    from tests.sandbox import Sandbox

HOUR, DAY, YEAR = 3600.0, 86_400.0, 365 * 86_400.0
TOO_MANY = '{"error": "Too Many Requests. Retry Later."}'
JUMPS = [HOUR, 5 * HOUR, 23 * HOUR, DAY, YEAR]


class Computer:
    """One data folder; `wrong` seconds are added to the true time."""

    def __init__(self, home: Path, box: Sandbox, wrong: float = 0.0) -> None:
        self.home, self.box, self.wrong = home, box, wrong

    def clock(self) -> float:
        return time.time() + self.wrong

    def host(self) -> Services:
        """A host that starts now."""
        return signed_in(self.home, self.box, clock=self.clock, steady=elapsed)


async def answered(services: Services, box: Sandbox) -> float:
    """Seconds that a request takes, as answered."""
    begun = time.monotonic()
    await services.client(box.base).call(endpoints.user())
    return time.monotonic() - begun


@pytest.mark.parametrize("wrong", [*JUMPS, *(-jump for jump in JUMPS)])
def test_one_429_under_a_wrong_clock_costs_the_next_host_nothing(
    companion_home: Path, box: Sandbox, wrong: float
) -> None:
    computer = Computer(companion_home, box, wrong)

    async def scene() -> None:
        before = computer.host()
        box.faults.add(path="^/api/", status=429, body=TOO_MANY, headers={"Retry-After": "120"})
        asking = asyncio.ensure_future(answered(before, box))
        await until(PacingMemory(before.vault, box.base).load)
        asking.cancel()
        await before.close()
        computer.wrong = 0.0
        after = computer.host()
        assert await answered(after, box) < 5
        assert await answered(after, box) < 5
        await after.close()

    asyncio.run(scene())


@pytest.mark.parametrize("jump", [-HOUR, DAY, -YEAR])
def test_a_clock_that_is_set_while_a_host_runs_refuses_nothing(
    companion_home: Path, box: Sandbox, jump: float
) -> None:
    computer = Computer(companion_home, box)

    async def scene() -> None:
        host = computer.host()
        box.faults.add(path="^/api/", status=429, body=TOO_MANY, headers={"Retry-After": "1"})
        assert await answered(host, box) < 5
        computer.wrong = jump
        assert await answered(host, box) < 5
        computer.wrong = 0.0
        assert await answered(host, box) < 5
        await host.close()

    asyncio.run(scene())


@pytest.mark.parametrize("wrong", [3 * DAY, -YEAR])
def test_deadlines_are_judged_by_the_servers_clock(companion_home: Path, box: Sandbox, wrong: float) -> None:
    right, computer = Asker(Computer(companion_home, box).host()), Computer(companion_home, box)
    names = ("homework0", "homework1", "homework4", "lab0")

    async def scene() -> None:
        told = await right.settled("badges", server=box.base, course=COURSE)
        truth = {name: shown(told, name, "why_not", "late", "submittable") for name in names}
        facts = {name: await right.fetch("submit.check", **where(box, name)) for name in names}
        coming = await right.settled("agenda")
        computer.wrong = wrong
        asker = Asker(computer.host())
        seen = await asker.settled("badges", server=box.base, course=COURSE)
        again = asker.remembered("badges", server=box.base, course=COURSE) or seen
        assert {name: shown(again, name, "why_not", "late", "submittable") for name in names} == truth
        assert again["clock_ahead"] == pytest.approx(wrong, abs=2)
        for name in names:
            checked = await asker.fetch("submit.check", **where(box, name))
            assert [checked[each] for each in ("why_not", "late")] == [
                facts[name][each] for each in ("why_not", "late")
            ]
            codes = [warning["code"] for warning in checked["warnings"]]
            assert [code for code in codes if code != "clock_wrong"] == [
                w["code"] for w in facts[name]["warnings"]
            ]
            assert "clock_wrong" in codes
            assert checked["clock_ahead"] == pytest.approx(wrong, abs=2)
        agenda = await asker.settled("agenda")
        assert _dates(agenda) == _dates(coming)
        await asker.services.close()

    asyncio_run(scene(), right)


def test_a_clock_that_is_right_is_not_spoken_of(companion_home: Path, box: Sandbox) -> None:
    asker = Asker(Computer(companion_home, box, wrong=20.0).host())

    async def scene() -> None:
        checked = await asker.fetch("submit.check", **where(box))
        assert "clock_wrong" not in [warning["code"] for warning in checked["warnings"]]
        assert checked["clock_ahead"] == pytest.approx(20, abs=2)

    asyncio_run(scene(), asker)


@pytest.mark.parametrize("jump", [DAY, -DAY])
def test_badges_from_under_a_wrong_clock_are_asked_again(
    companion_home: Path, box: Sandbox, jump: float
) -> None:
    computer = Computer(companion_home, box)
    asker = Asker(computer.host())

    async def scene() -> None:
        told = await asker.settled("badges", server=box.base, course=COURSE)
        assert not told["stale"]
        computer.wrong = jump
        told = asker.remembered("badges", server=box.base, course=COURSE) or told
        assert told["stale"]

    asyncio_run(scene(), asker)


def test_what_a_clock_ahead_closed_is_open_again(companion_home: Path, box: Sandbox) -> None:
    computer = Computer(companion_home, box)
    asker = Asker(computer.host())

    async def scene() -> None:
        box.clock.advance(YEAR)
        told = await asker.settled("badges", server=box.base, course=COURSE)
        assert shown(told, "homework1", "why_not", "submittable") == ("closed", False)
        box.clock.advance(-YEAR)
        await asker.fetch("courses", server=box.base)
        told = asker.remembered("badges", server=box.base, course=COURSE) or told
        assert shown(told, "homework1", "why_not", "submittable") == (None, True)
        computer.wrong = 5.0
        before = requests(box, "/submissions")
        await asker.settled("badges", server=box.base, course=COURSE)
        assert (
            requests(box, "/submissions") > before + 10
        )  # what was asked for in the future is asked for again

    asyncio_run(scene(), asker)


def _dates(agenda: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(item["assessment"], item["due_at"], item["late"]) for item in agenda["data"]["items"]]
