"""What a list writes down: on which entries, with which moments, and whose it has to be."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.entry import APPEARED, PENDING
from native_host.submission import steps
from native_host.submission.listing import Listing
from native_host.submission.reconciler import (
    amend,
    apply_listing,
    reconcile_all,
    reconcile_until_settled,
    record,
    record_orphans,
    record_presence,
    require_account,
)
from native_host.submission.target import listed
from native_host.wire.errors import CompanionError
from tests.faults.doubt.scene import by_hand, doubtful, kept, sending
from tests.handing_in import signed_in

if TYPE_CHECKING:
    from native_host.services import Services
    from native_host.storage.submissions.entry import Entry
    from tests.faults.doubt.scene import Time
    from tests.sandbox import Sandbox


async def once(services: Services, box: Sandbox, clock: Time, entry: Entry) -> Entry | None:
    """One list, at once."""
    try:
        return await reconcile_until_settled(services, entry, clock.wait, [0.0])
    finally:
        await services.client(box.base).close()


async def read(services: Services, box: Sandbox, entry: Entry) -> Listing:
    try:
        return await listed(services, entry)
    finally:
        await services.client(box.base).close()


def test_a_trouble_that_no_waiting_ends_is_told_at_once(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    entry = doubtful(box, clock)
    services.journal.begin(entry)
    other = signed_in(companion_home, box, "student2@foo.bar", clock=clock)
    told = asyncio.run(reconcile_until_settled(other, entry, clock.wait, [0.0, 1.0, 2.0]))
    assert told == kept(other) == replace(entry, reason="not_signed_in")
    assert clock.waits == []


def test_the_list_of_another_account_is_refused_with_its_server(
    services: Services, box: Sandbox, clock: Time
) -> None:
    require_account(services, sending(box, clock))
    with pytest.raises(CompanionError) as caught:
        require_account(services, sending(box, clock, account="student2@foo.bar"))
    assert (caught.value.name, caught.value.data["server"]) == ("not_signed_in", box.base)


def test_what_another_host_has_found_out_stays_known(services: Services, box: Sandbox, clock: Time) -> None:
    entry = doubtful(box, clock)
    assert entry.listed_at is not None
    services.journal.begin(replace(entry, over_at=entry.listed_at - 7))
    after = asyncio.run(once(services, box, clock, entry))
    assert after == kept(services) == replace(entry, over_at=entry.listed_at - 7)


def test_the_first_list_tells_by_when_a_killed_hosts_attempt_was_over(
    services: Services, box: Sandbox, clock: Time
) -> None:
    entry = doubtful(box, clock)
    services.journal.begin(entry)
    clock.pass_by(60)
    asyncio.run(once(services, box, clock, entry))
    over_at = kept(services).over_at
    assert over_at is not None
    assert 55 < over_at - (entry.listed_at or 0.0) < 90
    clock.pass_by(60)
    asyncio.run(once(services, box, clock, kept(services)))
    assert kept(services).over_at == over_at


def test_what_was_being_sent_ended_by_the_time_somebody_looked(
    services: Services, box: Sandbox, clock: Time
) -> None:
    entry = sending(box, clock, left_at=clock.now)
    services.journal.begin(entry)
    clock.pass_by(60)
    looked = apply_listing(services, entry, Listing(()))
    assert (looked.state, looked.ended_at, kept(services)) == (PENDING, clock.now, looked)
    services.journal.begin(replace(entry, id="l" * 32))
    (orphan,) = record_orphans(services, entry.target)
    assert (orphan.id, orphan.state, orphan.ended_at) == ("l" * 32, PENDING, clock.now)


def test_a_receipt_that_stands_keeps_no_later_doubt_from_being_settled(
    services: Services, box: Sandbox, clock: Time
) -> None:
    early = sending(box, clock, id="e" * 32, sent_at=clock.now - 900)
    services.journal.begin(steps.refused(early, "handin_closed", None, clock.now - 899))
    doubt = doubtful(box, clock)
    services.journal.begin(doubt)
    by_hand(box)
    (changed,) = reconcile_all(services, doubt.target, asyncio.run(read(services, box, doubt)))
    assert (changed.id, changed.state) == (doubt.id, APPEARED)


def test_a_list_without_a_date_is_of_now_by_the_servers_clock(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.clock.advance(5000)
    entry = steps.landed(sending(box, clock), 7, "7_handin.c", clock.now)
    services.journal.begin(entry)
    listing = asyncio.run(read(services, box, entry))
    assert listing.at is not None
    (gone,) = record_presence(services, entry.target, replace(listing, at=None))
    assert gone.gone_at == pytest.approx(listing.at, abs=5)


def test_what_cannot_be_written_down_is_no_failure(services: Services, box: Sandbox, clock: Time) -> None:
    entry = doubtful(box, clock)
    services.journal.begin(entry)
    services.vault.lock_now()
    for key in Path(services.home).rglob("key*"):
        key.unlink()
    record(services, entry)
    amend(services, entry)
    with pytest.raises(CompanionError):
        services.journal.update(entry)
