"""A job: one plan from its preview to its end, as the storage keeps it and as the extension sees it.

States of a job: `preview` (nothing is done before it is confirmed), `running`, `paused` (its error says why; it goes on
when asked to, or with the next start), `done`, `cancelled`. States of a line: `planned`, `cannot`, `left_out`,
`waiting`, `sending` (begun, and nobody knows yet what became of it), `done`, `failed`, `cancelled`.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from ..rpc.cached_read import key
from ..timestamps import DAY, iso
from ..wire.errors import CompanionError
from ..wire.identifiers import account_key
from .plan import CANNOT, Line, digest, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..services import Services
    from ..wire.identifiers import AccountKey, Email, Origin
    from ..wire.shapes.staff_jobs import StaffJob, StaffLine
    from .plan import Plan
    from .tables import Table

PREVIEW, RUNNING, PAUSED, DONE, CANCELLED = "preview", "running", "paused", "done", "cancelled"
OVER = frozenset({DONE, CANCELLED})
LINE_STATES = ("planned", "cannot", "left_out", "waiting", "sending", "done", "failed", "cancelled")
KEPT_PREVIEW, KEPT_JOB = DAY, 60 * DAY
"""Seconds after which a preview that nobody confirmed, and a job that is over, are forgotten."""
MOST_BAD = 200


class TableTarget(NamedTuple):
    """What a table is about."""

    server: Origin
    account: Email
    course: str
    kind: str
    assessment: str | None = None


def add(
    services: Services,
    who: AccountKey,
    target: TableTarget,
    table: Table,
    plan: Plan,
    *,
    filename: str,
    now: float,
) -> str:
    """Keep a preview, of what stood at `now` (epoch seconds); its id."""
    job = secrets.token_hex(16)
    lines = plan.numbered().lines
    head = {
        **target._asdict(),
        "job": job,
        "filename": filename,
        "state": PREVIEW,
        "digest": digest(target.kind, target, lines),
        "made_at": now,
        "looked_at": now,
        "ended_at": None,
        "counts": plan.counts(),
        "error": None,
        "table": {
            "encoding": table.encoding,
            "delimiter": table.delimiter,
            "rows": len(table.rows),
            "columns": plan.columns,
            "bad": [{"line": line, "remark": why} for line, why in sorted(table.bad)[:MOST_BAD]],
            "bad_lines": len(table.bad),
        },
    }
    encode = msgspec.json.Encoder().encode
    rows = (("cannot" if line.action == CANNOT else "planned", encode(line)) for line in lines)
    services.staff_jobs.add(who, job, now, head, rows)
    return job


def summary(
    services: Services, head: Mapping[str, Any], counted: Mapping[str, int] | None = None
) -> StaffJob:
    """What the extension sees of it; `counted` spares whoever has just counted the states of its lines."""
    counted = services.staff_jobs.counts(head["job"]) if counted is None else counted
    return {
        "job": head["job"],
        "server": head["server"],
        "course": head["course"],
        "assessment": head["assessment"],
        "kind": head["kind"],
        "filename": head["filename"],
        "state": head["state"],
        "digest": head["digest"],
        "made_at": iso(head["made_at"]),
        "ended_at": None if head["ended_at"] is None else iso(head["ended_at"]),
        "counts": head["counts"],
        "lines": {state: counted.get(state, 0) for state in LINE_STATES},  # type: ignore[typeddict-item]  # its very members
        "table": head["table"],
        "error": head["error"],
    }


def shown_lines(found: Iterable[tuple[int, str, bytes, dict[str, Any] | None]]) -> list[StaffLine]:
    """Lines of the storage as the extension sees them."""
    lines: list[StaffLine] = []
    for number, state, plan, outcome in found:
        line = decoded(plan, number)
        told = outcome or {}
        lines.append(
            {
                "number": number,
                "action": line.action,  # type: ignore[typeddict-item]  # one of plan's words
                "who": line.who,
                "name": line.name,
                "assessment": line.assessment,
                "changes": [
                    {
                        "field": x.field,
                        "before": x.before,
                        "after": x.after,
                        "remarks": x.remarks,
                        "state": state_of(x.field, state, outcome),  # type: ignore[typeddict-item]  # as the line's
                    }
                    for x in line.changes
                ],
                "remarks": [*line.remarks, *told.get("remarks", ())],
                "suspicious": line.suspicious,
                "source": line.source,
                "state": state,  # type: ignore[typeddict-item]  # one of the words above
                "error": told.get("error"),
            }
        )
    return lines


def decoded(plan: bytes, number: int) -> Line:
    """A line as it was planned."""
    line = msgspec.json.decode(plan, type=Line)
    line.number = number
    return line


def require(head: Mapping[str, Any], *states: str) -> None:
    """Raises job_state unless the job is in one of these."""
    if head["state"] not in states:
        raise CompanionError("job_state", state=head["state"])


def open_lines(services: Services, job: str) -> int:
    """How many are still to be done, or nobody knows of yet."""
    counts = services.staff_jobs.counts(job)
    return counts.get("waiting", 0) + counts.get("sending", 0)


def sweep(services: Services, who: AccountKey) -> None:
    """Forget what is kept for long enough."""
    now = services.clock()
    heads = services.staff_jobs.heads(who)
    old = [
        head["job"]
        for head in heads
        if (head["state"] == PREVIEW and now - head["made_at"] > KEPT_PREVIEW)
        or (head["state"] in OVER and now - (head["ended_at"] or now) > KEPT_JOB)
    ]
    if old:
        services.staff_jobs.delete(*old)


def outdate(services: Services, head: Mapping[str, Any], assessments: Iterable[str]) -> None:
    """Forget what is remembered of what a job changes. Of one person it is fresh for seconds only."""
    who, course = account_key(head["server"], head["account"]), head["course"]
    services.cache.drop(who, *key("roster.list", {"course": course}))
    for assessment in assessments:
        for name in ("scores.list", "groups.list", "groups.members", "problems", "assessment"):
            services.cache.drop(who, *key(name, {"course": course, "assessment": assessment}))
