"""An upload on its way: its bytes, the limit on how long none of them moves, and the end of sending."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .multipart import Envelope
from .upload_socket import UploadSockets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from .http_messages import UploadBody
    from .timeouts import Timeouts


class UploadStream:
    """The body of one request. `on_complete()` is called before its last bytes leave. Raises filename_refused."""

    def __init__(self, body: UploadBody, timeouts: Timeouts, on_complete: Callable[[], None]) -> None:
        self._envelope = Envelope(body)
        self._timeouts, self._on_complete = timeouts, on_complete
        self._limit: asyncio.Timeout | None = None
        self.sockets = UploadSockets()
        self.refused = False
        """Whoever refuses a file while it comes reads no more of it: once this is set, sending stops."""
        self.own_error: Exception | None = None
        """What the file's source raised, which ends the request as a broken connection would."""
        self.headers = {
            "Content-Type": self._envelope.content_type,
            "Content-Length": str(self._envelope.length),
        }

    def limited(self) -> asyncio.Timeout:
        """Raises TimeoutError when nothing moves any more, or no answer comes to the whole."""
        self._limit = asyncio.timeout(self._timeouts.connect + self._timeouts.stall)
        return self._limit

    async def parts(self) -> AsyncIterator[bytes]:
        """The bytes; each chunk asked for proves that the one before moved."""
        left = self._envelope.length
        try:
            async for chunk in self._envelope.stream():
                if self.refused:
                    return
                left -= len(chunk)
                self._allow(self._timeouts.stall)
                if not left:
                    self._on_complete()  # before the last bytes leave: from then on the server may act
                yield chunk
        except Exception as error:
            self.own_error = error
            raise
        self._allow(self._timeouts.answer)

    def _allow(self, seconds: float) -> None:
        if self._limit is not None:
            self._limit.reschedule(asyncio.get_running_loop().time() + seconds)
