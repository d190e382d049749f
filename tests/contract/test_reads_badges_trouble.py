"""Badges when something is wrong: offline, refused, signed out, another account, another host."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from native_host.services import Services
from native_host.wire.errors import CompanionError
from tests.asking import Asker, asyncio_run, quiet, requests, shown, until
from tests.handing_in import COURSE, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox import Sandbox


def test_offline_shows_what_is_known_and_says_why_it_is_old(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        known = await asker.settled("badges", server=box.base, course=COURSE)
        box.clock.advance(60)
        box.faults.add(path="/assessments", times=50, status=400, body='{"error": "maintenance"}')
        with pytest.raises(CompanionError) as caught:
            await asker.fetch("badges", server=box.base, course=COURSE)
        assert caught.value.name == "request_refused"
        last = asker.told("badges.changed")[-1]
        assert (last["badges"], last["done"], last["fetched_at"]) == ([], True, known["fetched_at"])
        assert last["error"]["data"]["server_said"] == "maintenance"
        again = asker.remembered("badges", server=box.base, course=COURSE)
        assert again is not None
        assert again["badges"] == known["badges"]
        assert (again["stale"], again["error"]) == (True, last["error"])
        box.faults.clear()
        await asker.ask("badges", server=box.base, course=COURSE)
        healed = asker.remembered("badges", server=box.base, course=COURSE)
        assert healed is not None
        assert (healed["stale"], healed["error"]) == (False, None)

    asyncio_run(scene(), asker)


def test_a_cold_page_without_a_server_is_an_error_not_an_empty_page(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        with pytest.raises(CompanionError) as caught:
            await asker.ask("badges", server=box.base, course="no-such-course")
        assert caught.value.name == "course_unknown"
        assert asker.remembered("badges", server=box.base, course="no-such-course") is None

    asyncio_run(scene(), asker)


def test_trouble_with_one_assessment_stays_with_it(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        gone = '{"error": "Assessment does not exist"}'
        box.faults.add(path="lab4/submissions", times=1, status=404, body=gone)
        box.faults.add(path="lab5$", times=1, status=200, body='["surprise"]')
        told = await asker.settled("badges", server=box.base, course=COURSE)
        broken = {badge["assessment"]: badge for badge in told["badges"] if badge["error"]}
        assert {name: badge["error"]["data"]["name"] for name, badge in broken.items()} == {
            "lab4": "assessment_unknown",
            "lab5": "answer_unexpected",
        }
        assert {badge["state"] for badge in broken.values()} == {"error"}
        box.clock.advance(60)
        healed = await asker.settled("badges", server=box.base, course=COURSE)
        healed = asker.remembered("badges", server=box.base, course=COURSE) or healed
        assert not [badge for badge in healed["badges"] if badge["error"]]
        told_again = [badge for each in asker.told("badges.changed") for badge in each["badges"]]
        assert {badge["assessment"] for badge in told_again if badge["state"] == "not_submitted"} >= {
            "lab4",
            "lab5",
        }

    asyncio_run(scene(), asker)


def test_trouble_in_the_middle_leaves_no_badge_loading(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        disabled = '{"error": "Your course has been disabled by your instructor. Please contact them"}'
        box.faults.add(path="/lab", times=500, status=403, body=disabled)
        await asker.fetch("badges", server=box.base, course=COURSE)
        await quiet()
        last = asker.told("badges.changed")[-1]
        assert last["done"]
        assert last["error"]["data"]["name"] == "course_disabled"
        known = asker.remembered("badges", server=box.base, course=COURSE)
        assert known is not None
        states = {badge["assessment"]: badge["state"] for badge in known["badges"]}
        assert "loading" not in states.values()
        assert states["lab0"] == "error"
        assert known["stale"]

    asyncio_run(scene(), asker)


def test_a_course_that_is_not_ours_any_more_is_forgotten(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        await asker.settled("badges", server=box.base, course=COURSE)
        box.clock.advance(60)
        gone = '{"error": "User is not in this course"}'
        box.faults.add(path="/assessments$", times=1, status=403, body=gone)
        with pytest.raises(CompanionError):
            await asker.ask("badges", server=box.base, course=COURSE)
        assert asker.told("badges.changed")[-1]["error"]["data"]["name"] == "not_enrolled"
        assert asker.remembered("badges", server=box.base, course=COURSE) is None

    asyncio_run(scene(), asker)


def test_an_ended_session_is_said_and_asks_to_sign_in_again(
    asker: Asker, box: Sandbox, companion_home: Path
) -> None:
    async def scene() -> None:
        await asker.settled("badges", server=box.base, course=COURSE)
        box.clock.advance(60)
        for token in box.state.tokens:
            token.revoked = True
        with pytest.raises(CompanionError) as caught:
            await asker.ask("badges", server=box.base, course=COURSE)
        assert caught.value.name == "sign_in_again"
        assert asker.told("badges.changed")[-1]["error"]["data"]["name"] == "sign_in_again"
        back.services = signed_in(companion_home, box, clock=box.clock.time)
        again = back.remembered("badges", server=box.base, course=COURSE)
        assert again is not None
        assert again["error"] is None, "who has signed in again is not told to sign in again"

    back = Asker(Services(str(companion_home)))
    asyncio_run(scene(), asker, back)


def test_another_account_never_sees_what_was_remembered(
    asker: Asker, box: Sandbox, companion_home: Path
) -> None:
    async def scene() -> None:
        where = {"server": box.base, "course": COURSE}
        await asker.settled("badges", **where)
        other.services = signed_in(companion_home, box, "student4@foo.bar", clock=box.clock.time)
        for one in (asker, other):
            assert one.remembered("badges", **where) is None
        told = await other.settled("badges", **where)
        assert shown(told, "homework0", "state") == ("not_submitted",)
        signed_in(companion_home, box, clock=box.clock.time)
        for one in (asker, other):
            known = one.remembered("badges", **where)
            assert known is not None
            assert shown(known, "homework0", "score") == (161,)

    other = Asker(Services(str(companion_home)))
    asyncio_run(scene(), asker, other)


def test_an_account_that_changes_meanwhile_ends_the_refresh_unheard(
    asker: Asker, box: Sandbox, companion_home: Path
) -> None:
    async def scene() -> None:
        where = {"server": box.base, "course": COURSE}
        await asker.settled("badges", **where)
        box.clock.advance(60)
        asker.notifications.clear()
        tab = asyncio.create_task(asker.fetch("badges", **where))
        before = requests(box)
        await until(lambda: requests(box) > before)
        signed_in(companion_home, box, "student4@foo.bar", clock=box.clock.time)
        with pytest.raises(CompanionError) as caught:
            await tab
        assert caught.value.name == "cancelled"
        assert asker.remembered("badges", **where) is None

    asyncio_run(scene(), asker)


def test_another_host_shows_and_continues_what_this_one_learnt(
    asker: Asker, box: Sandbox, companion_home: Path
) -> None:
    other = Asker(Services(str(companion_home), box.clock.time))

    async def scene() -> None:
        where = {"server": box.base, "course": COURSE}
        first = await asker.settled("badges", **where)
        assert other.remembered("badges", **where) == {
            **first,
            "clock_ahead": None,
        }  # it has asked nobody yet
        box.clock.advance(60)
        await asyncio.gather(asker.ask("badges", **where), other.ask("badges", **where))
        assert asker.remembered("badges", **where) == other.remembered("badges", **where)

    asyncio_run(scene(), asker, other)
