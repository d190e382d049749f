"""How long a server is waited for."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. A person waits for `total` at most; what moves whole files is bounded by its progress.

    `stall` is the time in which nothing of a file moves, `answer` the time for the server to judge a file that has
    left whole: giving up on that leaves a doubt, and a gateway before it takes a minute. `upload` bounds a whole
    file's way in either direction.
    """

    connect: float = 10.0
    total: float = 28.0
    stall: float = 28.0
    answer: float = 65.0
    upload: float = 3600.0

    def of(self, *, upload: bool, stream: bool, total: float) -> aiohttp.ClientTimeout:
        """aiohttp's timeouts for an upload, a body that is streamed, or any other exchange."""
        if upload or stream:
            read = None if upload else self.stall
            return aiohttp.ClientTimeout(total=self.upload, sock_connect=self.connect, sock_read=read)
        return aiohttp.ClientTimeout(total=total, sock_connect=self.connect)
