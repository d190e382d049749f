"""Badges against the sandbox: what they say, what they cost, and what happens when something is wrong."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from native_host.badges.freshness import phase
from native_host.timestamps import DAY
from tests.asking import Asker, asyncio_run, quiet, requests, shown, until
from tests.handing_in import COURSE, signed_in
from tests.host import HostProcess
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

BIG = "big-f26"
N = 50


@pytest.fixture
def big() -> Iterator[Sandbox]:
    with start_sandbox("large", throttle=False, assessments=N) as made:
        yield made


@pytest.fixture
def big_asker(companion_home: Path, big: Sandbox) -> Asker:
    return Asker(signed_in(companion_home, big, clock=big.clock.time))


def test_badges_say_what_the_server_knows(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        told = await asker.settled("badges", server=box.base, course=COURSE)
        points = ("state", "score", "total", "complete", "version")
        assert shown(told, "homework0", *points) == ("score", 161, 175.5, True, 2)
        assert shown(told, "homework1", *points) == ("submitted", None, 175.5, False, 1)
        assert shown(told, "quiz2", *points) == ("unreleased", None, 175.5, False, 1)
        assert shown(told, "lab6", *points) == ("score", 60, 175.5, False, 2)
        assert shown(told, "homework4", "state", "why_not") == ("not_submitted", "closed")
        assert shown(told, "homework1", "submittable", "late") == (True, True)
        assert shown(told, "lab2", "submittable", "why_not") == (False, "disabled")
        assert shown(told, "lab0", "versions_left", "submittable") == (3, True)
        assert shown(told, "lab6", "versions_left") == (3,)
        assert "homework3" not in [badge["assessment"] for badge in told["badges"]], (
            "not released to students"
        )
        assert (told["stale"], told["error"]) == (False, None)
        assert all(badge["error"] is None for badge in told["badges"])

    asyncio_run(scene(), asker)


@pytest.mark.parametrize("email", ["ca@foo.bar", "instructor@foo.bar"])
def test_staff_may_hand_in_whatever_the_dates_say(companion_home: Path, box: Sandbox, email: str) -> None:
    staff = Asker(signed_in(companion_home, box, email, clock=box.clock.time))
    where = {"server": box.base, "course": COURSE}

    async def scene() -> None:
        told = await staff.settled("badges", **where)
        facts = await staff.fetch("submit.check", **where, assessment="homework4")
        for name in ("homework3", "homework4"):  # not open yet, closed
            assert shown(told, name, "submittable", "why_not", "staff") == (True, None, True)
        assert shown(told, "lab2", "why_not") == ("disabled",)
        assert (facts["open"], facts["warnings"]) == (True, [])

    asyncio_run(scene(), staff)
    begun = [record.path for record in box.requests]
    assert begun.index("/api/v1/courses") > begun.index(f"/api/v1/courses/{COURSE}/assessments/lab6")


def test_who_is_staff_may_be_known_from_remembered_courses(companion_home: Path, box: Sandbox) -> None:
    staff = Asker(signed_in(companion_home, box, "ca@foo.bar", clock=box.clock.time))
    where = {"server": box.base, "course": COURSE}

    async def scene() -> None:
        box.clock.advance(365 * DAY)  # nothing of the course lies ahead any more
        unknown = await staff.settled("badges", **where)
        assert shown(unknown, "homework4", "why_not") == ("closed",)
        await staff.ask("courses", server=box.base)
        box.clock.advance(60)
        known = await staff.settled("badges", **where)
        known = staff.remembered("badges", **where) or known
        assert shown(known, "homework4", "why_not", "submittable") == (None, True)

    asyncio_run(scene(), staff)


def test_a_cold_page_of_50_is_answered_by_the_list_and_filled_badge_by_badge(
    big_asker: Asker, big: Sandbox
) -> None:
    asked_at_first_badge: list[int] = []
    big_asker._heard = lambda _: asked_at_first_badge.append(requests(big))

    async def scene() -> None:
        assert big_asker.remembered("badges", server=big.base, course=BIG) is None
        reply = await big_asker.fetch("badges", server=big.base, course=BIG)
        assert [badge["state"] for badge in reply["badges"]] == ["loading"] * N
        assert (reply["stale"], reply["fetched_at"]) == (True, None)
        await quiet()
        told = big_asker.told("badges.changed")
        assert asked_at_first_badge[0] <= 3
        assert requests(big) <= 1 + 2 * N
        assert [len(each["badges"]) for each in told] == [1] * N + [0]
        assert [each["done"] for each in told] == [False] * N + [True]
        seen = {badge["assessment"]: badge for each in told for badge in each["badges"]}
        final = big_asker.remembered("badges", server=big.base, course=BIG)
        assert final is not None
        assert not final["stale"]
        assert list(seen.values()).sort(key=str) == final["badges"].sort(key=str)
        assert final["fetched_at"] == told[-1]["fetched_at"]

    asyncio_run(scene(), big_asker)


def test_what_the_page_shows_comes_first(big_asker: Asker, big: Sandbox) -> None:
    async def scene() -> None:
        await big_asker.fetch("badges", server=big.base, course=BIG, visible=["a31", "a30", "gone"])
        await quiet()
        order = [each["badges"][0]["assessment"] for each in big_asker.told("badges.changed")[:2]]
        assert sorted(order) == ["a30", "a31"]

    asyncio_run(scene(), big_asker)


def test_a_warm_page_is_painted_without_a_request_and_asks_only_what_can_change(
    big_asker: Asker, big: Sandbox
) -> None:
    async def scene() -> None:
        cold = await big_asker.settled("badges", server=big.base, course=BIG)
        big.clock.advance(60)
        before = requests(big)
        warm = big_asker.remembered("badges", server=big.base, course=BIG)
        assert warm is not None
        assert warm["badges"] == cold["badges"]
        assert warm["stale"]
        assert requests(big) == before
        await big_asker.fetch("badges", server=big.base, course=BIG)
        now = big.clock.time()
        changeable = [
            badge for badge in cold["badges"] if phase(badge, now) == "open" or not badge["complete"]
        ]
        assert 0 < len(changeable) < N
        assert requests(big) - before == 1 + len(changeable)
        assert big_asker.told("badges.changed")[-1]["done"]

    asyncio_run(scene(), big_asker)


def test_history_is_not_asked_again(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        await asker.settled("badges", server=box.base, course=COURSE)
        for _ in range(3):
            box.clock.advance(DAY)
            await asker.ask("badges", server=box.base, course=COURSE)
        assert requests(box, "homework0/submissions") == 1, "all released"
        assert requests(box, "homework4/submissions") == 4, (
            "nothing handed in: the staff may enter it any day"
        )
        assert requests(box, "homework2/submissions") == 4
        assert sum(record.path.endswith("/homework0") for record in box.requests) == 1

    asyncio_run(scene(), asker)


def test_only_what_changed_is_told(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        await asker.settled("badges", server=box.base, course=COURSE)
        asker.notifications.clear()
        for submission in box.state.assessment(COURSE, "quiz2").submissions:
            for score in submission.scores.values():
                score.released = True
        box.clock.advance(60)
        await asker.ask("badges", server=box.base, course=COURSE)
        told = asker.told("badges.changed")
        assert [badge["assessment"] for each in told for badge in each["badges"]] == ["quiz2"]
        assert told[0]["badges"][0]["score"] == 154
        assert told[-1] == {**told[-1], "badges": [], "done": True, "error": None}

    asyncio_run(scene(), asker)


def test_several_tabs_are_one_refresh_and_survive_each_other(big_asker: Asker, big: Sandbox) -> None:
    async def scene() -> None:
        where = {"server": big.base, "course": BIG}
        await big_asker.settled("badges", **where)
        big.clock.advance(60)
        before = requests(big)
        alone = await cost(big_asker, where)
        big.clock.advance(60)
        tabs = [asyncio.create_task(big_asker.fetch("badges", **where)) for _ in range(3)]
        await until(lambda: requests(big) > before + alone)
        tabs[0].cancel()
        await asyncio.wait(tabs)
        assert tabs[0].cancelled()
        assert tabs[1].result() == tabs[2].result()
        assert requests(big) == before + 2 * alone

    async def cost(tab: Asker, where: dict[str, str]) -> int:
        before = requests(big)
        await tab.fetch("badges", **where)
        return requests(big) - before

    asyncio_run(scene(), big_asker)


def test_a_refresh_nobody_waits_for_stops_and_keeps_what_it_learnt(big_asker: Asker, big: Sandbox) -> None:
    async def scene() -> None:
        where = {"server": big.base, "course": BIG}
        await big_asker.settled("badges", **where)
        big.clock.advance(3 * DAY)
        before = requests(big)
        tab = asyncio.create_task(big_asker.fetch("badges", **where))
        await until(lambda: len(big_asker.told("badges.changed")) and requests(big) > before + 20)
        tab.cancel()
        await asyncio.wait([tab])
        await quiet()
        stopped = requests(big) - before
        assert stopped < N
        assert big_asker.remembered("badges", **where) is not None
        before = requests(big)
        await big_asker.fetch("badges", **where)
        assert requests(big) - before < 1 + 2 * N - stopped // 2

    asyncio_run(scene(), big_asker)


def test_a_cold_page_that_goes_away_takes_its_refresh_with_it(big_asker: Asker, big: Sandbox) -> None:
    async def scene() -> None:
        where = {"server": big.base, "course": BIG}
        work, early = big_asker.fetching("badges", **where)
        assert len((await early)["badges"]) == N
        await until(lambda: len(big_asker.told("badges.changed")) >= 5)
        work.cancel()
        await quiet()
        stopped = requests(big)
        assert stopped < N
        await big_asker.settled("badges", **where)
        assert requests(big) - stopped < 1 + 2 * N, "what was learnt is not asked again"

    asyncio_run(scene(), big_asker)


def test_a_cold_page_that_goes_away_leaves_the_refresh_to_the_others(big_asker: Asker, big: Sandbox) -> None:
    async def scene() -> None:
        where = {"server": big.base, "course": BIG}
        work, early = big_asker.fetching("badges", **where)
        await early
        other, _ = big_asker.fetching("badges", **where)
        await until(lambda: len(big_asker.told("badges.changed")) >= 5)
        work.cancel()
        await other
        assert requests(big) <= 1 + 2 * N
        assert big_asker.told("badges.changed")[-1]["done"]

    asyncio_run(scene(), big_asker)


def test_the_browser_cancels_a_refresh_behind_its_reply(companion_home: Path, big: Sandbox) -> None:
    signed_in(companion_home, big)
    where = {"server": big.base, "course": BIG}
    big.latency = 0.05
    with HostProcess(companion_home) as host:
        host.hello()
        asked = host.start("badges", where, caller="page")
        assert len(host.result(asked)["badges"]) == N
        host.notified("badges.changed")
        host.send({"jsonrpc": "2.0", "method": "cancel", "params": {"id": asked}})
        assert host.request("badges", where, caller="page")["stale"]
        host.notified("badges.changed", lambda told: told["done"])
        lists = sum(record.path.endswith("/assessments") for record in big.requests)
        assert lists == 2, "the second page found no refresh to join"


def test_a_tab_that_comes_in_the_middle_misses_nothing(big_asker: Asker, big: Sandbox) -> None:
    async def scene() -> None:
        where = {"server": big.base, "course": BIG}
        await big_asker.fetch("badges", **where)
        await until(lambda: len(big_asker.told("badges.changed")) >= 5)
        shown_to_tab = big_asker.remembered("badges", **where)
        assert shown_to_tab is not None
        assert shown_to_tab["stale"]
        heard = len(big_asker.told("badges.changed"))
        await big_asker.fetch("badges", **where)
        seen = {badge["assessment"]: badge for badge in shown_to_tab["badges"]}
        for told in big_asker.told("badges.changed")[heard:]:
            seen.update({badge["assessment"]: badge for badge in told["badges"]})
        final = big_asker.remembered("badges", **where)
        assert final is not None
        assert [badge["state"] for badge in seen.values()] == [badge["state"] for badge in final["badges"]]
        assert requests(big) <= 1 + 2 * N

    asyncio_run(scene(), big_asker)


def test_a_tab_that_comes_just_after_a_refresh_is_told_without_asking_again(
    big_asker: Asker, big: Sandbox
) -> None:
    async def scene() -> None:
        where = {"server": big.base, "course": BIG}
        final = await big_asker.settled("badges", **where)
        before, heard = requests(big), len(big_asker.told("badges.changed"))
        await big_asker.fetch("badges", **where)
        (told,) = big_asker.told("badges.changed")[heard:]
        assert (told["badges"], told["done"]) == (final["badges"], True)
        assert requests(big) == before

    asyncio_run(scene(), big_asker)
