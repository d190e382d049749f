"""Follows sign-in attempts to their end: has device codes polled, listens on the loopback port, retries, lets expire.

One task per attempt in this process; between processes, whoever holds the attempt's claim polls or listens, and
the others take over when it is released, also by that process's death.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import TYPE_CHECKING

from ..vault.async_lock import async_lock
from ..wire.errors import CompanionError
from .attempts import CODE_LIFETIME, EXCHANGING, WAITING, claim_name, lock_name
from .device_polling import DevicePoller

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any

    from ..wire.shapes.notifications import Notify
    from .attempts import Attempt, AttemptStore
    from .code_exchange import CodeExchange
    from .loopback import Listener
    from .resources import Resources, Sleep
    from .secret import Secret

    Accept = Callable[[str, str], Awaitable[Attempt]]

RECHECK = 5.0
"""Seconds between looks at an attempt that somebody else may change."""
MAX_PAUSE = 60.0
"""Seconds at most between two tries to redeem a code while the server is away."""


class AttemptFollower:
    """Starts and stops following. `accept` takes a redirect URL for an attempt, as SignIn.accept."""

    def __init__(
        self,
        resources: Resources,
        attempts: AttemptStore,
        code_exchange: CodeExchange,
        *,
        accept: Accept,
        notify: Notify,
        sleep: Sleep,
    ) -> None:
        self._vault, self._clock, self._steady = resources.vault, resources.clock, resources.steady
        self._flights = resources.flights
        self._attempts, self._code_exchange, self._accept = attempts, code_exchange, accept
        self._notify, self._sleep = notify, sleep
        self._polling = DevicePoller(resources, attempts, sleep)

    def start(self, attempt: Attempt, *, resumed: bool = False, listener: Listener | None = None) -> None:
        """Follow the attempt in the background, unless this process does already."""
        self._flights.start(
            Following,
            (attempt.id,),
            lambda: Following(lambda: self._follow(attempt.id, listener, resumed=resumed)),
        )

    def stop(self, attempt_id: str) -> None:
        """Stop following: the attempt is over and whoever ended it notifies."""
        flight = self._flights.find(Following, (attempt_id,))
        if flight is not None:
            flight.stop()

    async def ended(self, attempt_id: str) -> None:
        """Wait until this process no longer follows the attempt."""
        flight = self._flights.find(Following, (attempt_id,))
        if flight is not None:
            await flight.finished()

    def notify_changed(self, attempt: Attempt, error: CompanionError | None = None) -> None:
        """Send sign_in.changed."""
        told = attempt.public()
        self._notify("sign_in.changed", told | ({"error": error.as_json()} if error else {}))

    async def _follow(self, attempt_id: str, listener: Listener | None, *, resumed: bool) -> None:
        tries = 0
        while True:
            try:
                attempt = self._attempts.find(attempt_id)
                if attempt is None or attempt.over:
                    break
                await self._step(attempt, listener, resumed=resumed)
            except CompanionError as error:
                # The network, another host's claim, a locked vault: nothing that ends an attempt before its time.
                tries += error.name != "vault_busy"
                await self._notify_trouble(attempt_id, error)
                await self._sleep(RECHECK + random.random() * min(MAX_PAUSE, 2**tries - 1))  # noqa: S311 - spreads load
        if attempt is not None:
            self.notify_changed(attempt)

    async def _step(self, attempt: Attempt, listener: Listener | None, *, resumed: bool) -> None:
        if attempt.state == EXCHANGING:
            await self._code_exchange.complete(attempt.id)
        elif self._attempts.left(attempt) <= 0:
            await self._end(attempt.id, _abandoned(attempt))
        elif attempt.way == "device":
            async with async_lock(self._vault, claim_name(attempt.id), timeout=0):
                await self._poll(attempt, resumed=resumed)
        elif attempt.way == "loopback":
            async with async_lock(self._vault, claim_name(attempt.id), timeout=0):
                await self._listen(attempt, listener)
        else:
            await self._sleep(min(RECHECK, self._attempts.left(attempt)))

    async def _poll(self, attempt: Attempt, *, resumed: bool) -> None:
        answer = await self._polling.answer(attempt, resumed=resumed)
        if answer is not None and answer.error is not None:
            await self._end(attempt.id, answer.error)
        elif answer is not None and answer.code is not None:
            await self._keep_code(attempt.id, answer.code)

    async def _keep_code(self, attempt_id: str, code: Secret) -> None:
        """The server gives this code only once: on disk before all else, and a full disk is waited for."""
        expires_at, until = self._clock() + CODE_LIFETIME, self._steady() + CODE_LIFETIME
        while True:
            try:
                async with async_lock(self._vault, lock_name(attempt_id)):
                    attempt = self._attempts.get(attempt_id)
                    if attempt.state == WAITING:
                        attempt.state, attempt.code, attempt.device_code = EXCHANGING, code, None
                        attempt.expires_at = expires_at
                        self._attempts.save(attempt)
                    return
            except CompanionError as error:
                if error.name == "attempt_unknown" or self._steady() >= until:
                    raise
                await self._sleep(RECHECK)

    async def _listen(self, attempt: Attempt, listener: Listener | None) -> None:
        async def offer(url: str) -> str | None:
            try:
                await self._accept(attempt.id, url)
            except CompanionError as error:
                return None if error.name == "state_mismatch" else error.message
            return "You can close this page and go back to where you started signing in."

        if listener is not None:  # else the host that listened has died, and its port with it
            await listener.serve(offer, until=self._sleep(self._attempts.left(attempt)))
        await self._end(attempt.id, _abandoned(attempt))

    async def _end(self, attempt_id: str, error: CompanionError) -> None:
        """Ends the attempt if it still waits."""
        async with async_lock(self._vault, lock_name(attempt_id)):
            attempt = self._attempts.get(attempt_id)
            if attempt.state == WAITING:
                self._attempts.fail(attempt, error)

    async def _notify_trouble(self, attempt_id: str, error: CompanionError) -> None:
        """Notify only of trouble with redeeming a code: the user has done their part and waits.

        It is kept, for a popup that opens later.
        """
        with suppress(CompanionError):
            async with async_lock(self._vault, lock_name(attempt_id)):
                attempt = self._attempts.find(attempt_id)
                if attempt is None or attempt.state != EXCHANGING:
                    return
                self.notify_changed(attempt, error)
                attempt.error = error.as_json()
                self._attempts.save(attempt)


def _abandoned(attempt: Attempt) -> CompanionError:
    return CompanionError("sign_in_abandoned", server=attempt.server)


class Following:
    """One attempt being followed."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._work = work

    async def run(self) -> None:
        """Do it. A bug is reported by its type only: the message of a foreign exception may carry a secret."""
        try:
            await self._work()
        except Exception as bug:
            report = {"message": f"following a sign-in failed: {type(bug).__name__}"}
            asyncio.get_running_loop().call_exception_handler(report)
            raise
