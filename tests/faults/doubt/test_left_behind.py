"""What a killed host left in the journal is settled by the next one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.entry import NOT_LANDED
from native_host.submission.listing import HORIZON
from tests.faults.doubt.scene import CONTENT, by_hand, kept, received, sending, sent, settled
from tests.handing_in import signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from native_host.services import Services
    from tests.faults.doubt.scene import Time
    from tests.sandbox import Sandbox


def test_all_that_a_killed_host_left_of_one_assessment_is_seen_to_the_end(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """Whoever looks for the first one has the turn while the others are taken up."""
    for number in range(3):
        known = {"listed_at": box.clock.time(), "left_at": clock.now}
        services.journal.begin(sending(box, clock, id=f"{number}" * 32, sha256=f"{number}" * 64, **known))
    asyncio.run(settled(services, box, clock))
    assert {entry.state for entry in services.journal.everything()[0]} == {NOT_LANDED}


def test_what_never_left_needs_no_list(companion_home: Path, box: Sandbox, clock: Time) -> None:
    """Nor does it keep anybody from handing in who may not list."""
    scopes = ("user_info", "user_courses", "user_submit")
    services = signed_in(companion_home, box, scopes=scopes, clock=clock)
    upload = received(services, box, CONTENT)
    services.journal.begin(
        sending(box, clock, size=len(CONTENT), sha256=upload.spool.sha256(), baseline=None)
    )
    assert asyncio.run(sent(services, box, clock, upload)).version == 1
    services.journal.close()
    services.cache.close()


@pytest.mark.parametrize("wrong_by", [86_400.0, -86_400.0, 31_536_000.0])
def test_what_a_killed_host_left_is_settled_whatever_the_clock_was_then(
    services: Services, box: Sandbox, clock: Time, wrong_by: float
) -> None:
    upload = received(services, box, CONTENT)
    clock.now += wrong_by
    killed = sending(
        box,
        clock,
        size=len(CONTENT),
        sha256=upload.spool.sha256(),
        listed_at=float(int(box.clock.time())),
        left_at=clock.now,
    )
    services.journal.begin(killed)
    clock.now -= wrong_by
    by_hand(box, CONTENT)
    assert asyncio.run(settled(services, box, clock)) == [
        ("receipt.changed", "pending"),
        ("receipt.changed", "appeared"),
    ]
    assert clock.waits == []
    services.journal.begin(replace(killed, id="l" * 32, sha256="0" * 64, baseline=1))
    asyncio.run(settled(services, box, clock))
    told = services.journal.get("l" * 32)
    assert told
    assert (told.state, told.open) == (NOT_LANDED, False)
    assert HORIZON < sum(clock.waits) < 2 * HORIZON


def test_what_a_killed_host_had_not_sent_whole_needs_no_server(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(times=1000, status=503)
    services.journal.begin(sending(box, clock))
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "not_landed")]
    assert (kept(services).reason, clock.waits, box.requests) == ("interrupted", [], [])
