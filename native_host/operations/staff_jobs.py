"""staff.*: what was planned from a table is shown, confirmed, carried out, cancelled, and can be taken back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..rpc.cached_read import account_of
from ..rpc.fields import choice, integer, list_of, name, optional, origin, sha256_hex, text
from ..rpc.operation import SESSION_KINDS, Operation
from ..staff import jobs
from ..staff.files import of_job
from ..staff.running import Running
from ..wire.errors import STORAGE_KINDS, CompanionError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..rpc.operation import Context
    from ..wire.shapes.staff_jobs import Forgotten, StaffFile, StaffJob, StaffJobs, StaffLines
    from ..wire.shapes.staff_params import ConfirmParams, JobFileParams, JobParams, JobsParams, LinesParams

PAGE, MOST_PAGE = 100, 500
"""Lines of one answer: some hundred bytes each."""
MOST_LEFT_OUT = 20_000
_SERVER = {"server": origin()}
_JOB = {**_SERVER, "job": text(64)}
_LOCAL = SESSION_KINDS | STORAGE_KINDS


def _head(context: Context, params: Mapping[str, Any]) -> dict[str, Any]:
    return context.services.staff_jobs.head(account_of(context.services, params["server"]), params["job"])


def _jobs(context: Context, params: JobsParams) -> StaffJobs:
    services = context.services
    heads = services.staff_jobs.heads(account_of(services, params["server"]))
    wanted = (head for head in heads if params["course"] in {None, head["course"]})
    return {"jobs": [jobs.summary(services, head) for head in wanted]}


def _status(context: Context, params: JobParams) -> StaffJob:
    return jobs.summary(context.services, _head(context, params))


def _lines(context: Context, params: LinesParams) -> StaffLines:
    head, limit = _head(context, params), params["limit"] or PAGE
    found = context.services.staff_jobs.lines(
        head["job"], params["states"] or (), after=params["after"] or 0, limit=limit + 1
    )
    shown = jobs.shown_lines(found)
    return {"lines": shown[:limit], "more": len(shown) > limit}


async def _confirm(context: Context, params: ConfirmParams) -> StaffJob:
    services, head = context.services, _head(context, params)
    jobs.require(head, jobs.PREVIEW)
    if params["digest"] != head["digest"]:
        raise CompanionError("plan_changed")
    left_out = set(params["leave_out"] or ())
    planned = services.staff_jobs.counts(head["job"]).get("planned", 0)
    if not planned:
        raise CompanionError("plan_empty")

    def confirmed(now: dict[str, Any]) -> dict[str, Any]:
        jobs.require(now, jobs.PREVIEW)  # once, should two windows confirm it
        return {**now, "state": jobs.RUNNING}

    services.staff_jobs.confirm(head["job"], left_out, confirmed)
    return await _run(context, {**head, "state": jobs.RUNNING})


async def _resume(context: Context, params: JobParams) -> StaffJob:
    head = _head(context, params)
    jobs.require(head, jobs.PAUSED, jobs.RUNNING)
    return await _run(context, head)


async def _run(context: Context, head: dict[str, Any]) -> StaffJob:
    """The reply is early where a page asks; the work goes on behind it, and `staff.progress` tells of it."""
    services = context.services
    flights, job = services.flights, (head["job"],)
    async with flights.share(Running, job, lambda: Running(services, head, context.notify)) as flight:
        context.reply(jobs.summary(services, {**head, "state": jobs.RUNNING, "error": None}))
        await flight.ended()
    return jobs.summary(services, services.staff_jobs.head(account_of(services, head["server"]), head["job"]))


async def _cancel(context: Context, params: JobParams) -> StaffJob:
    services, head = context.services, _head(context, params)
    jobs.require(head, jobs.PREVIEW, jobs.RUNNING, jobs.PAUSED)
    cancelled = {"state": jobs.CANCELLED, "ended_at": services.clock(), "error": None}
    services.staff_jobs.amend(head["job"], lambda now: {**now, **cancelled})
    for state in ("planned", "waiting"):
        services.staff_jobs.move(head["job"], state, "cancelled")
    flight = services.flights.find(Running, (head["job"],))
    if flight is not None:
        await flight.finished()  # what is under way comes to its end
    told = jobs.summary(services, _head(context, params))
    context.notify("staff.progress", {"phase": told["state"], "job": told})
    return told


async def _file(context: Context, params: JobFileParams) -> StaffFile:
    return await asyncio.to_thread(of_job, context.services, _head(context, params), params["what"])


def _forget(context: Context, params: JobParams) -> Forgotten:
    head = _head(context, params)
    jobs.require(head, jobs.PREVIEW, jobs.DONE, jobs.CANCELLED)
    context.services.staff_jobs.delete(head["job"])
    return {"job": head["job"]}


OPERATIONS = {
    "staff.jobs": Operation(params={**_SERVER, "course": optional(name())}, kinds=_LOCAL, answer=_jobs),
    "staff.status": Operation(params=_JOB, kinds=_LOCAL, errors=("job_unknown",), answer=_status),
    "staff.lines": Operation(
        params={
            **_JOB,
            "after": optional(integer(0)),
            "limit": optional(integer(1, MOST_PAGE)),
            "states": optional(list_of(choice(*jobs.LINE_STATES), len(jobs.LINE_STATES))),
        },
        kinds=_LOCAL,
        errors=("job_unknown",),
        answer=_lines,
    ),
    "staff.confirm": Operation(
        params={**_JOB, "digest": sha256_hex(), "leave_out": optional(list_of(integer(1), MOST_LEFT_OUT))},
        kinds=_LOCAL,
        errors=("job_unknown", "job_state", "job_elsewhere", "plan_changed", "plan_empty"),
        fetch=_confirm,
    ),
    "staff.resume": Operation(
        params=_JOB, kinds=_LOCAL, errors=("job_unknown", "job_state", "job_elsewhere"), fetch=_resume
    ),
    "staff.cancel": Operation(params=_JOB, kinds=_LOCAL, errors=("job_unknown", "job_state"), fetch=_cancel),
    "staff.file": Operation(
        params={**_JOB, "what": choice("undo", "outcome", "unknown")},
        kinds=_LOCAL,
        errors=("job_unknown",),
        fetch=_file,
    ),
    "staff.forget": Operation(params=_JOB, kinds=_LOCAL, errors=("job_unknown", "job_state"), answer=_forget),
}
