"""Real hosts killed at any moment of a submission, each in a fresh home: the next one says what is known, at once."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.handing_in import commit, quiet, signed_in, until, upload, versions, where
from tests.host import HostProcess
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sandbox import Sandbox

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
SAMPLE, SOAK = 5, 200
PATIENCE = 30.0
"""Seconds after the next hello by which nothing may be said to be under way."""
LASTS = 0.35
"""Seconds that a submission takes here, with a margin: so long the dice choose from."""
TROUBLES: tuple[dict[str, Any], ...] = (
    {},
    {"delay": 0.1},
    {"process": True, "lose_answer": True},
    {"status": 504},
    {"process": True, "status": 502},
    {"cut_request_after": 200_000},
)
"""What the server does to the POST."""


def die(host: HostProcess, box: Sandbox, content: bytes, seconds: float) -> None:
    """Hand in, and kill the host that long after it was told to."""
    upload_id = upload(host, where(box), content)
    moment = time.monotonic() + seconds
    host.start("submit.commit", commit(upload_id, content), caller="page")
    until(lambda: time.monotonic() >= moment)
    host.kill()


def told_by_the_next(host: HostProcess, box: Sandbox, content: bytes) -> tuple[str, float]:
    """What it says of the submission, and how long after hello it said something that stays or is being looked up."""
    host.hello()
    began = time.monotonic()
    found: list[dict[str, Any]] = host.request("receipts.list")["receipts"]
    assert [shown for shown in found if shown["state"] == "sending"] == [], "not even at once"

    def settled() -> bool:
        found[:] = host.request("receipts.list")["receipts"]
        arrived = bool(versions(box))
        return all(shown["settled"] or (shown["state"] == "pending" and not arrived) for shown in found)

    until(settled, PATIENCE)
    took = time.monotonic() - began
    if not found:
        assert versions(box) == [], "nothing leaves that is not written down"
        return "nothing", took
    (receipt,) = found
    if versions(box):
        assert (receipt["state"], receipt["version"]) in {("landed", 1), ("appeared", 1)}
    else:
        assert receipt["state"] in {"pending", "not_landed"}
        assert receipt["state"] == "pending" or receipt["reason"] != "never_listed"
    return receipt["state"], took


def survive(homes: Path, runs: int, dice: random.Random) -> tuple[Counter[str], float]:
    """How `runs` submissions ended that were killed at random moments, and the longest time to say so."""
    ends, longest = Counter[str](), 0.0
    for number in range(runs):
        home, content = homes / f"home {number}", f"file {number} ".encode() + bytes(300_000)
        with start_sandbox(throttle=False) as box:
            signed_in(home, box)
            trouble = dice.choice(TROUBLES)
            if trouble:
                box.faults.add(method="POST", path="/submit$", **trouble)
            with HostProcess(home) as host:
                host.hello()
                die(host, box, content, dice.uniform(0.0, LASTS))
            until(lambda: quiet(box))
            box.faults.clear()
            with HostProcess(home) as host:
                end, took = told_by_the_next(host, box, content)
            posts = sum(record.path.endswith("/submit") for record in box.requests)
            assert posts <= 1
            assert len(versions(box)) <= 1
        ends[end] += 1
        longest = max(longest, took)
    return ends, longest


@pytest.mark.timeout(120)
def test_a_sample_of_killed_hosts(tmp_path: Path) -> None:
    ends, _ = survive(tmp_path, SAMPLE, random.Random(7))  # noqa: S311 - a repeatable walk
    assert ends.total() == SAMPLE


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_hundreds_of_killed_hosts(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    seed = random.randrange(10**6)  # noqa: S311 - told below, to repeat it
    ends, longest = survive(tmp_path, SOAK, random.Random(seed))  # noqa: S311 - as above
    told = ", ".join(f"{name} {count}" for name, count in sorted(ends.items()))
    record_property(
        "figures",
        f"{SOAK} hosts killed amid a submission (seed {seed}), still sending 30 s after the next hello 0, "
        f"sent twice 0; longest until told {longest:.1f} s; ends: {told}",
    )
