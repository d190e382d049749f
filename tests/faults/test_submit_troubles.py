"""Submissions through random trouble, one after another: cut anywhere, refused, answered by anybody, by two hosts."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from native_host.pacing_memory import PacingMemory
from native_host.rpc.progress import Progress
from native_host.services import Services
from native_host.storage.submissions.entry import APPEARED, ARRIVED, LANDED, Entry
from native_host.submission.driver import Submitting
from native_host.submission.follow_up import resume_unsettled
from native_host.wire.errors import CompanionError
from tests.handing_in import COURSE, EMAIL, signed_in, versions
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sandbox import Sandbox

SAMPLE, SOAK, STUDENTS = 15, 100, 5
"""Files; of a long run, for each of some students, since each file is compared with all before it."""
SUBMIT = {"method": "POST", "path": "/submit$"}
LISTING = {"method": "GET", "path": "/submissions$"}
SIZE = 400_000

TROUBLES: tuple[Callable[[random.Random], list[dict[str, Any]]], ...] = (
    lambda dice: [{**SUBMIT, "cut_request_after": dice.randrange(SIZE + 2000)}],
    lambda dice: [{**SUBMIT, "cut_answer_after": dice.randrange(900)}],
    lambda _: [{**SUBMIT, "process": True, "lose_answer": True}],
    lambda dice: [{**SUBMIT, "process": dice.random() < 0.5, "status": dice.choice([500, 502, 504])}],
    lambda dice: [{**SUBMIT, "process": dice.random() < 0.5, "html": True}],
    lambda _: [{**SUBMIT, "status": 429, "body": '{"error": "Too Many Requests. Retry Later."}'}],
    lambda dice: [{**LISTING, "status": 503, "times": dice.randrange(1, 9)}],
    lambda _: [{**SUBMIT, "process": True, "status": 504}, {**LISTING, "status": 500, "times": 40}],
    lambda _: [],
)


class Time:
    """Our clock and the server's, which waiting moves."""

    def __init__(self, box: Sandbox) -> None:
        self.now = time.time()
        self._box = box

    def __call__(self) -> float:
        return self.now

    async def wait(self, seconds: float) -> None:
        self.now += seconds
        self._box.clock.advance(seconds)
        await asyncio.sleep(0)


async def hand_in(services: Services, box: Sandbox, clock: Time, content: bytes) -> Entry:
    upload = services.uploads.begin((box.base, EMAIL, COURSE, "homework2"), "handin.c", len(content))
    upload.spool.write(content)
    progress = Progress(lambda _method, _params: None, "submit.progress", {}, clock)
    try:
        return await Submitting(
            services, upload, "Homework 2", progress, again=False, waiter=clock.wait
        ).run()
    finally:
        services.uploads.abandon(upload.id)


async def quick(_seconds: float) -> None:
    """In place of the pause between attempts."""


async def survive(home: Path, box: Sandbox, runs: int, seed: int) -> Counter[str]:
    """Hand in `runs` files, each in its own trouble and maybe by two hosts at once; how they ended."""
    dice, clock, ends = random.Random(seed), Time(box), Counter[str]()  # noqa: S311 - a repeatable walk
    hosts = [signed_in(home, box, clock=clock), Services(str(home), clock)]
    for number in range(runs):
        for fault in dice.choice(TROUBLES)(dice):
            box.faults.add(**fault)
        content = f"file {number} ".encode() + bytes(dice.randrange(SIZE))
        for host in hosts:
            host.client(box.base)._pause = quick
        askers = hosts if dice.random() < 0.3 else [dice.choice(hosts)]
        tries = (hand_in(host, box, clock, content) for host in askers)
        for end in await asyncio.gather(*tries, return_exceptions=True):
            if isinstance(end, BaseException) and not isinstance(end, CompanionError):
                raise end
            ends[end.name if isinstance(end, CompanionError) else end.state] += 1
        box.faults.clear()
        clock.now += 90
        await resume_unsettled(hosts[0], lambda _method, _params: None, clock.wait)
        check(hosts[0], box, number)
        for host in hosts:  # a 429 slows a host for a day: begin afresh
            await host.close()
            PacingMemory(host.vault, box.base).forget()
    for host in hosts:
        host.journal.close()
        host.cache.close()
    return ends


def check(services: Services, box: Sandbox, number: int) -> None:
    """Nothing is open, nothing is there twice, and what is said to have arrived has, as the version that is said."""
    entries, unreadable = services.journal.everything()
    assert not unreadable
    assert not [entry for entry in entries if entry.open]
    there = {row.sha256: row.version for row in versions(box)}
    assert len(there) == len(versions(box)), f"twice after {number}"
    for entry in entries:
        if entry.state in ARRIVED:
            assert entry.sha256 in there
        if entry.state in {LANDED, APPEARED}:
            assert there[entry.sha256] == entry.version
    known = {entry.sha256 for entry in entries if entry.state in ARRIVED or entry.candidates}
    assert set(there) <= known, "what the server has, a receipt says"


@pytest.mark.timeout(120)
def test_a_sample_of_troubles(companion_home: Path) -> None:
    with start_sandbox(throttle=False) as box:
        asyncio.run(survive(companion_home, box, SAMPLE, seed=4))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_hundreds_of_troubles(companion_home: Path, record_property: Callable[[str, object], None]) -> None:
    seed = random.randrange(10**6)  # noqa: S311 - told below, to repeat it
    ends, posts = Counter[str](), 0
    for number in range(STUDENTS):
        with start_sandbox(throttle=False) as box:
            ends += asyncio.run(survive(companion_home / str(number), box, SOAK, seed + number))
            sent = (record.path for record in box.requests if record.method == "POST")
            posts += sum(path.endswith("/submit") for path in sent)
    told = ", ".join(f"{name} {count}" for name, count in sorted(ends.items()))
    record_property(
        "figures",
        f"{STUDENTS * SOAK} files in trouble (seeds from {seed}), {posts} POSTs, duplicates 0, lost 0, unsettled 0; "
        f"ends: {told}",
    )
