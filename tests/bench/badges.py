"""A course page of 50 assessments: from memory, cold and warm, and what that asks of the server."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any

from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.signed_in import sign_in

from . import open_course
from .curl import curl
from .open_course import ASSESSMENTS, COURSE, KEYFILE
from .raw import ECHO, HELLO_REQUEST, HOST, Raw
from .startup import spawn_to_reply
from .table import Row, in_turn

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox import Sandbox
    from tests.sandbox.models import Assessment, Submission

ROUNDS = 15
ROUND_TRIPS = 400
LATENCY = 0.05
"""Seconds the sandbox takes for each answer where requests are timed."""


def course_params(box: Sandbox) -> dict[str, Any]:
    """What a course page asks with."""
    return {"server": box.base, "course": COURSE}


def badges_done(host: HostProcess) -> None:
    """Until the refresh behind a badges reply has ended."""
    host.notified("badges.changed", lambda params: params["done"], timeout=120)


def api_requests(box: Sandbox, since: int) -> list[str]:
    """Paths of the API requests the sandbox saw after the first `since` requests."""
    return [record.path for record in box.requests[since:] if record.path.startswith("/api/")]


def may_have_changed(box: Sandbox) -> int:
    """Assessments whose badge may say something else later: still open, nothing handed in, or with scores to come.

    By the sandbox's own books. Its one student is the only one who hands in.
    """
    now = box.clock.now()
    return sum(
        assessment.end_at >= now
        or not assessment.submissions
        or _waits(assessment, assessment.submissions[-1])
        for assessment in box.state.courses[COURSE].assessments.values()
    )


def _waits(assessment: Assessment, submission: Submission) -> bool:
    scores = [submission.scores.get(problem.name) for problem in assessment.problems]
    return any(score is None or score.value is None or not score.released for score in scores)


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
                1 + warm["may_have_changed"],
                1,
                "ratio",
            ),
            *open_course.rows(folder / "open"),
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
        if not first["done"]:
            badges_done(host)
        taken = time.perf_counter() - begin
    paths = api_requests(box, before)
    figures = {"requests": len(paths), "first": _needed(paths, first["badges"]), "seconds": taken}
    return figures, _by_curl(box, paths)


def _needed(paths: list[str], badges: list[dict[str, Any]]) -> int:
    """Requests up to the last one about the first badge; when we heard of it others may have been under way."""
    shown = next(badge["assessment"] for badge in badges if badge["state"] != "loading")
    return max(number for number, path in enumerate(paths, 1) if shown in path.split("/"))


def _by_curl(box: Sandbox, paths: list[str]) -> float:
    """Seconds the same requests take one after another, each by its own curl."""
    begin = time.perf_counter()
    for path in paths:
        curl(box, f"{box.base}{path}")
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
        asked = len(api_requests(box, before))
        return {"painted": painted, "requests": asked, "may_have_changed": may_have_changed(box)}


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
    host, echo = Raw(HOST, home), Raw(ECHO, home)
    try:
        host.ask(HELLO_REQUEST)
        after_hello = host.memory()
        trips, floor = [], []
        for _ in range(ROUND_TRIPS):
            taken, reply = _round_trip(host, ask)
            trips.append(taken)
            floor.append(_round_trip(echo, reply)[0])
            if reply["result"]["stale"]:  # the refresh behind it ends before the next one is measured
                host.until(lambda sent: sent.get("method") == "badges.changed" and sent["params"]["done"])
        host.ask({**ask, "method": "assessments"})
        after_network = host.memory()
    finally:
        host.close()
        echo.close()
    p50, echo50 = statistics.median(trips), statistics.median(floor)
    return [
        Row("round trip of 50 remembered badges, p50 (echo: the reply)", p50, "ms", echo50, 2, "value"),
        Row("memory after hello", after_hello, "MB", None, 60, "value"),
        Row("memory after the first network use", after_network, "MB", None, 60, "value"),
    ]


def _round_trip(host: Raw, ask: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """Milliseconds from the request to its whole reply, and the reply."""
    begin = time.perf_counter()
    reply = host.ask(ask)
    return (host.arrived - begin) * 1000, reply
