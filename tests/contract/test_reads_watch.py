"""Watching a submission: until released or hopeless, through failures, once however many tabs look."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from native_host.autolab import endpoints
from native_host.autolab.handin_outcome import Landed
from native_host.autolab.http_messages import UploadBody
from native_host.badges.poll_schedule import HOPELESS_AFTER
from native_host.badges.polling import ScorePolling
from native_host.rpc.cached_read import account_of
from native_host.services import Services
from native_host.submission.steps import landed
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Email, Origin
from tests.asking import Asker, asyncio_run, quiet, requests, shown, until
from tests.entries import ENTRY
from tests.handing_in import COURSE
from tests.sandbox import start_sandbox
from tests.student import EMAIL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from native_host.wire.shapes.badges import WatchParams
    from tests.sandbox import Sandbox

LAB = "homework2"
SECONDS = 60.0


@pytest.fixture
def box() -> Iterator[Sandbox]:
    from tests.sandbox.models import Grader

    with start_sandbox(throttle=False) as made:
        made.state.assessment(COURSE, LAB).grader = Grader(seconds=SECONDS)
        yield made


async def submit(asker: Asker, box: Sandbox, assessment: str = LAB) -> int:
    async def content() -> AsyncIterator[bytes]:
        yield b"int main;"

    call = endpoints.submit(COURSE, assessment, UploadBody("handin.c", 9, content))
    outcome = await asker.services.client(box.base).submit(call)
    assert isinstance(outcome, Landed)
    assert outcome.version is not None
    return outcome.version


def watch(asker: Asker, box: Sandbox, version: int, assessment: str = LAB) -> ScorePolling:
    """A watch whose waiting moves the sandbox's clock."""

    async def sleep(seconds: float) -> None:
        box.clock.advance(seconds)

    context = asker.context()
    given: WatchParams = {"server": box.base, "course": COURSE, "assessment": assessment, "version": version}
    return ScorePolling(context, given, account_of(context.services, box.base), sleep=sleep, dice=lambda: 0.5)


def told(asker: Asker, assessment: str = LAB) -> list[tuple[Any, ...]]:
    """State and score of the badge, notification by notification."""
    return [shown(each, assessment, "state", "score", "version") for each in asker.told("badges.changed")]


def test_the_badge_goes_from_submitted_to_scored_for_a_handful_of_requests(
    asker: Asker, box: Sandbox
) -> None:
    async def scene() -> None:
        await asker.settled("badges", server=box.base, course=COURSE)
        asker.notifications.clear()
        version = await submit(asker, box)
        before = requests(box)
        first = watch(asker, box, version)
        await first.run()
        assert told(asker) == [("submitted", None, 1), ("score", 175.5, 1)]
        result = first.result()
        assert result["outcome"] == "released"
        assert result["badge"] is not None
        assert result["badge"]["complete"]
        blind = requests(box) - before
        assert blind <= 0.5 * SECONDS / 5
        known = asker.remembered("badges", server=box.base, course=COURSE)
        assert known is not None
        assert shown(known, LAB, "state", "score") == ("score", 175.5)

        second = await submit(asker, box)
        before = requests(box)
        await watch(asker, box, second).run()
        assert requests(box) - before < blind, "the second time it is known how long it takes"

    asyncio_run(scene(), asker)


