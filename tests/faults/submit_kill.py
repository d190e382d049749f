"""Submissions by processes that kill themselves at their K-th step: `python -m tests.faults.submit_kill`.

For each line `{"do": "submit" | "settle", "steps": K, "home", "base", "content"}` on stdin it forks one, and answers
`{"status", "steps", "outcome"}`: its exit status (-9: killed), the steps it took if it lived, and what it found.
A step is any call of a Python or C function once the submission has begun: journal writes, network, locks, all of it.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from native_host.rpc.progress import Progress
from native_host.services import Services
from native_host.submission.driver import Submitting
from native_host.submission.follow_up import resume_unsettled
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Email
from tests.faults.forking import Countdown, serve

EMAIL, COURSE, ASSESSMENT = Email("student1@foo.bar"), "AutoPopulated", "homework2"


async def submit(order: dict[str, Any], countdown: Countdown) -> str:
    services = Services(order["home"])
    content = order["content"].encode()
    upload = services.uploads.begin((order["base"], EMAIL, COURSE, ASSESSMENT), "handin.c", len(content))
    upload.spool.write(content)
    progress = Progress(lambda _method, _params: None, "submit.progress", {}, services.clock)
    submitting = Submitting(services, upload, "Homework 2", progress, again=False, waiter=at_once)
    countdown.begin()
    try:
        entry = await submitting.run()
    except CompanionError as error:
        return error.name
    finally:
        sys.setprofile(None)
    return entry.state


async def settle(order: dict[str, Any], _countdown: Countdown) -> str:
    await resume_unsettled(Services(order["home"]), lambda _method, _params: None, at_once)
    return "settled"


async def at_once(_seconds: float) -> None:
    """Nothing is under way any more: the waiting between looks can be skipped."""
    await asyncio.sleep(0)


def child(order: dict[str, Any], countdown: Countdown) -> str:
    return asyncio.run({"submit": submit, "settle": settle}[order["do"]](order, countdown))


if __name__ == "__main__":
    serve(child)
