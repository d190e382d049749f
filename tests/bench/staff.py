"""What course staff and whoever types commands ask: scores of a whole course cold, and a semester's tables."""

from __future__ import annotations

import hashlib
import http.client
import time
from typing import TYPE_CHECKING, Any

from tests.handing_in import EMAIL, signed_in
from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.sandbox.seeds import crowd
from tests.staff_tables import edited, parts

from .badges import api_requests, badges_done
from .open_course import COURSE, KEYFILE
from .raw import HELLO_REQUEST, HOST, Raw
from .table import Row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox import Sandbox

ASSESSMENTS, LATENCY = 14, 0.05
"""As many as autolab-cli was measured with; seconds the sandbox takes for each answer."""
PEOPLE, SCORED, PROBLEMS, DIFFERENCES, CHANGED = 2000, 10, 2, 1000, 50
"""2,000 people with 20 scores each."""


def rows(folder: Path) -> list[Row]:
    """All figures."""
    return [
        *_cold_scores(folder / "scores"),
        *_cold_gradebook(folder / "gradebook"),
        *_tables(folder / "tables"),
    ]


def _cold_scores(home: Path) -> list[Row]:
    with start_sandbox("large", assessments=ASSESSMENTS, latency=LATENCY) as box:
        signed_in(home, box)
        with HostProcess(home, env=KEYFILE) as host:
            host.hello()
            host.request("user", {"server": box.base})  # a host that runs; only what it remembers is cold
            before, begin = len(box.requests), time.perf_counter()
            asked = host.request("badges", {"server": box.base, "course": COURSE}, caller="page")
            if asked["error"] is None and any(badge["state"] == "loading" for badge in asked["badges"]):
                badges_done(host)
            taken = time.perf_counter() - begin
            told = host.request("badges", {"server": box.base, "course": COURSE}, caller="page")["badges"]
        shown = sum(badge["state"] not in {"loading", "error"} for badge in told)
        floor = _one_by_one(box, api_requests(box, before), box.issue(EMAIL).token)
    return [
        Row(
            f"scores of {ASSESSMENTS} assessments cold, not shown",
            ASSESSMENTS - shown,
            "of 14",
            None,
            0,
            "value",
        ),
        Row("the same, against its requests one by one on one connection", taken, "s", floor, 0.5, "ratio"),
    ]


def _one_by_one(box: Sandbox, paths: list[str], token: str) -> float:
    """Seconds for these requests, each after the answer to the one before."""
    connection = http.client.HTTPConnection(box.base.partition("://")[2])
    begin = time.perf_counter()
    for path in paths:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        assert connection.getresponse().read()
    connection.close()
    return time.perf_counter() - begin


def _cold_gradebook(home: Path) -> list[Row]:
    with start_sandbox(latency=LATENCY) as box:
        crowd.plant(box.state, people=100, assessments=ASSESSMENTS)
        signed_in(home, box, crowd.TEACHER)
        with HostProcess(home, env=KEYFILE) as host:
            host.hello()
            host.request("user", {"server": box.base})  # a host that runs; only what it remembers is cold
            before, begin = len(box.requests), time.perf_counter()
            given = {"server": box.base, "course": crowd.COURSE, "kind": "gradebook"}
            content = host.request("staff.export", given, caller="options")["content"]
            taken = time.perf_counter() - begin
        columns = content.splitlines()[0].count(":")
        assert columns == ASSESSMENTS * 2, "everything was told"
        floor = _one_by_one(box, api_requests(box, before), box.issue(crowd.TEACHER).token)
    return [Row("gradebook of 14 assessments cold, against one by one", taken, "s", floor, 0.5, "ratio")]


