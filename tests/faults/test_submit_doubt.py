"""Doubtful submissions: wherever the connection breaks, the file arrives at most once and we find out if it did."""

from __future__ import annotations

import asyncio
import resource
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from native_host.ledger.entry import LANDED, NOT_LANDED, REFUSED, SENDING, UNKNOWN, Entry
from native_host.submission.driver import Submitting
from native_host.submission.progress import Progress
from native_host.submission.settle import settle_unsettled
from native_host.submission.uploads import Upload, uploads_of
from native_host.submission.verdict import GRACE, SKEW
from native_host.wire.errors import CompanionError
from tests.handing_in import COURSE, EMAIL, signed_in, versions
from tests.sandbox import start_sandbox
from tests.sandbox.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from native_host.services import Services
    from tests.sandbox import Sandbox

CONTENT = b"int main(void) { return 0; }\n" * 20_000
SUBMIT = {"method": "POST", "path": "/submit$"}


class Time:
    """A clock that waiting moves; `meanwhile` is what happens in the world at each wait."""

    def __init__(self) -> None:
        self.now = time.time()
        self.waits: list[float] = []
        self.meanwhile: Callable[[int], None] = lambda _: None

    def __call__(self) -> float:
        return self.now

    async def wait(self, seconds: float) -> None:
        self.now += seconds
        self.waits.append(seconds)
        await asyncio.to_thread(self.meanwhile, len(self.waits))


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as made:
        yield made


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def services(companion_home: Path, box: Sandbox, clock: Time) -> Iterator[Services]:
    made = signed_in(companion_home, box, clock=clock)
    yield made
    made.journal.close()
    made.ledger.close()
    uploads_of(made).close()


def received(services: Services, box: Sandbox, content: bytes) -> Upload:
    upload = uploads_of(services).begin((box.base, EMAIL, COURSE, "homework2"), "handin.c", len(content))
    upload.spool.write(content)
    return upload


async def submitted(services: Services, box: Sandbox, clock: Time, *, again: bool = False) -> Entry:
    return await sent(services, box, clock, received(services, box, CONTENT), again=again)


async def sent(
    services: Services, box: Sandbox, clock: Time, upload: Upload, *, again: bool = False
) -> Entry:
    try:
        progress = Progress(lambda _method, _params: None, "submit.progress", {}, clock)
        return await Submitting(
            services, upload, "Homework 2", progress, again=again, waiter=clock.wait
        ).run()
    finally:
        uploads_of(services).abandon(upload.id)
        await services.client(box.base).close()


async def settled(services: Services, box: Sandbox, clock: Time) -> list[Any]:
    """What a host's next start tells."""
    told: list[Any] = []
    await settle_unsettled(
        services, lambda method, params: told.append((method, params["receipt"]["state"])), clock.wait
    )
    await services.client(box.base).close()
    return told


def posts(box: Sandbox) -> int:
    return sum(record.method == "POST" and record.path.endswith("/submit") for record in box.requests)


def by_hand(box: Sandbox, content: bytes = b"from the web page") -> None:
    """Somebody hands in on another machine, or a slow server finishes."""
    token = box.issue("student1@foo.bar").token
    Visitor(box.base, token).upload(f"/api/v1/courses/{COURSE}/assessments/homework2/submit", content)


REGIONS = [0, 1, 150, 5_000, len(CONTENT) // 2, len(CONTENT) - 1, len(CONTENT), len(CONTENT) + 100, 10**9]


@pytest.mark.parametrize("cut", REGIONS)
def test_a_connection_cut_anywhere_in_the_upload(
    services: Services, box: Sandbox, clock: Time, cut: int
) -> None:
    box.faults.add(**SUBMIT, cut_request_after=cut)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.open) == (NOT_LANDED, False)
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
    assert (entry.state, entry.version, entry.server_filename) == (LANDED, 1, "1_handin.c")
    assert len(versions(box)) == posts(box) == 1


WRONG_ANSWERS: list[dict[str, Any]] = [
    {"lose_answer": True},
    {"status": 500},
    {"status": 502, "body": "<html>bad gateway</html>", "headers": {"Content-Type": "text/html"}},
    {"status": 504},
    {"html": True},
    {"status": 200, "body": "{}"},
    {"status": 200, "body": '{"version":"one"}'},
    {"status": 500, "body": '{"error":"something nobody documented"}'},
    {"redirect": "https://elsewhere.example/"},
    {"status": 204},
]


@pytest.mark.parametrize("wrong", WRONG_ANSWERS)
def test_an_answer_that_says_nothing_is_settled_by_the_list(
    services: Services, box: Sandbox, clock: Time, wrong: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, process=True, **wrong)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version, entry.open) == (LANDED, 1, False)
    assert len(versions(box)) == posts(box) == 1


@pytest.mark.parametrize("wrong", [w for w in WRONG_ANSWERS if "lose_answer" not in w])
def test_the_same_answers_without_a_submission_end_as_not_landed(
    services: Services, box: Sandbox, clock: Time, wrong: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, **wrong)
    entry = asyncio.run(submitted(services, box, clock))
    assert entry.state in {NOT_LANDED, UNKNOWN}
    assert versions(box) == []
    assert posts(box) == 1
    if entry.state == NOT_LANDED and clock.waits:
        assert sum(clock.waits) >= GRACE, "a slow server gets its time before we say so"


