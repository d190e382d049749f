"""What may still arrive: who looks again, and what is said until then."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from native_host.badges.learning import learn_receipt
from native_host.storage.submissions.entry import PENDING, SENDING, Entry, receipt
from native_host.submission import steps
from native_host.submission.listing import Seen
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Email
from tests.asking import Asker, asyncio_run, shown
from tests.handing_in import COURSE, EMAIL, commit, signed_in, versions, where
from tests.sandbox.visitor import Visitor
from tests.virtual_time import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

CONTENT = b"int main;"
LISTEN = 0.3
"""Seconds of real time in which the sandbox answers, before virtual time jumps on."""


@pytest.fixture
def asker(companion_home: Path, box: Sandbox) -> Iterator[Asker]:
    services = signed_in(companion_home, box)
    yield Asker(services)
    services.journal.close()
    services.cache.close()
    services.uploads.close()


def left(box: Sandbox, **changes: Any) -> Entry:
    """A submission as another host has left it."""
    now = box.clock.time()
    known: dict[str, Any] = {"listed_at": now, "left_at": now, "state": PENDING, "reason": "answer_lost"}
    return Entry(
        "k" * 32,
        *(box.base, EMAIL, COURSE, "homework2", "Homework 2", "handin.c"),
        size=len(CONTENT),
        sha256="0" * 64,
        sent_at=now,
        baseline=0,
        **(known | changes),
    )


def arrives(box: Sandbox) -> None:
    """A queue is worked off."""
    token = box.issue(EMAIL).token
    Visitor(box.base, token).upload(f"/api/v1/courses/{COURSE}/assessments/homework2/submit", CONTENT)


def states(asker: Asker) -> list[str]:
    return [told["receipt"]["state"] for told in asker.told("receipt.changed")]


async def handed_in(asker: Asker, box: Sandbox) -> CompanionError:
    """What a submission is told in the end, none of which is good here."""
    begun = await asker.fetch("submit.begin", **where(box), filename="a.c", size=len(CONTENT))
    asker.services.uploads.part(begun["upload"], 0, CONTENT, zlib.crc32(CONTENT))
    with pytest.RaisesExc(CompanionError) as caught:
        await asker.fetch("submit.commit", **commit(begun["upload"], CONTENT))
    return caught.value


async def found(asker: Asker) -> None:
    """Until the schedule has found it, in virtual time."""
    async with asyncio.timeout(900.0):
        while "appeared" not in states(asker):  # noqa: ASYNC110 - a list of what was heard has no event
            await asyncio.sleep(60.0)


@pytest.mark.parametrize("visit", ["badges", "submit.check", "receipts.list"])
def test_whoever_visits_has_it_looked_up(asker: Asker, box: Sandbox, visit: str) -> None:
    asker.services.journal.begin(left(box))
    arrives(box)
    params = {
        "badges": {"server": box.base, "course": COURSE},
        "submit.check": where(box),
        "receipts.list": {},
    }[visit]

    async def scene() -> None:
        await asker.fetching(visit, **params)[0]

    asyncio_run(scene(), asker)
    assert states(asker) == ["appeared"]
    (told,) = asker.told("receipt.changed")
    assert told["receipt"]["version_created_at"]


@pytest.mark.parametrize("visit", ["receipts.list", "badges"])
def test_somebody_elses_visit_judges_nothing(companion_home: Path, box: Sandbox, visit: str) -> None:
    asker = Asker(signed_in(companion_home, box, "student2@foo.bar"))
    asker.services.journal.begin(left(box))
    token = box.issue("student2@foo.bar").token
    Visitor(box.base, token).upload(f"/api/v1/courses/{COURSE}/assessments/homework2/submit", CONTENT)

    async def scene() -> None:
        params = {"server": box.base, "course": COURSE} if visit == "badges" else {}
        await asker.fetching(visit, **params)[0]

    asyncio_run(scene(), asker)
    asker.services.journal.close()
    assert states(asker) == []


def test_a_visit_takes_up_the_slow_schedule(asker: Asker, box: Sandbox) -> None:
    """For whoever was not signed in at the host's start."""
    asker.services.journal.begin(left(box))

    async def scene() -> None:
        await asker.ask("receipts.list")
        assert states(asker) == []
        await asyncio.to_thread(arrives, box)
        await found(asker)
        await asker.services.close()

    run(scene(), LISTEN)
    assert states(asker) == ["appeared"]


