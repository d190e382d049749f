"""A course page on a server that limits tokens in the header too: slow, complete, and never in its way twice.

Host and sandbox share one loop in virtual time, so the minutes of waiting are real to both and cost nobody any.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from native_host.autolab.pacing import FINE_FOR, IN_FLIGHT
from native_host.services import Services
from native_host.wire.errors import CompanionError
from tests.asking import Asker, requests
from tests.handing_in import signed_in
from tests.sandbox import Sandbox
from tests.virtual_time import LoopClock, run, wall_clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

COURSE, N = "big-f26", 50
LISTEN = 0.005
LIMIT, PERIOD = 10, 30


class Scene:
    """A sandbox on this loop and as many hosts as asked for, all on one data folder."""

    def __init__(self, box: Sandbox, home: Path) -> None:
        self.box, self._home = box, home
        self._askers: list[Asker] = []
        self.where = {"server": box.base, "course": COURSE}

    def sign_in(self) -> Asker:
        return self._asker(signed_in(self._home, self.box, clock=wall_clock))

    def host(self) -> Asker:
        """One more host process' worth of services: it knows only what is on the disk."""
        return self._asker(Services(str(self._home), wall_clock))

    def _asker(self, services: Services) -> Asker:
        self._askers.append(Asker(services))
        return self._askers[-1]

    async def whole(self, page: Asker) -> dict[str, Any]:
        """Ask, wait for the end of the refresh, and give what a page shows then."""
        ended = asyncio.Event()
        page._heard = lambda note: ended.set() if note["params"].get("done") else None
        with suppress(CompanionError):  # a page that shows badges is told by notification
            await page.ask("badges", **self.where)
        await ended.wait()
        told = page.remembered("badges", **self.where)
        assert told is not None
        return told

    def refused(self) -> int:
        return sum(record.status == 429 for record in self.box.requests)

    async def close(self) -> None:
        for asker in self._askers:
            await asker.services.close()
            asker.services.cache.close()
        await self.box.stop()


def play(home: Path, story: Callable[[Scene], Awaitable[None]]) -> None:
    async def main() -> None:
        box = Sandbox("large", throttle="all", clock=LoopClock(), assessments=N, latency=0.05)
        await box.start()
        scene = Scene(box, home)
        try:
            await story(scene)
        finally:
            await scene.close()

    run(main(), LISTEN)


def complete(told: dict[str, Any]) -> bool:
    states = {badge["state"] for badge in told["badges"]}
    return len(told["badges"]) >= N and not states & {"loading", "error"} and told["error"] is None


def test_a_cold_page_arrives_whole_at_the_servers_pace(companion_home: Path) -> None:
    async def story(scene: Scene) -> None:
        page, began = scene.sign_in(), wall_clock()
        first = await page.ask("badges", **scene.where)
        assert wall_clock() - began < 1, "the list does not wait for the badges"
        assert len(first["badges"]) >= N
        assert complete(await scene.whole(page))
        assert 1 <= scene.refused() <= IN_FLIGHT["api"], "only the burst that taught us was refused"
        windows = (requests(scene.box) - scene.refused()) / LIMIT
        assert wall_clock() - began <= (windows + 2) * PERIOD

    play(companion_home, story)


def test_the_next_host_begins_inside_the_limits(companion_home: Path) -> None:
    async def story(scene: Scene) -> None:
        await scene.whole(scene.sign_in())
        learnt = scene.refused()
        await asyncio.sleep(40)  # virtual: beyond the interval of writing, in the middle of some window
        for _ in range(3):
            assert complete(await scene.whole(scene.host()))
            await asyncio.sleep(7)  # virtual
        assert scene.refused() == learnt, "what one host learnt the next one keeps to"

    play(companion_home, story)


def test_limits_are_dropped_once_they_have_not_been_needed_for_long(companion_home: Path) -> None:
    async def story(scene: Scene) -> None:
        page = scene.sign_in()
        await scene.whole(page)
        scene.box.throttle.which = "on"
        for asker in (page, scene.host()):
            await asyncio.sleep(FINE_FOR + 60)
            began, before = wall_clock(), requests(scene.box)
            assert complete(await scene.whole(asker))
            assert requests(scene.box) - before > LIMIT
            assert wall_clock() - began < PERIOD / 2

    play(companion_home, story)


def test_two_hosts_share_an_account_and_both_pages_arrive(companion_home: Path) -> None:
    async def story(scene: Scene) -> None:
        hosts = [scene.sign_in(), scene.host()]
        for told in await asyncio.gather(*(scene.whole(host) for host in hosts)):
            assert complete(told), told["error"]

    play(companion_home, story)


def test_a_storm_of_429s_ends_and_the_page_goes_on(companion_home: Path) -> None:
    async def story(scene: Scene) -> None:
        page = scene.sign_in()
        await page.ask("badges", **scene.where)
        scene.box.faults.storm(times=5)
        told = await scene.whole(page)
        assert complete(told), told["error"]

    play(companion_home, story)


def test_an_endless_storm_is_said_and_the_next_visit_continues(companion_home: Path) -> None:
    async def story(scene: Scene) -> None:
        page = scene.sign_in()
        await page.ask("badges", **scene.where)
        scene.box.faults.storm(times=10_000)
        told = await scene.whole(page)
        assert told["error"]["data"]["name"] == "throttled"
        assert not any(badge["state"] == "loading" for badge in told["badges"])
        asked = requests(scene.box)
        assert asked < 100, "a server that always refuses is not hammered"
        scene.box.faults.clear()
        await asyncio.sleep(PERIOD)  # virtual
        assert complete(await scene.whole(page))

    play(companion_home, story)
