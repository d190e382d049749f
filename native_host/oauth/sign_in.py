"""Signing in, start to finish, and what the user may do about an attempt."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from ..vault.async_lock import async_lock
from ..wire.errors import CompanionError
from .attempt_follower import RECHECK, AttemptFollower
from .attempts import (
    CANCELLED,
    CODE_LIFETIME,
    EXCHANGING,
    SIGNED_IN,
    WAITING,
    Attempt,
    AttemptStore,
    lock_name,
)
from .code_exchange import CodeExchange
from .http_client import connect
from .loopback import Listener
from .preflight import require_client
from .ways import (
    code_in,
    new_attempt,
    open_device_request,
    prepare,
    redirect_of,
    require_identity_redirect,
    started,
)

if TYPE_CHECKING:
    from ..wire.shapes.notifications import Notify
    from ..wire.shapes.servers import Way
    from ..wire.shapes.sign_in import Attempt as AttemptShape
    from ..wire.shapes.sign_in import SignedIn, StartedAttempt
    from .resources import Resources, Sleep


class SignIn:
    """All of signing in. Holds no state of its own: attempts are in the vault, those being followed in the flights.

    `sleep` waits for seconds of `resources.steady`; `notify` sends sign_in.changed.
    """

    def __init__(self, resources: Resources, notify: Notify, *, sleep: Sleep = asyncio.sleep) -> None:
        self._resources = resources
        self._vault, self._clock, self._sleep = resources.vault, resources.clock, sleep
        self._attempts = AttemptStore(resources.vault, resources.clock, resources.steady)
        self._code_exchange = CodeExchange(resources, self._attempts)
        self._follower = AttemptFollower(
            resources, self._attempts, self._code_exchange, accept=self.accept, notify=notify, sleep=sleep
        )

    async def start(
        self, origin: str, way: Way, redirect_uri: str | None = None, port: int = 0
    ) -> StartedAttempt:
        """Begin: {attempt, way, expires_at, scopes, and authorization_url or user_code, activate_url, deep_link}.

        `redirect_uri` is the browser's, for the way identity; `port` the listener's, for loopback (0: any free one).
        Raises server_unknown, way_unavailable, redirect_not_registered, client_rejected, device_throttled,
        port_unavailable and network errors.
        """
        server = self._resources.servers.get(origin)
        server.require_way(way)
        if way == "identity":
            require_identity_redirect(server, redirect_uri)
        attempt = new_attempt(server, way, self._clock())
        async with connect(origin) as http:
            await require_client(http, server)
            if way == "device":
                await open_device_request(http, server, attempt)
        listener = await Listener.open(server.redirects["loopback"], port) if way == "loopback" else None
        try:
            url = (
                None
                if way == "device"
                else prepare(server, attempt, redirect_of(way, redirect_uri, listener))
            )
            await self._supersede(origin, way)
            self._attempts.save(attempt)
        except BaseException:
            if listener is not None:
                listener.close()
            raise
        self._follower.start(attempt, listener=listener)
        return started(attempt, url)

    async def accept(self, attempt_id: str, url: str) -> Attempt:
        """Take the authorization response of a waiting attempt; its code is then on disk.

        Nobody brings the code a second time: a trouble its owner can end is waited out, as long as a code lives.
        Raises attempt_unknown for an attempt that does not wait for one, state_mismatch for somebody else's answer
        (the attempt goes on waiting), access_denied, grant_rejected … (the attempt is over).
        """
        until = self._resources.steady() + CODE_LIFETIME
        while True:
            try:
                return await self._accept(attempt_id, url)
            except CompanionError as error:
                by_hand = error.kind == "keychain" or (error.kind == "storage" and error.passing)
                if not by_hand or self._resources.steady() >= until:
                    raise
                with suppress(CompanionError):  # what cannot be written may not be readable either
                    self._follower.notify_changed(self._attempts.get(attempt_id), error)
            await self._sleep(RECHECK)

    async def _accept(self, attempt_id: str, url: str) -> Attempt:
        async with async_lock(self._vault, lock_name(attempt_id)):
            attempt = self._attempts.get(attempt_id)
            if attempt.state != WAITING or attempt.way == "device" or self._attempts.left(attempt) <= 0:
                raise CompanionError("attempt_unknown")
            try:
                code = code_in(attempt, url)
            except CompanionError as error:
                if error.name != "state_mismatch":
                    self._attempts.fail(attempt, error)
                raise
            attempt.state, attempt.code, attempt.oauth_state = EXCHANGING, code, None
            attempt.expires_at = self._clock() + CODE_LIFETIME
            self._attempts.save(attempt)
            return attempt

    async def finish(self, attempt_id: str, url: str) -> SignedIn:
        """From the authorization response to a session: {server, account, scope}.

        A failure that may pass is raised too; the attempt is then followed in the background.
        """
        attempt = await self.accept(attempt_id, url)
        try:
            attempt = await self._code_exchange.complete(attempt.id)
        except CompanionError:
            self._notify_end(attempt.id)
            raise
        self._notify_end(attempt.id)
        if attempt.state != SIGNED_IN:
            raise CompanionError("attempt_unknown")
        session = self._resources.sessions.get(attempt.server)
        return {"server": attempt.server, "account": session.user_info, "scope": list(session.scope)}

    def status(self, server: str | None = None) -> list[AttemptShape]:
        """Every attempt, also those that ended a short while ago, oldest first; open ones are followed from now on."""
        attempts = self.resume()
        return [attempt.public() for attempt in attempts if server is None or attempt.server == server]

    async def cancel(self, attempt_id: str, *, abandoned: bool = False) -> AttemptShape:
        """End an attempt, by the user's will or because its window was closed. Raises attempt_unknown.

        What has gone further than waiting is finished instead when only the window went, and whoever is just
        finishing it ends first; the result says which it was.
        """
        tokens = None
        async with async_lock(self._vault, lock_name(attempt_id)):
            attempt = self._attempts.get(attempt_id)
            if attempt.state == WAITING and abandoned:
                self._attempts.fail(attempt, CompanionError("sign_in_abandoned", server=attempt.server))
            elif not (attempt.over or abandoned or self._code_exchange.kept(attempt)):
                tokens = attempt.tokens
                self._attempts.close(attempt, CANCELLED)
        self._notify_end(attempt_id)  # first: a server that is away takes its time
        await self._code_exchange.give_back(attempt.server, tokens)
        return attempt.public()

    def resume(self) -> list[Attempt]:
        """Follow every attempt that an earlier host, or one that still runs, has left open; all attempts."""
        attempts = self._attempts.list()
        for attempt in attempts:
            if not attempt.over:
                self._follower.start(attempt, resumed=True)
        return attempts

    def try_resume(self) -> None:
        """As `resume`; a vault that cannot be read now (locked, say) is no error: the next request will show it."""
        with suppress(CompanionError):
            self.resume()

    async def ended(self, attempt_id: str) -> Attempt:
        """Wait for an attempt that this process follows; how it ended."""
        await self._follower.ended(attempt_id)
        return self._attempts.get(attempt_id)

    async def _supersede(self, origin: str, way: str) -> None:
        """One code page and one user code per server: an older one could only be mistaken for the new."""
        if way in ("oob", "device"):
            for old in self._attempts.list():
                if (old.server, old.way, old.state) == (origin, way, WAITING):
                    await self.cancel(old.id)

    def _notify_end(self, attempt_id: str) -> None:
        """The follower need not find out by itself when this process has ended the attempt."""
        attempt = self._attempts.get(attempt_id)
        if attempt.over:
            self._follower.stop(attempt_id)
            self._follower.notify_changed(attempt)
        else:
            self._follower.start(attempt)