@pytest.mark.parametrize(("changes", "shown"), [({}, "pending"), ({"left_at": None}, "not_landed")])
def test_a_dead_hosts_submission_is_never_shown_as_being_sent(
    asker: Asker, box: Sandbox, changes: dict[str, Any], shown: str
) -> None:
    """At once, before anybody has asked the server."""
    asker.services.journal.begin(left(box, state=SENDING, reason=None, **changes))
    listed = asker.remembered("receipts.list")
    assert listed
    assert [receipt["state"] for receipt in listed["receipts"]] == [shown]
    assert box.requests == []


def test_one_that_really_is_being_sent_is_shown_so(asker: Asker, box: Sandbox) -> None:
    sending = left(box, state=SENDING, reason=None, left_at=None)
    asker.services.journal.begin(sending)
    lock = f"submission {asker.services.journal.target_key(sending.target).hex()}"
    with asker.services.vault.lock(lock):
        listed = asker.remembered("receipts.list")
    assert listed
    assert [receipt["state"] for receipt in listed["receipts"]] == ["sending"]


def told_by_badge(asker: Asker) -> list[str]:
    """What was notified of the assessment's badge, and nothing twice in a row."""
    notices = asker.told("badges.changed")
    states = [
        each["state"] for told in notices for each in told["badges"] if each["assessment"] == "homework2"
    ]
    return [state for number, state in enumerate(states) if states[:number][-1:] != [state]]


