"""Polling a device code until the server has decided, in step with the server's windows."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from ..wire.errors import CompanionError
from .attempts import WAITING
from .device import ENDED, GRANTED, HICCUP, POLL_PATH, WINDOW, Poll, Schedule, read_poll
from .http_client import connect

if TYPE_CHECKING:
    from .attempts import Attempt, AttemptStore
    from .http_client import HttpClient
    from .resources import Resources, Sleep


class DevicePoller:
    """Polls; what the answer means for the attempt is decided by its follower."""

    def __init__(self, resources: Resources, attempts: AttemptStore, sleep: Sleep) -> None:
        self._servers, self._clock = resources.servers, resources.clock
        self._attempts, self._sleep = attempts, sleep

    async def answer(self, attempt: Attempt, *, resumed: bool) -> Poll | None:
        """GRANTED or ENDED; None when the attempt waits no longer, or its time is over.

        `resumed`: another host may just have polled. Raises server_unknown, proxy_invalid.
        """
        assert attempt.device_code is not None  # noqa: S101 - a device attempt waits with its code
        server = self._servers.get(attempt.server)
        query = {"client_id": server.client_id, "device_code": attempt.device_code.reveal()}
        begin = self._clock() + (WINDOW if resumed else 0.0)
        schedule = Schedule(random.random, not_before=begin)
        async with connect(attempt.server) as http:
            while schedule.next_at - self._clock() < self._attempts.left(attempt):
                await self._sleep(schedule.next_at - self._clock())
                if self._left(attempt.id):
                    return None
                sent_at = self._clock()
                poll = await _ask(http, query)
                if poll.kind in (GRANTED, ENDED):
                    return poll
                schedule.polled(poll.kind, sent_at, self._clock())
        await self._sleep(self._attempts.left(attempt))
        return None

    def _left(self, attempt_id: str) -> bool:
        """Whether the attempt waits no longer: cancelled, perhaps by another host."""
        attempt = self._attempts.find(attempt_id)
        return attempt is None or attempt.state != WAITING


async def _ask(http: HttpClient, query: dict[str, str]) -> Poll:
    try:
        response = await http.get(POLL_PATH, query)
    except CompanionError:
        return Poll(HICCUP)  # the approval may still come: only the server's own words end the wait
    return read_poll(http.server, response.status, response.body)
