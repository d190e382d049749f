"""Whose turn it is: one host at a time sends to an assessment, or judges by its list."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.entry import NOT_LANDED, PENDING
from native_host.submission import steps
from native_host.submission.reconciler import as_shown, reconcile_until_settled
from native_host.submission.target import PAUSE, lock_name
from native_host.vault.async_lock import try_lock
from tests.faults.doubt.scene import CONTENT, asks, kept, posts, received, sending, sent, submitted
from tests.handing_in import signed_in

if TYPE_CHECKING:
    from contextlib import ExitStack

    from native_host.services import Services
    from tests.faults.doubt.scene import Time, Told
    from tests.sandbox import Sandbox


def taken(services: Services, box: Sandbox, clock: Time) -> ExitStack:
    """Another host has the turn, until this is closed."""
    turn = try_lock(services.vault, lock_name(services, sending(box, clock)))
    assert turn is not None
    return turn


def test_a_turn_is_one_assessments_and_one_hosts(services: Services, box: Sandbox, clock: Time) -> None:
    entry = sending(box, clock)
    other = replace(entry, assessment="homework1")
    with taken(services, box, clock):
        assert try_lock(services.vault, lock_name(services, entry)) is None
        elsewhere = try_lock(services.vault, lock_name(services, other))
        assert elsewhere is not None
        elsewhere.close()
    free = try_lock(services.vault, lock_name(services, entry))
    assert free is not None
    free.close()


def test_it_waits_for_its_turn_and_says_so(services: Services, box: Sandbox, clock: Time) -> None:
    told: list[Told] = []
    turn = taken(services, box, clock)
    clock.meanwhile = lambda count: turn.close() if count == 3 else None
    entry = asyncio.run(sent(services, box, clock, received(services, box, CONTENT), told))
    assert (entry.version, clock.waits) == (1, [PAUSE] * 3)
    assert told[0] == {"phase": "waiting", "sent": 0, "size": len(CONTENT)}
    assert told[1]["phase"] == "sending"


@pytest.mark.parametrize("again", [False, True])
def test_the_same_file_on_its_way_elsewhere_is_asked_about(
    services: Services, box: Sandbox, clock: Time, again: bool
) -> None:
    upload = received(services, box, CONTENT)
    services.journal.begin(
        sending(box, clock, size=len(CONTENT), sha256=upload.spool.sha256(), left_at=clock.now)
    )
    turn = taken(services, box, clock)
    if not again:
        with asks("submission_under_way"):
            asyncio.run(sent(services, box, clock, upload))
        assert (posts(box), clock.waits) == (0, [])
        turn.close()
        return
    clock.meanwhile = lambda _: turn.close()
    assert asyncio.run(sent(services, box, clock, upload, again=True)).version == 1


def test_somebody_else_signing_in_before_its_turn_stops_it(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    turn = taken(services, box, clock)

    def meanwhile(_count: int) -> None:
        signed_in(companion_home, box, "student2@foo.bar", clock=clock)
        turn.close()

    clock.meanwhile = meanwhile
    with asks("not_signed_in"):
        asyncio.run(submitted(services, box, clock))
    assert (box.requests, services.journal.everything()) == ([], ([], 0)), (
        "their list is not asked for either"
    )


def test_who_has_signed_in_since_does_not_even_wait_for_a_turn(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    upload = received(services, box, CONTENT)
    signed_in(companion_home, box, "student2@foo.bar", clock=clock)
    with taken(services, box, clock), asks("not_signed_in"):
        asyncio.run(sent(services, box, clock, upload))
    assert clock.waits == []


def test_a_doubt_is_settled_by_one_host(services: Services, box: Sandbox, clock: Time) -> None:
    entry = steps.doubted(sending(box, clock, left_at=clock.now))
    busy = try_lock(services.vault, f"settling {entry.id}")
    assert busy is not None
    with busy:
        assert asyncio.run(reconcile_until_settled(services, entry, clock.wait, [0.0])) is None
    assert (clock.waits, box.requests) == ([], [])


@pytest.mark.parametrize("left_at", [None, 1_800_000_000.0])
def test_what_nobody_sends_any_more_is_shown_as_left_behind(
    services: Services, box: Sandbox, clock: Time, left_at: float | None
) -> None:
    entry = sending(box, clock, left_at=left_at)
    services.journal.begin(entry)
    with taken(services, box, clock):
        assert as_shown(services, entry) == entry
    shown = as_shown(services, entry)
    assert (shown.state, shown.ended_at) == (NOT_LANDED if left_at is None else PENDING, clock.now)
    assert kept(services) == entry, "nothing is written"
    done = steps.refused(entry, "handin_throttled", None, clock.now)
    services.journal.update(done)
    assert as_shown(services, entry) == done, "somebody else saw to it"
    assert as_shown(services, done) == done


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_locks_that_cannot_be_trusted_are_no_busy_turn(services: Services, box: Sandbox, clock: Time) -> None:
    entry = sending(box, clock)
    taken(services, box, clock).close()
    Path(services.home, "locks").chmod(0o777)
    with asks("storage_unsafe"):
        try_lock(services.vault, lock_name(services, entry))
    assert as_shown(services, entry) == entry
