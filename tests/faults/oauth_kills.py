"""Processes that kill themselves at the K-th step of signing in or refreshing: `python -m tests.faults.oauth_kills`.

For each JSON line {scenario, step, home, base, ahead} on stdin it forks one and answers with its exit status: -9, or
0 if the scenario needed fewer steps. A step is a change on the disk (before and after it, a write cut in half) or a
request to the server (before it, and when its answer has arrived).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from native_host.autolab.transport import Transport
from native_host.oauth import http_client
from native_host.oauth.sign_in import SignIn
from native_host.services import Services
from native_host.vault import file_rules_posix
from tests.sandbox.visitor import Visitor

from .kill_at import Countdown

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

EMAIL, PASSWORD = "student1@foo.bar", "studentpw1"


class Run:
    """One scenario in one process: its clock is `ahead` seconds ahead of the machine's, and waits move it on."""

    def __init__(self, home: str, base: str, ahead: float) -> None:
        self.base, self._ahead = base, ahead
        self.services = Services(home, clock=lambda: time.time() + self._ahead)
        self.sign_in = SignIn(self.services, lambda _method, _params: None, sleep=self.wait)
        self.browser = Visitor(base)

    async def wait(self, seconds: float) -> None:
        self._ahead += seconds

    def consent(self, url: str) -> str:
        query = dict(parse_qsl(urlsplit(url).query))
        del query["response_type"]
        return self.browser.authorize(deny=False, **query).location


async def refresh(run: Run) -> None:
    token = await run.services.sessions.access_token(run.base)
    async with http_client.connect(run.base) as channel:
        await channel.user_info(token)


async def by_redirect(run: Run) -> None:
    begun = await run.sign_in.start(run.base, "oob")
    run.browser.sign_in(EMAIL, PASSWORD)
    await run.sign_in.finish(begun["attempt"], run.consent(begun["authorization_url"]))


async def by_device(run: Run) -> None:
    begun = await run.sign_in.start(run.base, "device")
    run.browser.sign_in(EMAIL, PASSWORD)
    run.browser.get(run.consent(run.browser.get(begun["deep_link"]).location))
    await run.sign_in.ended(begun["attempt"])


SCENARIOS: dict[str, Callable[[Run], Awaitable[None]]] = {
    scenario.__name__: scenario for scenario in (refresh, by_redirect, by_device)
}


def watch_requests(countdown: Countdown) -> None:
    """Count each request twice: before it leaves, and when its answer is here."""
    real = Transport.send

    async def send(self: Transport, *args: Any, **options: Any) -> Any:
        countdown.step()
        answer = await real(self, *args, **options)
        countdown.step()
        return answer

    Transport.send = send  # type: ignore[method-assign]  # in a process made for this


def run(line: dict[str, Any]) -> None:
    countdown = Countdown(line["step"])
    for name in ("write", "fsync", "unlink", "replace"):
        countdown.watch(name)
    file_rules_posix.replace = os.replace  # bound when the module was imported
    watch_requests(countdown)
    asyncio.run(_scenario(line))


async def _scenario(line: dict[str, Any]) -> None:
    await SCENARIOS[line["scenario"]](Run(line["home"], line["base"], line["ahead"]))


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            exit_code = 1
            try:
                run(json.loads(line))
                exit_code = 0
            except Exception:
                traceback.print_exc()  # os._exit would lose it
                raise
            finally:
                os._exit(exit_code)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
