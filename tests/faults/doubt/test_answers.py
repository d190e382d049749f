"""What a server, or anybody before it, may answer to the POST, and what the list then shows."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from native_host.storage.submissions.entry import (
    ACCEPTED_UNGRADED,
    APPEARED,
    NOT_LANDED,
    NOT_STORED,
    PENDING,
    REFUSED,
    Entry,
)
from native_host.submission.listing import HORIZON
from native_host.submission.reconciler import FIRST_PAUSES
from native_host.wire.errors import CompanionError
from tests.faults.doubt.scene import SUBMIT, asks, by_hand, kept, posts, settled, submitted
from tests.handing_in import COURSE, versions

if TYPE_CHECKING:
    from native_host.services import Services
    from tests.faults.doubt.scene import Time
    from tests.sandbox import Sandbox
PAGE = {"body": "<html>bad gateway</html>", "headers": {"Content-Type": "text/html"}}
GATEWAYS: list[dict[str, Any]] = [{"status": 502, **PAGE}, {"status": 503}, {"status": 504}, {"status": 522}]
ANSWERS: list[dict[str, Any]] = [
    {"status": 500},
    {"html": True},
    {"status": 200, "body": "{}"},
    {"status": 200, "body": '{"version":"one"}'},
    {"status": 500, "body": '{"error":"something nobody documented"}'},
    {"status": 403, "body": "<html>blocked by policy</html>"},
    {"status": 429, "body": "<html>too fast</html>"},
    {"redirect": "https://elsewhere.example/"},
    {"status": 204},
]


@pytest.mark.parametrize("wrong", [*GATEWAYS, *ANSWERS, {"lose_answer": True}], ids=str)
def test_what_the_list_shows_is_said_as_what_it_is(
    services: Services, box: Sandbox, clock: Time, wrong: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, process=True, **wrong)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version, entry.open, entry.reason) == (APPEARED, 1, False, "listed")
    assert entry.created_at == versions(box)[0].created_at.timestamp()
    assert len(versions(box)) == posts(box) == 1
    with asks("probably_submitted"):
        asyncio.run(submitted(services, box, clock))
    assert posts(box) == 1


@pytest.mark.parametrize("wrong", GATEWAYS, ids=str)
def test_without_an_answer_it_is_not_listed_yet_for_as_long_as_it_can_arrive(
    services: Services, box: Sandbox, clock: Time, wrong: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, **wrong)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.open, entry.reason) == (PENDING, True, "answer_lost")
    assert sum(clock.waits) == sum(FIRST_PAUSES)
    with asks("not_listed_yet"):
        asyncio.run(submitted(services, box, clock))
    looks = sum(record.path.endswith("/submissions") for record in box.requests)
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "not_landed")]
    assert sum(clock.waits) > HORIZON
    assert sum(record.path.endswith("/submissions") for record in box.requests) - looks <= 10
    assert posts(box) == 1


@pytest.mark.parametrize("wrong", [w for w in ANSWERS if w != {"status": 500}], ids=str)
def test_an_answer_that_lands_nothing_is_decided_by_one_look(
    services: Services, box: Sandbox, clock: Time, wrong: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, **wrong)
    submission = asyncio.run(submitted(services, box, clock))
    assert submission.state == (REFUSED if wrong.get("status", 200) in {403, 429} else NOT_LANDED)
    assert (submission.open, clock.waits, versions(box), posts(box)) == (False, [], [], 1)
    by_hand(box)
    assert asyncio.run(settled(services, box, clock)) == []
    assert kept(services) == submission, "what appears afterwards is not ours"


def test_the_words_of_a_gateway_are_kept_with_the_doubt(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=503, body=json.dumps({"error": "down for maintenance"}))
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, entry.server_said) == (PENDING, "answer_lost", "down for maintenance")


UNGRADED = "Submission accepted, but autograding failed: no autograder"


@pytest.mark.parametrize("listed", [True, False])
def test_a_file_that_was_taken_but_not_graded_is_looked_for_on_the_list(
    services: Services, box: Sandbox, clock: Time, listed: bool
) -> None:
    box.faults.add(**SUBMIT, process=True, status=500, body=json.dumps({"error": UNGRADED}))
    box.faults.add(method="GET", path="/submissions$")  # the baseline
    if not listed:
        box.faults.add(method="GET", path="/submissions$", status=503, times=100)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.answered, entry.server_said) == (ACCEPTED_UNGRADED, 500, UNGRADED)
    assert (entry.version, entry.open, clock.waits) == (1 if listed else None, not listed, [])
    box.faults.clear()
    assert asyncio.run(settled(services, box, clock)) == (
        [] if listed else [("receipt.changed", "accepted_ungraded")]
    )
    assert (kept(services).version, kept(services).reason) == (1, "listed")


def test_the_list_read_right_after_the_answer_needs_no_clock(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """The application's clock jumps while it works."""
    box.faults.add(**SUBMIT, process=True, status=500, delay=0.3)

    async def scene() -> Entry:
        handing_in = asyncio.create_task(submitted(services, box, clock))
        while not posts(box):
            assert not handing_in.done()
            await asyncio.sleep(0)
        box.clock.advance(3600)
        return await handing_in

    assert asyncio.run(scene()).state == APPEARED


def test_a_row_without_a_file_is_told_as_that(services: Services, box: Sandbox, clock: Time) -> None:
    """AssessmentHandinCore#saveHandin creates the row, then stores the file."""
    box.state.assessment(COURSE, "homework2").storage_trouble = "No space left on device @ dir_s_mkdir"
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version, entry.server_filename, entry.open) == (NOT_STORED, 1, None, False)
    assert entry.server_said
    assert "No space left on device" in entry.server_said
    assert (clock.waits, posts(box)) == ([], 1)
    with asks("file_not_stored"):
        asyncio.run(submitted(services, box, clock))
    box.state.assessment(COURSE, "homework2").storage_trouble = None
    assert asyncio.run(submitted(services, box, clock, again=True)).version == 2


def test_the_servers_own_throttle_was_a_refusal(services: Services, box: Sandbox, clock: Time) -> None:
    box.faults.storm(times=1, path="/submit$")
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, posts(box)) == (REFUSED, "handin_throttled", 1)
    assert versions(box) == []


def test_a_server_that_is_down_is_said_before_anything_is_written(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(times=1000, status=503)
    with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "server_failed"):
        asyncio.run(submitted(services, box, clock))
    assert services.journal.everything() == ([], 0)
    assert posts(box) == 0
