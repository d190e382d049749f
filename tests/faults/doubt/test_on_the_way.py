"""A submission on its way: what it says, what it asks, and what it writes down before and after each part."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import pytest

from native_host.autolab.pacing import Priority, Ticket
from native_host.storage.submissions.entry import LANDED, REFUSED
from native_host.submission import driver
from tests.faults.doubt.scene import (
    CONTENT,
    SUBMIT,
    asks,
    by_hand,
    kept,
    on_its_way,
    posts,
    received,
    sent,
    submitted,
)
from tests.handing_in import COURSE, EMAIL, signed_in, until, versions

if TYPE_CHECKING:
    from pathlib import Path

    from native_host.services import Services
    from tests.faults.doubt.scene import Time, Told
    from tests.sandbox import Sandbox

SIZE = len(CONTENT)
LIST = {"method": "GET", "path": "/submissions$"}


def test_it_says_how_far_it_is(services: Services, box: Sandbox, clock: Time) -> None:
    told: list[Told] = []
    entry = asyncio.run(sent(services, box, clock, received(services, box, CONTENT), told))
    first, last = told
    assert first == {"phase": "sending", "sent": 0, "size": SIZE}
    assert last == {"phase": "waiting", "sent": SIZE, "size": SIZE}
    assert (entry.display_name, entry.filename, entry.size) == ("Homework 2", "handin.c", SIZE)
    assert (entry.sent_at, entry.left_at, entry.ended_at, entry.settled_at) == (clock.now,) * 4
    assert entry == kept(services)


def test_each_part_that_left_is_said(services: Services, box: Sandbox, clock: Time) -> None:
    told: list[Told] = []
    later = itertools.count()
    clock.of_progress = lambda: float(next(later))
    asyncio.run(sent(services, box, clock, received(services, box, CONTENT), told))
    steps = [(one["phase"], one["sent"]) for one in told]
    assert steps[-1] == ("waiting", SIZE)
    assert {phase for phase, _ in steps[:-1]} == {"sending"}
    so_far = [count for _, count in steps]
    assert so_far == sorted(so_far)
    assert 0 < so_far[1] < SIZE


def test_what_is_in_doubt_says_that_it_is_looked_up(services: Services, box: Sandbox, clock: Time) -> None:
    box.faults.add(**SUBMIT, status=504)
    told: list[Told] = []
    asyncio.run(sent(services, box, clock, received(services, box, CONTENT), told))
    assert told[-1] == {"phase": "settling", "sent": SIZE, "size": SIZE}


def test_a_file_that_the_servers_limits_hold_back_is_said_to_wait(
    services: Services, box: Sandbox, clock: Time
) -> None:
    told: list[Told] = []

    async def scene() -> None:
        limiter = services.client(box.base)._limiter
        async with (
            limiter.slot(Ticket("submit", Priority.SHOWN)),
            limiter.slot(Ticket("submit", Priority.SHOWN)),
        ):
            handing_in = asyncio.create_task(
                sent(services, box, clock, received(services, box, CONTENT), told)
            )
            while not told or told[-1]["phase"] != "queued":
                assert not handing_in.done()
                await asyncio.sleep(0)
            assert told[-1] == {"phase": "queued", "sent": 0, "size": SIZE}
            assert posts(box) == 0
        assert (await handing_in).version == 1

    asyncio.run(scene())


def test_how_long_the_attempt_took_is_counted_from_the_list_before_it(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """By a clock that nobody sets, onto the server's moment of that list."""
    box.faults.add(**SUBMIT, process=True, delay=0.2)
    entry = asyncio.run(submitted(services, box, clock))
    assert entry.listed_at is not None
    assert entry.over_at is not None
    assert 0.2 <= entry.over_at - entry.listed_at < 30


def test_what_was_before_it_is_kept_with_it(services: Services, box: Sandbox, clock: Time) -> None:
    by_hand(box)
    (other,) = versions(box)
    upload = received(services, box, CONTENT)
    with asks("version_from_elsewhere"):
        asyncio.run(sent(services, box, clock, upload))
    assert (posts(box), services.journal.everything()) == (1, ([], 0))
    upload = received(services, box, CONTENT)
    entry = asyncio.run(sent(services, box, clock, upload, elsewhere=True))
    assert (entry.version, entry.baseline, entry.baseline_at) == (2, 1, other.created_at.timestamp())


@pytest.mark.parametrize("refused", [True, False])
def test_why_it_is_not_there_is_known(services: Services, box: Sandbox, clock: Time, refused: bool) -> None:
    if refused:
        box.faults.storm(times=1, path="/submit$")

    async def scene() -> None:
        submitting = on_its_way(services, box, clock, received(services, box, CONTENT))
        entry = await submitting.run()
        await services.client(box.base).close()
        why = None if submitting.trouble is None else submitting.trouble.name
        said = "Too Many Requests. Retry Later." if refused else None
        assert (entry.state, entry.reason, entry.server_said) == (REFUSED if refused else LANDED, why, said)
        assert (why, entry.settled_at) == ("handin_throttled" if refused else None, clock.now)

    asyncio.run(scene())


def test_earlier_receipts_of_which_the_list_tells_something_else_are_told(
    services: Services, box: Sandbox, clock: Time
) -> None:
    first = asyncio.run(submitted(services, box, clock))
    box.staff(COURSE, "homework2").delete_submission(EMAIL)

    async def scene() -> None:
        again = on_its_way(services, box, clock, received(services, box, CONTENT))
        entry = await again.run()
        await services.client(box.base).close()
        (changed,) = again.changed
        assert (changed.id, changed.gone_at) == (first.id, entry.listed_at), "so nothing was asked"

    asyncio.run(scene())


def test_what_has_been_handed_in_is_asked_about_although_no_list_comes(
    services: Services, box: Sandbox, clock: Time
) -> None:
    asyncio.run(submitted(services, box, clock))
    box.faults.add(**LIST, status=503, times=1000)
    with asks("already_submitted"):
        asyncio.run(submitted(services, box, clock))
    with asks("server_failed"):
        asyncio.run(submitted(services, box, clock, again=True))
    assert posts(box) == 1


def test_a_list_that_hangs_does_not_hold_up_the_answer(
    services: Services, box: Sandbox, clock: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "PROMPT", 0.05)
    box.faults.add(**LIST)  # the baseline
    box.faults.add(**LIST, delay=0.4)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version, entry.server_filename) == (LANDED, 1, "1_handin.c")
    assert (entry.created_at, entry.open) == (None, False)
    until(lambda: box.requests[-1].status is not None)


def test_somebody_else_signing_in_while_the_list_is_read_stops_it(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    box.faults.add(**LIST, delay=0.2)

    async def scene() -> None:
        handing_in = asyncio.create_task(submitted(services, box, clock))
        while not box.requests:
            assert not handing_in.done()
            await asyncio.sleep(0)
        signed_in(companion_home, box, "student2@foo.bar", clock=clock)
        with asks("not_signed_in"):
            await handing_in

    asyncio.run(scene())
    assert (posts(box), services.journal.everything()) == (0, ([], 0))