def test_no_badge_calls_not_submitted_what_may_have_arrived(
    asker: Asker, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor the agenda; and it is called so again once nothing can arrive any more."""
    monkeypatch.setattr("native_host.operations.badges.FRESH", -1.0)  # each visit asks anew
    course = {"server": box.base, "course": COURSE}

    async def scene() -> None:
        await asker.settled("agenda")
        began = await asker.settled("badges", **course)
        assert shown(began, "homework2", "state") == ("not_submitted",)
        asker.services.journal.begin(left(box))
        asker.notifications.clear()
        work, _ = asker.fetching("badges", **course)
        seen = await work
        assert shown(seen, "homework2", "state", "version") == ("in_doubt", None)
        assert told_by_badge(asker) == ["in_doubt"]
        known = asker.remembered("badges", **course)
        assert known
        assert shown(known, "homework2", "state") == ("in_doubt",)
        agenda = asker.remembered("agenda")
        assert agenda
        (item,) = (each for each in agenda["data"]["items"] if each["assessment"] == "homework2")
        assert (item["state"], item["to_do"]) == ("in_doubt", True)
        asker.services.journal.update(steps.lost(left(box), asker.services.clock()))
        work, _ = asker.fetching("badges", **course)
        assert shown(await work, "homework2", "state") == ("not_submitted",)

    asyncio_run(scene(), asker)


def test_a_badge_says_arrived_from_when_the_last_bytes_leave(asker: Asker, box: Sandbox) -> None:
    """So nothing is to be done for it once who sent it has died."""
    box.faults.add(method="POST", path="/submit$", status=403, body='{"error": "Something new"}')

    async def scene() -> None:
        await asker.settled("badges", server=box.base, course=COURSE)
        asker.notifications.clear()
        await handed_in(asker, box)
        assert told_by_badge(asker) == ["in_doubt"]
        (told,) = asker.told("receipt.changed")
        learn_receipt(asker.services, asker.context().notify, told["receipt"])
        assert told_by_badge(asker) == ["in_doubt", "not_submitted"]

    asyncio_run(scene(), asker)


def test_a_badge_says_arrived_while_another_host_is_sending(asker: Asker, box: Sandbox) -> None:
    sending = left(box, state=SENDING, reason=None, left_at=None)

    async def scene() -> None:
        await asker.settled("badges", server=box.base, course=COURSE)
        asker.services.journal.begin(sending)
        lock = f"submission {asker.services.journal.target_key(sending.target).hex()}"
        asker.notifications.clear()
        with asker.services.vault.lock(lock):
            learn_receipt(asker.services, asker.context().notify, receipt(sending))
        assert told_by_badge(asker) == ["in_doubt"]

    asyncio_run(scene(), asker)


def test_a_receipt_that_changes_changes_its_badge(asker: Asker, box: Sandbox) -> None:
    entry = left(box)

    def told(changed: Entry) -> list[str]:
        asker.notifications.clear()
        learn_receipt(asker.services, asker.context().notify, receipt(changed))
        return told_by_badge(asker)

    async def scene() -> None:
        await asker.settled("badges", server=box.base, course=COURSE)
        asker.services.journal.begin(entry)
        assert told(entry) == ["in_doubt"]
        assert told(entry) == []
        found = steps.located(entry, Seen(1, None, "1_handin.c"), asker.services.clock())
        asker.services.journal.update(found)
        assert told(found) == ["submitted"]
        elsewhere = replace(left(box), id="b" * 32, account=Email("student2@foo.bar"))
        asker.services.journal.begin(elsewhere)
        assert told(elsewhere) == [], "the page is of another account"

    asyncio_run(scene(), asker)


def test_a_row_without_a_file_is_told_by_its_badge_at_once(asker: Asker, box: Sandbox) -> None:
    entry = left(box)

    async def scene() -> None:
        await asker.settled("badges", server=box.base, course=COURSE)
        asker.services.journal.begin(entry)
        learn_receipt(asker.services, asker.context().notify, receipt(entry))
        empty = steps.located(entry, Seen(1, None, None), asker.services.clock())
        asker.services.journal.update(empty)
        asker.notifications.clear()
        learn_receipt(asker.services, asker.context().notify, receipt(empty))
        assert told_by_badge(asker) == ["no_file"]
        known = asker.remembered("badges", server=box.base, course=COURSE)
        assert known
        assert shown(known, "homework2", "state", "version", "in_doubt") == ("no_file", 1, False)

    asyncio_run(scene(), asker)


def test_a_doubt_is_told_beside_an_earlier_version(asker: Asker, box: Sandbox) -> None:
    arrives(box)
    entry = replace(left(box), baseline=1)

    async def scene() -> None:
        began = await asker.settled("badges", server=box.base, course=COURSE)
        state, *known = shown(began, "homework2", "state", "version", "in_doubt")
        assert known == [1, False]
        asker.services.journal.begin(entry)
        asker.notifications.clear()
        learn_receipt(asker.services, asker.context().notify, receipt(entry))
        (notice,) = asker.told("badges.changed")
        assert shown(notice, "homework2", "state", "version", "in_doubt") == (state, 1, True)
        remembered = asker.remembered("badges", server=box.base, course=COURSE)
        assert remembered
        assert shown(remembered, "homework2", "state", "version", "in_doubt") == (state, 1, True)

    asyncio_run(scene(), asker)


def test_the_student_is_told_what_is_known_and_later_what_was_found(asker: Asker, box: Sandbox) -> None:
    box.faults.add(method="POST", path="/submit$", status=504)

    async def scene() -> None:
        failed = await handed_in(asker, box)
        assert failed.name == "not_listed_yet"
        assert states(asker) == ["pending"]
        await asyncio.to_thread(arrives, box)
        await found(asker)
        await asker.services.close()

    run(scene(), LISTEN)
    assert states(asker) == ["pending", "appeared"]
    assert len(versions(box)) == 1


ENDS = [
    ({"status": 500, "times": 2}, "handin_failed"),
    ({"status": 429, "body": "<html>too fast</html>"}, "throttled"),
    ({"status": 403, "body": '{"error": "Something new"}'}, "request_refused"),
    ({"html": True}, "not_autolab"),
]


@pytest.mark.parametrize(("fault", "name"), ENDS, ids=str)
def test_an_answered_submission_is_told_as_what_it_is_without_waiting(
    asker: Asker, box: Sandbox, fault: dict[str, Any], name: str
) -> None:
    box.faults.add(method="POST", path="/submit$", **fault)

    async def scene() -> None:
        began = asyncio.get_running_loop().time()
        failed = await handed_in(asker, box)
        assert failed.name == name
        assert failed.data["receipt"]
        assert asyncio.get_running_loop().time() - began < 5.0
        await asker.services.close()

    run(scene(), LISTEN)
    assert states(asker)[-1] in {"not_landed", "refused"}


def test_an_answer_whose_list_does_not_come_is_not_waited_for(asker: Asker, box: Sandbox) -> None:
    """The application is done with it, so what is not known now stays unknown only until somebody can look."""
    box.faults.add(method="POST", path="/submit$", status=403, body='{"error": "Something new"}')
    box.faults.add(method="GET", path="/submissions$")  # the baseline
    box.faults.add(method="GET", path="/submissions$", delay=3.0)

    async def scene() -> None:
        began = asyncio.get_running_loop().time()
        failed = await handed_in(asker, box)
        assert failed.name == "outcome_unknown"
        assert asyncio.get_running_loop().time() - began < 6.0
        box.faults.clear()
        async with asyncio.timeout(900.0):
            while len(states(asker)) == 1:  # noqa: ASYNC110 - a list of what was heard has no event
                await asyncio.sleep(60.0)
        await asker.services.close()

    run(scene(), LISTEN)
    assert states(asker) == ["pending", "refused"]
