"""courses.due: each current course's next deadline and how much is to do, from memory at once, with few requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.asking import Asker, asyncio_run, requests
from tests.handing_in import COURSE
from tests.student import EMAIL

if TYPE_CHECKING:
    from tests.sandbox import Sandbox

TAUGHT = "cs101-f26"


async def settled(asker: Asker, box: Sandbox) -> dict[str, Any]:
    """The courses by name after one more visit."""
    told = await asker.settled("courses.due", server=box.base)
    return {each["course"]: each for each in told["courses"]}


def test_it_counts_as_the_course_page_does(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        assert asker.remembered("courses.due", server=box.base) is None
        first = await asker.fetch("courses.due", server=box.base)
        assert {each["course"]: each["to_do"] for each in first["courses"]} == {COURSE: None, TAUGHT: None}, (
            "what is not known yet is not called to do"
        )
        courses = await settled(asker, box)
        badges = (await asker.settled("badges", server=box.base, course=COURSE))["badges"]
        to_do = [b for b in badges if b["state"] == "not_submitted" and b["why_not"] is None]
        assert courses[COURSE]["to_do"] == len(to_do) > 3
        assert courses[COURSE]["next"]["assessment"] == "lab0", "homework1 is due first, and handed in"
        assert (courses[COURSE]["staff"], courses[COURSE]["next"]["late"]) == (False, False)

    asyncio_run(scene(), asker)


def test_staff_have_a_deadline_ahead_and_nothing_to_do(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        taught = (await settled(asker, box))[TAUGHT]
        assert (taught["staff"], taught["to_do"]) == (True, None)
        assert taught["next"]["assessment"] == "future-lab"
        assert requests(box, f"{TAUGHT}/assessments/") == 0, "nobody asks what staff have handed in"

    asyncio_run(scene(), asker)


def test_courses_that_are_over_disabled_or_to_come_are_not_told(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        assert set(await settled(asker, box)) == {COURSE, TAUGHT}
        known = asker.remembered("courses.due", server=box.base)
        assert known is not None
        assert known["error"] is None, "a disabled course is no trouble"

    asyncio_run(scene(), asker)


def test_only_what_may_still_change_is_asked_again(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        before = (await settled(asker, box))[COURSE]["to_do"]
        cold = requests(box)
        await settled(asker, box)
        assert requests(box) - cold <= 1, "at most the disabled course"
        box.clock.advance(61)
        asked = requests(box, "/submissions")
        box.staff(COURSE, "lab4").submit_for(EMAIL)
        assert (await settled(asker, box))[COURSE]["to_do"] == before - 1
        assert requests(box, "/submissions") - asked == before
        asked = requests(box)
        box.clock.advance(61)
        await settled(asker, box)
        assert requests(box) - asked <= before, "submissions alone, and none of what is handed in"
        assert all(record.method == "GET" for record in box.requests if "/api/" in record.path)

    asyncio_run(scene(), asker)


def test_where_all_is_handed_in_the_count_is_none_at_all(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        for assessment in box.state.courses[COURSE].assessments.values():
            box.staff(COURSE, assessment.name).submit_for(EMAIL)
        course = (await settled(asker, box))[COURSE]
        assert course["to_do"] == 0
        assert course["next"] is not None, "the course goes on"

    asyncio_run(scene(), asker)


def test_what_cannot_be_asked_is_not_known(asker: Asker, box: Sandbox) -> None:
    box.faults.add(path="lab3/submissions$", times=99, status=400, body='{"error": "odd"}')

    async def scene() -> None:
        assert (await settled(asker, box))[COURSE]["to_do"] is None
        (told,) = [n for n in asker.told("changed") if n["operation"] == "courses.due"][-1:]
        assert told["data"]["error"]["data"]["name"] == "request_refused"

    asyncio_run(scene(), asker)


def test_where_the_server_refuses_what_was_known_stays_and_says_why(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        before = await settled(asker, box)
        box.clock.advance(3600)
        box.faults.add(path="^/api/", times=99, status=400, body='{"error": "maintenance"}')
        after = await settled(asker, box)
        assert after[COURSE]["to_do"] == before[COURSE]["to_do"]
        assert after[COURSE]["fetched_at"] == before[COURSE]["fetched_at"]
        told = [n for n in asker.told("changed") if n["operation"] == "courses.due"][-1]
        assert told["data"]["error"] is not None

    asyncio_run(scene(), asker)


def test_a_late_one_is_ahead_until_the_course_takes_no_more(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        box.staff(COURSE, "homework1").delete_submission(EMAIL)
        first = (await settled(asker, box))[COURSE]
        assert (first["next"]["assessment"], first["next"]["late"]) == ("lab0", False)
        box.clock.advance(9 * 86400 + 3600)  # lab0 takes nothing any more, homework1 another day
        second = (await settled(asker, box))[COURSE]
        assert (second["next"]["assessment"], second["next"]["late"]) == ("homework1", True)
        assert second["to_do"] == first["to_do"] - 1

    asyncio_run(scene(), asker)
