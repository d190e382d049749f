"""The engine: each job is answered exactly once, whatever becomes of it, and closing is bounded."""

from __future__ import annotations

import asyncio
import gc
import queue
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from native_host import engine as engine_module
from native_host.engine import Engine
from native_host.wire.errors import CompanionError
from tests.handing_in import until

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from native_host.engine import Job

PATIENCE = 30.0


class Told:
    """What the jobs' askers were told, in order."""

    def __init__(self) -> None:
        self._ends: queue.SimpleQueue[tuple[Any, Any, BaseException | None]] = queue.SimpleQueue()

    def of(self, name: object) -> Callable[[Any, BaseException | None], None]:
        return lambda result, error: self._ends.put((name, result, error))

    def next(self) -> tuple[Any, Any, BaseException | None]:
        return self._ends.get(timeout=PATIENCE)

    def nothing_more(self) -> bool:
        return self._ends.empty()


async def at_once() -> str:
    return "done"


async def for_ever() -> str:
    await asyncio.get_running_loop().create_future()
    raise AssertionError


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def engine(told: Told) -> Iterator[Engine]:
    running = Engine(at_once, told.of("warm"))
    yield running
    running.close()


def started(engine: Engine, told: Told, name: object, work: Callable[[], Coroutine[Any, Any, Any]]) -> Job:
    job = engine.job(work, told.of(name))
    engine.start(job)
    return job


def test_it_warms_up_by_itself_and_only_once(engine: Engine, told: Told) -> None:
    assert told.next() == ("warm", "done", None)
    started(engine, told, "a", at_once)
    assert told.next() == ("a", "done", None)
    engine.close()
    assert told.nothing_more()


def test_a_failure_is_told_as_it_was(engine: Engine, told: Told) -> None:
    async def fails() -> None:
        raise LookupError("no")

    started(engine, told, "a", fails)
    ends = {told.next() for _ in range(2)}
    ((result, error),) = [(result, error) for name, result, error in ends if name == "a"]
    assert result is None
    assert isinstance(error, LookupError)


def test_a_job_cancelled_before_its_first_step_ends_once_and_never_runs(told: Told) -> None:
    ran: list[bool] = []

    async def work() -> None:
        ran.append(True)

    engine = Engine(at_once, told.of("warm"))
    job = engine.job(work, told.of("a"))
    job.cancel()
    engine.start(job)
    ends = {name: error for name, _, error in (told.next(), told.next())}
    assert isinstance(ends["a"], asyncio.CancelledError)
    job.cancel()
    engine.close()
    assert (ran, told.nothing_more()) == ([], True)


def test_cancelling_at_any_moment_ends_a_job_exactly_once(engine: Engine, told: Told) -> None:
    """From another thread, while jobs start, run and end."""
    count = 300
    jobs = [engine.job(at_once if number % 2 else for_ever, told.of(number)) for number in range(count)]

    def cancel_all() -> None:
        for job in jobs:
            job.cancel()

    canceller = threading.Thread(target=cancel_all)
    for number, job in enumerate(jobs):
        engine.start(job)
        if number == count // 3:
            canceller.start()
    canceller.join()
    ends = [told.next()[0] for _ in range(count + 1)]
    assert sorted(name for name in ends if name != "warm") == list(range(count))
    engine.close()
    assert told.nothing_more()


def test_closing_ends_what_nobody_awaits_and_waits_for_what_must_be_finished(told: Told) -> None:
    entered, release = threading.Event(), threading.Event()

    async def finishes() -> str:
        entered.set()
        await asyncio.to_thread(release.wait, PATIENCE)
        return "sent"

    engine = Engine(for_ever, told.of("warm"))
    started(engine, told, "idle", for_ever)
    engine.start(engine.job(finishes, told.of("submission"), finishes=True))
    assert entered.wait(PATIENCE)
    closing = threading.Thread(target=engine.close)
    closing.start()
    ended = {told.next()[0], told.next()[0]}
    assert ended == {"idle", "warm"}, "what needs no end is cancelled first"
    assert closing.is_alive()
    release.set()
    assert told.next() == ("submission", "sent", None)
    closing.join(PATIENCE)
    assert not closing.is_alive()
    assert told.nothing_more()


def test_what_never_finishes_cannot_hold_the_host(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "FINISH_GRACE", 0.2)

    async def stubborn() -> None:
        for _ in range(2):
            try:
                await asyncio.get_running_loop().create_future()
            except asyncio.CancelledError:
                continue

    engine = Engine(at_once, told.of("warm"))
    assert told.next()[0] == "warm"
    engine.start(engine.job(for_ever, told.of("late"), finishes=True))
    started(engine, told, "stubborn", stubborn)
    began = time.monotonic()
    engine.close()
    assert time.monotonic() - began < 15
    ends = {name: error for name, _, error in (told.next(), told.next())}
    assert isinstance(ends["late"], asyncio.CancelledError), "cut off, and said so"


def test_closed_before_it_was_needed_it_ends_at_once(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "WARM_DELAY", 60.0)
    began = time.monotonic()
    Engine(at_once, told.of("warm")).close()
    assert time.monotonic() - began < engine_module.WARM_DELAY / 2


def test_work_asked_for_just_before_the_end_is_answered(told: Told) -> None:
    engine = Engine(at_once, told.of("warm"))
    for number in range(50):
        started(engine, told, number, for_ever)
    engine.close()
    assert sorted(str(told.next()[0]) for _ in range(51)) == sorted([*map(str, range(50)), "warm"])


def asked(engine: Engine, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
    """Until it has been told; as the dispatcher's does, the one who hears of the end knows the job."""
    ended: list[Job] = []
    job = engine.job(work, lambda _result, _error: ended.append(job))
    engine.start(job)
    until(lambda: bool(ended))


class Answer:
    """A server's, of megabytes."""


def test_what_a_job_gave_is_let_go_when_it_has_been_told(engine: Engine) -> None:
    """Without waiting for a collection of cycles: ten large answers in a row would otherwise be there at once."""
    kept: list[weakref.ref[Answer]] = []

    async def gives() -> Answer:
        kept.append(weakref.ref(answer := Answer()))
        return answer

    async def fails() -> None:
        kept.append(weakref.ref(answer := Answer()))
        try:
            raise ValueError(repr(answer))
        except ValueError as cause:
            problem = CompanionError("answer_unexpected")
            raise problem from cause

    gc.disable()
    try:
        for work in (gives, fails):
            asked(engine, work)
        asked(engine, at_once)
        assert [each() for each in kept] == [None, None]
    finally:
        gc.enable()
