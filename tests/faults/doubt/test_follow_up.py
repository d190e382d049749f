"""Who asks again: visits of pages ask about what they show, and what stays open is followed to its end."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from native_host.storage.submissions.entry import receipt
from native_host.submission import steps
from native_host.submission.follow_up import FollowUp, resume_unsettled
from native_host.submission.target import lock_name
from native_host.submission.visits import check_assessment, check_contradicted, check_course, check_open
from native_host.vault.async_lock import try_lock
from tests.faults.doubt.scene import Nobody, at_once, by_hand, doubtful, kept, lists_asked, sending
from tests.handing_in import COURSE, signed_in, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from native_host.services import Services
    from native_host.storage.submissions.entry import Entry
    from tests.faults.doubt.scene import Time
    from tests.sandbox import Sandbox
    from tests.sandbox.models import Submission

THERE = (COURSE, "homework2")


async def followed(services: Services) -> list[str]:
    """The ids of what is being followed, which then ends."""
    found = []
    for entry in services.journal.everything()[0]:
        async with services.flights.share(FollowUp, (entry.id,), Nobody) as flight:  # type: ignore[arg-type]
            if isinstance(flight.work, FollowUp):
                found.append(entry.id)
            flight.stop()
            with suppress(asyncio.CancelledError):
                await flight.ended()
    return sorted(found)


def visited(
    services: Services,
    box: Sandbox,
    check: Callable[..., Coroutine[Any, Any, None]],
    *where: Any,
    **lists: Any,
) -> tuple[list[Any], list[str]]:
    """What a visit tells of which receipts, and what is followed after it."""
    told: list[Any] = []

    def notify(method: str, params: Any) -> None:
        assert method == "receipt.changed"
        shown = params["receipt"]
        assert shown == receipt(services.journal.get(shown["receipt"]))  # type: ignore[arg-type]
        told.append((shown["receipt"][0], shown["state"]))

    async def scene() -> list[str]:
        services.client(box.base)._pause = at_once
        await check(services, notify, *where, **lists)
        found = await followed(services)
        await services.client(box.base).close()
        return found

    left = asyncio.run(scene())
    return told, [each[0] for each in left]


def begin(services: Services, *entries: Entry) -> None:
    for entry in entries:
        services.journal.begin(entry)


def missing(box: Sandbox, clock: Time, **changes: Any) -> Entry:
    """A receipt of a version that the server does not list."""
    return steps.landed(sending(box, clock, **changes), 7, "7_handin.c", clock.now)


def test_a_visit_of_the_receipts_asks_once_for_each_assessment(
    services: Services, box: Sandbox, clock: Time
) -> None:
    there = doubtful(box, clock, id="a" * 32, assessment="homework4")
    begin(services, there, replace(there, id="b" * 32, sha256="1" * 64), doubtful(box, clock, id="c" * 32))
    by_hand(box)
    assert visited(services, box, check_open) == ([("c", "appeared")], ["a", "b"])
    assert sorted(lists_asked(box)) == ["homework2", "homework4"]


def test_a_visit_tells_what_a_killed_host_left_although_no_list_comes(
    services: Services, box: Sandbox, clock: Time
) -> None:
    begin(services, sending(box, clock, id="a" * 32, left_at=clock.now))
    box.faults.add(status=503, times=100)
    assert visited(services, box, check_open) == ([("a", "pending")], ["a"])


def test_what_a_killed_host_left_is_told_beside_what_the_list_changes(
    services: Services, box: Sandbox, clock: Time
) -> None:
    begin(services, sending(box, clock, id="a" * 32, left_at=clock.now), missing(box, clock, id="b" * 32))
    assert visited(services, box, check_open) == ([("a", "pending"), ("b", "landed")], ["a"])


def test_where_somebody_sends_or_asks_nobody_else_does(services: Services, box: Sandbox, clock: Time) -> None:
    entry = doubtful(box, clock)
    begin(services, entry)
    busy = try_lock(services.vault, lock_name(services, entry))
    assert busy is not None
    with busy:
        assert visited(services, box, check_open) == ([], ["k"]), (
            "followed, to tell what that one writes down"
        )
    assert box.requests == []


def test_a_visit_of_a_course_asks_about_what_is_open_there(
    services: Services, box: Sandbox, clock: Time
) -> None:
    begin(services, doubtful(box, clock, id="a" * 32), missing(box, clock, id="d" * 32))
    begin(services, doubtful(box, clock, id="b" * 32, course="Another"))
    begin(services, doubtful(box, clock, id="c" * 32, account="student2@foo.bar"))
    begin(services, doubtful(box, clock, id="e" * 32, server="http://127.0.0.1:9"))
    told, open_still = visited(services, box, check_course, box.base, COURSE, {})
    assert (told, open_still, lists_asked(box)) == ([("d", "landed")], ["a"], ["homework2"])


def by_hand_shown(box: Sandbox) -> tuple[Submission, dict[str, Any]]:
    """A version, and its line of the list as operations have it."""
    by_hand(box)
    (row,) = versions(box)
    moment = row.created_at.isoformat(timespec="milliseconds")
    return row, {"version": row.version, "created_at": moment, "filename": row.filename}


@pytest.mark.parametrize("listed", [True, False])
def test_a_course_whose_lists_contradict_a_receipt_is_asked_itself(
    services: Services, box: Sandbox, clock: Time, listed: bool
) -> None:
    row, shown = by_hand_shown(box)
    ours = steps.landed(sending(box, clock, id="a" * 32), 1, row.filename, clock.now)
    begin(services, replace(ours, created_at=row.created_at.timestamp()))
    begin(services, missing(box, clock, id="b" * 32, assessment="homework4"))
    heard = {"homework2": [shown] if listed else [], "homework4": []}
    told, _ = visited(services, box, check_course, box.base, COURSE, heard)
    assert told == [("b", "landed")], "a list of before may be older than the receipt"
    assert sorted(lists_asked(box)) == (["homework4"] if listed else ["homework2", "homework4"])


def test_a_visit_of_an_assessment_asks_about_it_alone(services: Services, box: Sandbox, clock: Time) -> None:
    begin(
        services, doubtful(box, clock, id="a" * 32), doubtful(box, clock, id="b" * 32, assessment="homework4")
    )
    by_hand(box)
    assert visited(services, box, check_assessment, box.base, *THERE) == ([("a", "appeared")], [])
    assert lists_asked(box) == ["homework2"]


@pytest.mark.parametrize("check", [check_assessment, check_contradicted])
def test_a_list_that_contradicts_a_receipt_is_asked_for_anew(
    services: Services, box: Sandbox, clock: Time, check: Any
) -> None:
    begin(services, missing(box, clock, id="a" * 32))
    assert visited(services, box, check, box.base, *THERE, submissions=[]) == ([("a", "landed")], [])
    assert kept(services).gone_at is not None
    assert visited(services, box, check, box.base, *THERE, submissions=[]) == ([], [])
    assert lists_asked(box) == ["homework2"]


def test_a_settled_receipt_is_asked_about_only_where_a_list_contradicts_it(
    services: Services, box: Sandbox, clock: Time
) -> None:
    begin(services, missing(box, clock), doubtful(box, clock, id="b" * 32, assessment="homework4"))
    assert visited(services, box, check_assessment, box.base, *THERE) == ([], [])
    assert visited(services, box, check_course, box.base, "Another", {"homework2": []}) == ([], [])
    assert visited(services, box, check_contradicted, box.base, *THERE, submissions=[])[0] != []
    assert lists_asked(box) == ["homework2"]


def test_of_an_account_that_is_not_signed_in_nobody_asks(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    begin(services, doubtful(box, clock, id="a" * 32), sending(box, clock, id="b" * 32, left_at=clock.now))
    other = signed_in(companion_home, box, "student2@foo.bar", clock=clock)
    assert visited(other, box, check_open)[0] == [("b", "pending")]
    assert box.requests == []


@pytest.mark.parametrize("check", [check_open, check_course, check_assessment, check_contradicted])
def test_a_visit_never_fails_for_the_data_folder(
    services: Services, box: Sandbox, clock: Time, check: Any
) -> None:
    begin(services, doubtful(box, clock))
    services.vault.lock_now()
    for key in Path(services.home).rglob("key*"):
        key.unlink()
    where: dict[Any, tuple[Any, ...]] = {check_open: (), check_course: (box.base, COURSE, {})}
    lists: dict[str, Any] = {"submissions": []} if check is check_contradicted else {}

    async def scene() -> None:
        await check(services, print, *where.get(check, (box.base, *THERE)), **lists)
        await resume_unsettled(services, print, clock.wait)

    asyncio.run(scene())
    assert box.requests == []


def test_a_receipt_that_lacks_its_moment_learns_it_quietly(
    services: Services, box: Sandbox, clock: Time
) -> None:
    row, shown = by_hand_shown(box)
    begin(services, steps.landed(sending(box, clock), row.version, row.filename, clock.now))
    visit = visited(services, box, check_contradicted, box.base, *THERE, submissions=[shown])
    assert (visit, kept(services).created_at) == (([], []), row.created_at.timestamp())
