"""A browser that stops reading: the host's memory stays bounded, each request is answered once, and loss is said."""

from __future__ import annotations

import json
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.handing_in import signed_in, until
from tests.host import HELLO, HostProcess
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sandbox import Sandbox

MIB = 1024 * 1024
IDLE = 100
"""Looks in a row, each 5 ms after the other, at which no processor time has been used: answers take seconds of it."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory from /proc")


class Unread(HostProcess):
    """Its frames are read only from `read()` on."""

    def __init__(self, home: Path) -> None:
        self._reading = threading.Event()
        self._used: list[list[str]] = []
        super().__init__(home)

    def read(self) -> None:
        self._reading.set()

    def close(self, timeout: float = 30.0) -> int:
        self.read()
        return super().close(timeout)

    def _read_frames(self) -> None:
        self._reading.wait()
        super()._read_frames()

    def is_idle(self) -> bool:
        """Whether it has used no processor time for some looks: all has been answered, nobody has read it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        self._used.append(fields[11:13])
        return len(self._used) > IDLE and all(used == fields[11:13] for used in self._used[-IDLE:])

    def resident(self) -> float:
        """MiB of memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as made:
        yield made


def assessments(size: int) -> str:
    """An answer of about so many bytes."""
    at = "2026-12-13T12:02:15.587-05:00"
    one = {"start_at": at, "due_at": at, "end_at": at, "category_name": "Homework"}
    count = size // 410
    return json.dumps([{**one, "name": f"c{n:06}", "display_name": "x" * 200} for n in range(count)])


@pytest.mark.parametrize(
    ("requests", "size", "most"), [(6, 7 * MIB, 160), pytest.param(20, 11 * MIB, 220, marks=pytest.mark.soak)]
)
def test_replies_that_nobody_reads(
    box: Sandbox,
    companion_home: Path,
    requests: int,
    size: int,
    most: int,
    *,
    record_property: Callable[[str, object], None],
) -> None:
    signed_in(companion_home, box)
    box.faults.add(path="/assessments$", status=200, body=assessments(size), times=requests)
    with Unread(companion_home) as host:
        ids = [host.start("hello", HELLO, caller=None)]
        for number in range(requests):
            ids.append(host.start("assessments", {"server": box.base, "course": f"course{number}"}))
            until(lambda: len(box.requests) == len(ids) - 1)
        ids.append(host.start("user", {"server": box.base}))  # its answer comes behind all others
        until(lambda: len(box.requests) == len(ids) - 1)
        until(host.is_idle)
        before = host.resident()
        host.read()
        replies = [host.reply(each) for each in ids]
        highest = max(before, host.resident())
        assert highest < most
        assert host.request("servers.list")["servers"]
    outcomes = Counter(_outcome(reply) for reply in replies)
    assert set(outcomes) == {"result", "reply_dropped"}
    assert outcomes["result"] >= 2
    seen = Counter(_id_of(json.loads(frame)) for frame in host.frames)
    assert [seen[each] for each in ids] == [1] * len(ids)
    record_property(
        "figures",
        f"{requests} unread replies of {size // MIB} MiB: {highest:.0f} MiB of memory; {dict(outcomes)}",
    )


def _outcome(reply: dict[str, Any]) -> str:
    return "result" if "result" in reply else str(reply["error"]["data"]["name"])


def _id_of(message: dict[str, Any]) -> Any:
    """The request that a frame ends the reply of; None for other frames."""
    if message.get("method") == "part":
        part = message["params"]
        return part["id"] if part["index"] == part["count"] - 1 else None
    return message.get("id")
