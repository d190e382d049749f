"""Staff jobs by processes that kill themselves at their K-th step: `python -m tests.faults.staff_kill`.

Orders are `{"do": "import" | "resume", "steps": K, "home", "base", "kind", "table"}`; the outcome is the job's state.
A step is any call of a Python or C function once the job is confirmed.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from native_host.operations import staff_jobs
from native_host.rpc.operation import Context
from native_host.services import Services
from native_host.staff import asking, jobs, tables
from native_host.wire.identifiers import Email, account_key
from tests.faults.forking import Countdown, serve
from tests.sandbox.seeds.crowd import COURSE, TEACHER


async def run(order: dict[str, Any], countdown: Countdown) -> str:
    services = Services(order["home"])
    who = account_key(order["base"], Email(TEACHER))
    if order["do"] == "import":
        await preview(services, order)
    head = services.staff_jobs.heads(who)[0]
    given = {"server": order["base"], "job": head["job"]}
    context = Context(services, lambda _method, _params: None, "options", 1, lambda _result: None)
    confirm, resume = (staff_jobs.OPERATIONS[f"staff.{name}"].fetch for name in ("confirm", "resume"))
    assert confirm
    assert resume
    countdown.begin()
    try:
        if head["state"] == jobs.PREVIEW:
            told = await confirm(context, {**given, "digest": head["digest"], "leave_out": None})
        elif head["state"] in jobs.OVER:
            return str(head["state"])
        else:
            told = await resume(context, given)
    finally:
        sys.setprofile(None)
    await services.close()
    return str(told["state"])


async def preview(services: Services, order: dict[str, Any]) -> str:
    table = tables.read(order["kind"], order["table"].encode())
    target = jobs.TableTarget(order["base"], Email(TEACHER), COURSE, order["kind"])
    course = asking.AskedCourse(services, order["base"], COURSE)
    plan = await asking.plan(course, target, table, drop_missing=False, domain=None)
    who = account_key(order["base"], Email(TEACHER))
    return jobs.add(services, who, target, table, plan, filename="scores.csv", now=services.clock())


def child(order: dict[str, Any], countdown: Countdown) -> str:
    return asyncio.run(run(order, countdown))


if __name__ == "__main__":
    serve(child)
