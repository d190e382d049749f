"""Connections that break, hosts that are told to stop, disks that fill up: at any byte of a submission."""

from __future__ import annotations

import asyncio
import resource
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.entry import APPEARED, LANDED, NOT_LANDED, PENDING, SENDING
from native_host.submission.listing import HORIZON
from native_host.submission.reconciler import FIRST_PAUSES
from native_host.wire.errors import CompanionError
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
    settled,
    submitted,
)
from tests.handing_in import versions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from native_host.services import Services
    from tests.faults.doubt.scene import Time
    from tests.sandbox import Sandbox

REGIONS = [0, 1, 150, 5_000, len(CONTENT) // 2, len(CONTENT) - 1, len(CONTENT), len(CONTENT) + 100, 10**9]


@pytest.mark.parametrize("cut", REGIONS)
def test_a_connection_cut_anywhere_in_the_upload(
    services: Services, box: Sandbox, clock: Time, cut: int
) -> None:
    box.faults.add(**SUBMIT, cut_request_after=cut)
    entry = asyncio.run(submitted(services, box, clock))
    if entry.left_at is None:
        assert (entry.state, entry.open, clock.waits) == (NOT_LANDED, False, [])
    else:  # the system has taken it all, and nobody knows how much the server has
        assert (entry.state, entry.open, tuple(clock.waits)) == (PENDING, True, FIRST_PAUSES)
        with asks("not_listed_yet"):
            asyncio.run(submitted(services, box, clock))
        assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "not_landed")]
        assert sum(clock.waits) > HORIZON
    assert versions(box) == []
    assert posts(box) == 1
    assert asyncio.run(submitted(services, box, clock)).version == 1, (
        "what did not land can be handed in again"
    )


ANSWER = [0, 1, 9, 17, 60, 120, 200, 240, 10**6]


@pytest.mark.parametrize("cut", ANSWER)
def test_a_connection_cut_anywhere_in_the_answer(
    services: Services, box: Sandbox, clock: Time, cut: int
) -> None:
    box.faults.add(**SUBMIT, cut_answer_after=cut)
    entry = asyncio.run(submitted(services, box, clock))
    assert entry.state == (LANDED if cut > 1000 else APPEARED)
    assert (entry.version, entry.server_filename) == (1, "1_handin.c")
    assert entry.created_at == versions(box)[0].created_at.timestamp()
    assert len(versions(box)) == posts(box) == 1


def test_a_cancelled_submission_that_arrived_all_the_same_is_found(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, delay=0.5, status=504)

    async def cancelled() -> None:
        left_whole = asyncio.Event()
        upload = received(services, box, CONTENT)
        parts = upload.spool.parts

        async def watched() -> AsyncIterator[bytes]:
            async for chunk in parts():
                yield chunk
            left_whole.set()

        upload.spool.parts = watched  # type: ignore[method-assign]  # an instrument: the moment to cancel at
        running = asyncio.create_task(sent(services, box, clock, upload))
        await left_whole.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(cancelled())
    ((entry,), _) = services.journal.everything()
    assert (entry.state, entry.open) == (PENDING, True)
    assert entry.ended_at is not None
    clock.meanwhile = lambda count: by_hand(box) if count == 2 else None
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "appeared")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of file sizes")
def test_a_disk_that_fills_up_meanwhile_keeps_back_what_could_not_be_remembered(
    services: Services, box: Sandbox, clock: Time
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    upload = received(services, box, CONTENT)
    parts = upload.spool.parts

    async def filling_up() -> AsyncIterator[bytes]:
        async for chunk in parts():
            yield chunk
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))

    upload.spool.parts = filling_up  # type: ignore[method-assign]  # an instrument: the moment to fill the disk
    try:
        entry = asyncio.run(sent(services, box, clock, upload))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert (entry.state, entry.reason) == (NOT_LANDED, "storage_failed")
    assert (versions(box), kept(services).state) == ([], SENDING)
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "not_landed")]
    assert asyncio.run(submitted(services, box, clock)).version == 1


def test_what_keeps_the_post_from_beginning_is_why_it_did_not_leave(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=429, headers={"Retry-After": "3000"})
    asyncio.run(submitted(services, box, clock))

    async def scene() -> None:
        submitting = on_its_way(services, box, clock, received(services, box, CONTENT))
        entry = await submitting.run()
        await services.client(box.base).close()
        assert submitting.trouble is not None
        assert (entry.state, entry.reason, submitting.trouble.name) == (NOT_LANDED, *("throttled",) * 2)
        assert (entry.left_at, entry.settled_at, entry.open) == (None, clock.now, False)

    asyncio.run(scene())
    assert posts(box) == 1


def test_a_submission_that_is_cancelled_before_its_end_left_did_not_land(
    services: Services, box: Sandbox, clock: Time
) -> None:
    upload = received(services, box, CONTENT)
    parts = upload.spool.parts

    async def scene() -> None:
        begun = asyncio.Event()

        async def slow() -> AsyncIterator[bytes]:
            async for chunk in parts():
                yield chunk
                begun.set()
                await asyncio.Event().wait()

        upload.spool.parts = slow  # type: ignore[method-assign]  # an instrument: the moment to cancel at
        running = asyncio.create_task(sent(services, box, clock, upload))
        await begun.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(scene())
    entry = kept(services)
    assert (entry.state, entry.reason, entry.left_at) == (NOT_LANDED, "cancelled", None)
    assert versions(box) == []


def test_what_ends_the_file_itself_is_why_it_did_not_leave(
    services: Services, box: Sandbox, clock: Time
) -> None:
    upload = received(services, box, CONTENT)

    async def damaged() -> AsyncIterator[bytes]:
        yield CONTENT[:1000]
        raise CompanionError("checksum_mismatch")

    upload.spool.parts = damaged  # type: ignore[method-assign]  # an instrument: bytes that changed on the disk

    async def scene() -> None:
        submitting = on_its_way(services, box, clock, upload)
        entry = await submitting.run()
        await services.client(box.base).close()
        assert submitting.trouble is not None
        assert (entry.state, entry.reason) == (NOT_LANDED, submitting.trouble.name)
        assert entry.reason == "checksum_mismatch"

    asyncio.run(scene())
    assert versions(box) == []