def test_it_works_on_a_page_that_knows_nothing_yet(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        version = await submit(asker, box)
        cold = watch(asker, box, version)
        await cold.run()
        badge = cold.result()["badge"]
        assert badge is not None
        assert badge["score"] == 175.5
        assert asker.remembered("badges", server=box.base, course=COURSE) is None, "the list is not known"

    asyncio_run(scene(), asker)


def test_a_problem_that_was_added_meanwhile_is_in_the_total(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        await asker.settled("badges", server=box.base, course=COURSE)
        version = await submit(asker, box)
        box.staff(COURSE, LAB).add_problem("extra", 5.0)
        seen = watch(asker, box, version)
        await seen.run()
        badge = seen.result()["badge"]
        assert badge is not None
        assert (badge["score"], badge["total"], badge["complete"]) == (180.5, 180.5, True)

    asyncio_run(scene(), asker)


def test_failures_are_survived_and_endings_are_said(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        version = await submit(asker, box)
        box.faults.add(path="submissions$", times=2, status=400, body='{"error": "maintenance"}')
        lasting = watch(asker, box, version)
        await lasting.run()
        assert lasting.result()["outcome"] == "released"
        for token in box.state.tokens:
            token.revoked = True
        with pytest.raises(CompanionError) as caught:
            await watch(asker, box, version + 1).run()
        assert caught.value.name == "sign_in_again"

    asyncio_run(scene(), asker)


@pytest.mark.parametrize(
    ("assessment", "version", "outcome"),
    [
        ("quiz2", 1, "unreleased"),  # only the staff can release it
        ("homework1", 1, "by_hand"),  # nothing grades it but a person
        ("homework0", 1, "superseded"),
        ("homework0", 2, "released"),
        ("quiz0", 1, "by_hand"),  # there is nothing to score
    ],
)
def test_what_is_hopeless_is_not_polled(
    asker: Asker, box: Sandbox, assessment: str, version: int, outcome: str
) -> None:
    async def scene() -> None:
        ending = watch(asker, box, version, assessment)
        await ending.run()
        assert ending.result()["outcome"] == outcome
        assert requests(box, "/submissions") == 1

    asyncio_run(scene(), asker)


def test_what_an_autograder_leaves_to_a_person_is_not_waited_for(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        version = await submit(asker, box)
        box.clock.advance(SECONDS + 1)
        waiting = watch(asker, box, version)
        await waiting.run()
        assert waiting.result()["outcome"] == "released"
        lab = box.state.assessment(COURSE, LAB)
        del lab.submissions[-1].scores["problem1"]
        partly = watch(asker, box, version)
        await partly.run()
        assert partly.result()["outcome"] == "released"
        assert shown({"badges": [partly.result()["badge"]]}, LAB, "score", "complete") == (125.5, False)

    asyncio_run(scene(), asker)


def test_an_autograder_that_never_answers_is_given_up(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        from tests.sandbox.models import Grader

        box.state.assessment(COURSE, LAB).grader = Grader(seconds=10 * HOPELESS_AFTER)
        version = await submit(asker, box)
        endless = watch(asker, box, version)
        await endless.run()
        assert endless.result()["outcome"] == "gave_up"
        assert requests(box, "/submissions") < 45

    asyncio_run(scene(), asker)


def sent(asker: Asker, box: Sandbox, version: int) -> None:
    """This host's receipt of it."""
    entry = replace(
        ENTRY,
        server=Origin(box.base),
        account=Email(EMAIL),
        course=COURSE,
        assessment=LAB,
        baseline=version - 1,
    )
    asker.services.journal.begin(entry)
    asker.services.journal.update(landed(entry, version, None, entry.sent_at + 1))


def test_of_two_browsers_the_one_that_has_sent_it_tells_the_score(
    companion_home: Path, asker: Asker, box: Sandbox
) -> None:
    """Whichever of them sees it first."""
    other = Asker(Services(str(companion_home), box.clock.time))

    async def scene() -> None:
        version = await submit(asker, box)
        sent(asker, box, version)
        begun, seen = asyncio.Event(), asyncio.Event()
        context = asker.context()
        given: WatchParams = {"server": box.base, "course": COURSE, "assessment": LAB, "version": version}

        async def sleep(_seconds: float) -> None:
            begun.set()
            await seen.wait()

        sender = ScorePolling(context, given, account_of(context.services, box.base), sleep=sleep)
        waiting = asyncio.create_task(sender.run())
        await begun.wait()
        foreign = watch(other, box, version)
        await foreign.run()
        assert (foreign.result()["outcome"], foreign.result()["news"]) == ("released", False)
        badge = foreign.result()["badge"]
        assert badge is not None
        assert badge["score"] == 175.5, "it knows it all the same"
        seen.set()
        await waiting
        assert (sender.result()["outcome"], sender.result()["news"]) == ("released", True)

    asyncio_run(scene(), asker, other)


def test_where_the_sender_has_gone_another_tells_the_score_once(
    companion_home: Path, asker: Asker, box: Sandbox
) -> None:
    other, third = (Asker(Services(str(companion_home), box.clock.time)) for _ in range(2))

    async def scene() -> None:
        version = await submit(asker, box)
        sent(asker, box, version)
        gone = asyncio.create_task(watch(asker, box, version).run())
        gone.cancel()
        await asyncio.wait([gone])
        for host, news in ((other, True), (third, False), (asker, False)):
            one = watch(host, box, version)
            await one.run()
            assert (one.result()["outcome"], one.result()["news"]) == ("released", news)
        box.staff(COURSE, LAB).delete_submission(EMAIL)
        box.clock.advance(60)
        assert await submit(asker, box) == version
        again = watch(third, box, version)
        await again.run()
        assert again.result()["news"], "its number came again, with another score"

    asyncio_run(scene(), asker, other, third)


def test_many_tabs_are_one_watch_and_the_last_one_ends_it(asker: Asker, box: Sandbox) -> None:
    async def scene() -> None:
        given = {"server": box.base, "course": COURSE, "assessment": "lab5", "version": 1}
        tabs = [asyncio.create_task(asker.fetch("watch", **given)) for _ in range(3)]
        await until(lambda: requests(box, "/submissions") >= 1)
        for tab in tabs:
            tab.cancel()
        await asyncio.wait(tabs)
        await quiet()
        assert requests(box, "/submissions") == 1
        assert all(tab.cancelled() for tab in tabs)

    asyncio_run(scene(), asker)
