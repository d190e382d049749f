"""A course page of 50 assessments: from memory, cold and warm, and what that asks of the server."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.signed_in import sign_in

from .raw import ECHO, HELLO_REQUEST, HOST, Raw
from .startup import spawn_to_reply
from .table import Row, in_turn

if TYPE_CHECKING:
    from tests.sandbox import Sandbox

COURSE = "big-f26"
ASSESSMENTS = 50
ROUNDS = 15
ROUND_TRIPS = 400
LATENCY = 0.05
"""Seconds the sandbox takes for each answer where requests are timed."""
KEYFILE = {"AUTOLAB_COMPANION_CUSTODY": "keyfile"}
MEGABYTE = 1024 * 1024


def course_params(box: Sandbox) -> dict[str, Any]:
    """What a course page asks with."""
    return {"server": box.base, "course": COURSE}


def badges_done(host: HostProcess) -> None:
    """Until the refresh behind a badges reply has ended."""
    host.notified("badges.changed", lambda params: params["done"], timeout=120)


def api_requests(box: Sandbox, since: int) -> list[str]:
    """Paths of the API requests the sandbox saw after the first `since` requests."""
    return [record.path for record in box.requests[since:] if record.path.startswith("/api/")]


def resident(pid: int) -> float:
    """Resident memory of a process in MB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / MEGABYTE
    raise LookupError(pid)


def rows(folder: Path) -> list[Row]:
    """All figures of a course page."""
    with start_sandbox("large", assessments=ASSESSMENTS, latency=LATENCY) as box:
        home = folder / "course"
        cold, by_curl = _cold(box, home)
        warm = _warm(box, home)
        return [
            *_from_memory(box, home),
            Row(
                "cold course page, requests (1 + 2N is 101)", cold["requests"], "requests", None, 101, "value"
            ),
            Row(
                "cold course page, requests before the first badge",
                cold["first"],
                "requests",
                None,
                3,
                "value",
            ),
            Row(
                "warm course page, requests before it is painted",
                warm["painted"],
                "requests",
                None,
                0,
                "value",
            ),
            Row(
                "warm course page, requests to revalidate",
                warm["requests"],
                "requests",
                1 + warm["open"],
                1,
                "ratio",
            ),
            Row(
                "cold course page, all badges, against curl one by one",
                cold["seconds"],
                "s",
                by_curl,
                0.5,
                "ratio",
            ),
        ]


def _cold(box: Sandbox, home: Path) -> tuple[dict[str, float], float]:
    with HostProcess(home, env=KEYFILE) as host:
        host.hello()
        sign_in(host, box)
        before = len(box.requests)
        begin = time.perf_counter()
        host.request("badges", course_params(box), caller="page")
        first = host.notified("badges.changed", lambda p: any(b["state"] != "loading" for b in p["badges"]))
        at_first = len(api_requests(box, before))
        if not first["done"]:
            badges_done(host)
        seconds = time.perf_counter() - begin
    paths = api_requests(box, before)
    return {"requests": len(paths), "first": at_first, "seconds": seconds}, _curl(box, paths)


def _curl(box: Sandbox, paths: list[str]) -> float:
    """Seconds the same requests take one after another, each by its own curl."""
    token = box.secrets("access_token")[-1]
    with tempfile.NamedTemporaryFile("w") as header:
        header.write(f"Authorization: Bearer {token}")
        header.flush()
        begin = time.perf_counter()
        for path in paths:
            subprocess.run(
                ["curl", "-sf", "-o", "/dev/null", "-H", f"@{header.name}", f"{box.base}{path}"], check=True
            )
        return time.perf_counter() - begin


def _warm(box: Sandbox, home: Path) -> dict[str, float]:
    with HostProcess(home, env=KEYFILE) as host:
        host.hello()
        before = len(box.requests)
        badges = host.request("badges", {**course_params(box)}, caller="page")["badges"]
        painted = (
            len(api_requests(box, before)) if all(b["state"] != "loading" for b in badges) else ASSESSMENTS
        )
        badges_done(host)
        able = sum(
            1 for badge in badges if badge["submittable"] or badge["state"] in ("submitted", "unreleased")
        )
        return {"painted": painted, "requests": len(api_requests(box, before)), "open": able}


def _from_memory(box: Sandbox, home: Path) -> list[Row]:
    ask = {"jsonrpc": "2.0", "id": 1, "method": "badges", "params": {**course_params(box), "caller": "page"}}

    def spawn_to_badges() -> float:
        begin = time.perf_counter()
        host = Raw(HOST, home)
        host.ask(HELLO_REQUEST)
        reply = host.ask(ask)
        taken = (time.perf_counter() - begin) * 1000
        host.close()
        assert len(reply["result"]["badges"]) == ASSESSMENTS
        return taken

    figures = in_turn(ROUNDS, host=spawn_to_badges, echo=lambda: spawn_to_reply(ECHO, home))
    return [
        Row(
            "spawn to 50 remembered badges, against a bare echo host",
            figures["host"],
            "ms",
            figures["echo"],
            5,
            "ratio",
        ),
        *_on_open_port(home, ask),
    ]


def _on_open_port(home: Path, ask: dict[str, Any]) -> list[Row]:
    host = Raw(HOST, home)
    try:
        host.ask(HELLO_REQUEST)
        after_hello = resident(host.process.pid)
        host.ask(ask)
        trips = []
        for index in range(ROUND_TRIPS):
            begin = time.perf_counter()
            host.ask({**ask, "id": f"trip{index}"})
            trips.append((time.perf_counter() - begin) * 1000)
        host.ask({**ask, "id": "network", "method": "assessments"})
        after_network = resident(host.process.pid)
    finally:
        host.close()
    return [
        Row("round trip of 50 remembered badges, p50", statistics.median(trips), "ms", None, 2, "value"),
        Row("memory after hello", after_hello, "MB", None, 60, "value"),
        Row("memory after the first network use", after_network, "MB", None, 60, "value"),
    ]