@pytest.mark.parametrize("late", [1, 3, 8])
def test_a_slow_server_that_finishes_later_is_waited_for(
    services: Services, box: Sandbox, clock: Time, late: int
) -> None:
    box.faults.add(**SUBMIT, status=504)
    clock.meanwhile = lambda count: by_hand(box, CONTENT) if count == late else None
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version) == (LANDED, 1)


def test_two_candidates_are_left_to_the_student(services: Services, box: Sandbox, clock: Time) -> None:
    box.faults.add(**SUBMIT, process=True, status=504)
    box.faults.add(method="GET", path="/submissions$", times=1, status=200, body="[]")  # the baseline
    box.faults.add(method="GET", path="/submissions$", times=1, status=200, body="[]")  # the first look
    clock.meanwhile = lambda count: by_hand(box) if count == 1 else None
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, entry.candidates) == (UNKNOWN, "several_candidates", (1, 2))
    with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "outcome_unknown"):
        asyncio.run(submitted(services, box, clock))
    assert asyncio.run(submitted(services, box, clock, again=True)).version == 3


def test_a_server_that_stays_away_leaves_it_open_for_the_next_start(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, process=True, lose_answer=True)
    down = box.faults.add(method="GET", path="/submissions$", times=1000, status=503)
    down.hits = 1000

    def goes_down(_count: int) -> None:
        down.hits = 0

    box.faults.add(method="GET", path="/submissions$", times=1, status=200, body="[]")
    box.faults.add(method="GET", path="/submissions$", times=1, status=200, body="[]")
    clock.meanwhile = goes_down
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.open, entry.reason) == (UNKNOWN, True, "server_failed")
    with pytest.RaisesExc(CompanionError):
        asyncio.run(submitted(services, box, clock))
    assert posts(box) == 1
    box.faults.clear()
    clock.meanwhile = lambda _: None
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "landed")]
    assert asyncio.run(settled(services, box, clock)) == []
    assert len(versions(box)) == 1


def test_a_server_that_is_down_is_said_before_anything_is_written(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(times=1000, status=503)
    with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "server_failed"):
        asyncio.run(submitted(services, box, clock))
    assert services.journal.everything() == ([], 0)
    assert posts(box) == 0


def test_a_throttled_submission_was_refused_not_lost(services: Services, box: Sandbox, clock: Time) -> None:
    box.faults.storm(times=1, path="/submit$")
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, posts(box)) == (REFUSED, "handin_throttled", 1)
    assert versions(box) == []


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
    assert (entry.state, entry.open) == (SENDING, True)
    assert entry.ended_at is not None
    clock.meanwhile = lambda count: by_hand(box) if count == 2 else None
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "landed")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of file sizes")
def test_a_disk_that_fills_up_after_the_post_hides_nothing(
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
    assert (entry.state, entry.version) == (LANDED, 1)
    assert [kept.state for kept in services.journal.unsettled()] == [SENDING]
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "landed")]
    assert len(versions(box)) == posts(box) == 1


def test_another_account_signing_in_meanwhile_stops_it(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    upload = received(services, box, CONTENT)
    progress = Progress(lambda _method, _params: None, "submit.progress", {}, clock)
    submitting = Submitting(services, upload, "Homework 2", progress, again=False, waiter=clock.wait)
    signed_in(companion_home, box, "student2@foo.bar", clock=clock)

    async def run() -> None:
        with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "not_signed_in"):
            await submitting.run()
        await services.client(box.base).close()

    asyncio.run(run())
    assert posts(box) == 0
    assert services.journal.everything() == ([], 0)


def test_somebody_elses_session_settles_nothing(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    box.faults.add(**SUBMIT, process=True, lose_answer=True)
    box.faults.add(method="GET", path="/submissions$", times=1, status=200, body="[]")
    box.faults.add(method="GET", path="/submissions$", times=40, status=503)
    assert asyncio.run(submitted(services, box, clock)).open
    box.faults.clear()
    other = signed_in(companion_home, box, "student2@foo.bar", clock=clock)
    asyncio.run(settled(other, box, clock))
    ((entry,), _) = other.journal.everything()
    assert (entry.state, entry.open, entry.reason) == (UNKNOWN, True, "not_signed_in")
    other.journal.close()
    signed_in(companion_home, box, clock=clock)
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "landed")]


def test_a_later_submission_from_elsewhere_is_not_taken_for_ours(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=504)
    box.faults.add(method="GET", path="/submissions$", times=1, status=200, body="[]")
    box.faults.add(method="GET", path="/submissions$", times=40, status=503)
    assert asyncio.run(submitted(services, box, clock)).open
    box.faults.clear()
    clock.now += GRACE + SKEW + 3600
    box.clock.advance(GRACE + SKEW + 3600)
    by_hand(box)
    asyncio.run(settled(services, box, clock))
    ((entry,), _) = services.journal.everything()
    assert (entry.state, entry.reason, entry.candidates) == (UNKNOWN, "later_version", (1,))