class Desk:
    """Tables into one real host."""

    def __init__(self, home: Path, box: Sandbox) -> None:
        self.host, self._box, self._id = Raw(HOST, home), box, 0
        self.host.ask(HELLO_REQUEST)

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._id += 1
        given = {"server": self._box.base, **params, "caller": "options"}
        if method == "submit.part":
            del given["server"]
        reply = self.host.ask({"jsonrpc": "2.0", "id": self._id, "method": method, "params": given})
        result: dict[str, Any] = reply["result"]
        return result

    def bring(self, kind: str, table: str) -> dict[str, Any]:
        """Preview and confirm it; the job at its end."""
        data = table.encode()
        begun = self.ask("staff.begin", course=crowd.COURSE, size=len(data))
        for part in parts(data):
            self.ask("submit.part", upload=begun["upload"], **part)
        sha256 = hashlib.sha256(data).hexdigest()
        job = self.ask("staff.preview", upload=begun["upload"], sha256=sha256, kind=kind)
        self.ask("staff.confirm", job=job["job"], digest=job["digest"])
        ended = self.host.until(
            lambda told: told.get("method") == "staff.progress" and _is_over(told["params"])
        )
        over: dict[str, Any] = ended["params"]["job"]
        return over


def _is_over(params: dict[str, Any]) -> bool:
    phase: str = params["phase"]
    return phase != "running"


def _tables(home: Path) -> list[Row]:
    with start_sandbox(throttle=False) as box:
        crowd.plant(box.state, people=PEOPLE, assessments=SCORED, problems=PROBLEMS)
        signed_in(home, box, crowd.TEACHER)
        desk = Desk(home, box)
        try:
            desk.ask("courses")  # the network's own memory
            before = desk.host.memory()
            scores, roster = _scores_table(), _roster_table(box)
            box.requests.clear()
            begin = time.perf_counter()
            job = desk.bring("gradebook", scores)
            taken = time.perf_counter() - begin
            assert (job["state"], job["lines"]["done"]) == ("done", DIFFERENCES)
            asked = len(api_requests(box, 0))
            grown = desk.host.memory("VmHWM") - before
            box.requests.clear()
            assert desk.bring("roster", roster)["lines"]["done"] == CHANGED
            of_roster = len(api_requests(box, 0))
        finally:
            desk.host.close()
    forced = 2 + 2 * SCORED + DIFFERENCES
    name = f"import of {PEOPLE} x {SCORED * PROBLEMS} scores, {DIFFERENCES} of them new"
    return [
        Row(f"{name}, requests", asked, "requests", forced, 1, "ratio"),
        Row(f"{name}, memory at its highest", grown, "MB more", None, 30, "value"),
        Row(f"{name}, time for each", taken / DIFFERENCES * 1000, "ms", None, 50, "value"),
        Row(
            f"roster of {PEOPLE}, {CHANGED} changed, requests", of_roster, "requests", 1 + CHANGED, 1, "ratio"
        ),
    ]


def _scores_table() -> str:
    """The scores as the sandbox has them, but for DIFFERENCES of them, each of another person or assessment."""
    names = [(f"hw{a:02}", f"p{p}") for a in range(SCORED) for p in range(PROBLEMS)]
    lines = [",".join(["Email", *(f"{assessment}:{problem}" for assessment, problem in names)])]
    each = PEOPLE * SCORED // DIFFERENCES
    for at in range(PEOPLE):
        cells = [50 + (at + p) % 40 for _ in range(SCORED) for p in range(PROBLEMS)]
        for a in range(SCORED):
            if (at * SCORED + a) % each == 0:
                cells[a * PROBLEMS] += 1
        lines.append(",".join([crowd.email(at), *map(str, cells)]))
    return "\n".join(lines)


def _roster_table(box: Sandbox) -> str:
    people = "".join(
        f"{member.user.email},A\n" for member in box.state.courses[crowd.COURSE].members.values()
    )

    def change(number: int, row: dict[str, str]) -> None:
        if 0 < number <= CHANGED:
            row["Section"] = "B"

    return edited(f"Email,Section\n{people}", change)
