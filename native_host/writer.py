"""The one way out: whole frames on the real stdout, from any thread, never interleaved.

    writer.write(result_payloads(1, {"ok": True}))                 # the dispatcher: now, however long it takes
    if not writer.post(payloads):                                  # the engine: queued, False if too much waits
        writer.post(notification, within=NOTICES)                  # the first thing to be dropped

The dispatcher writes directly. The engine must never wait for a slow reader (an upload is on its loop), so its
payloads are queued and a writer thread takes them from there. The queue is bounded: a browser that does not read
must not cost the memory of the computer.
"""

from __future__ import annotations

import _thread
import os

from .wire import jsonrpc
from .wire.frames import MAX_FRAME, encode_frame

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from queue import SimpleQueue
    from typing import Any

    from .wire.jsonrpc import RequestId

NOTICES = 8 * MAX_FRAME
"""Bytes that may wait for a reader that has stopped reading while a notification is queued behind them."""
REPLIES = 24 * MAX_FRAME
"""The same for a reply; one is queued whatever its size when nothing waits before it."""
ALWAYS = 1 << 62
"""For what stands in for a dropped reply; there are no more of these than requests."""


class Writer:
    """Frames to one file descriptor. `gone` turns true once the reader has closed it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.missed: Callable[[int], bytes] | None = None
        """Makes the payload that tells of so many notifications dropped; it is sent when there is room again."""
        self._count = _thread.allocate_lock()
        self._waiting = self._dropped = 0
        self._lock = _thread.allocate_lock()  # threading costs the first reply 2 ms
        self._starting = _thread.allocate_lock()
        self._queue: SimpleQueue[bytes] | None = None
        self.gone = False

    def write(self, payloads: Iterable[bytes]) -> None:
        """Write each payload as a frame, now; blocks while the pipe is full."""
        for payload in payloads:
            self._write(encode_frame(payload))

    def post(self, payloads: Iterable[bytes], within: int = REPLIES) -> bool:
        """Queue payloads for the writer thread, all or none; returns at once, False if too much waits already.

        Raises frame_too_large, here and not there.
        """
        queue, frames = self.started(), [encode_frame(payload) for payload in payloads]
        size = sum(map(len, frames))
        with self._count:
            if self._waiting and self._waiting + size > within:
                self._dropped += within == NOTICES
                return False
            self._waiting += size
        for frame in frames:
            queue.put(frame)
        return True

    def drained(self, seconds: float) -> bool:
        """Wait until the queue is written out, at most `seconds`; False when it was not."""
        if self._queue is None:
            return True
        import threading  # the writer thread has imported it

        marker = threading.Event()
        self._queue.put(marker.set)  # type: ignore[arg-type]  # the writer calls what is not bytes
        return marker.wait(seconds)

    def started(self) -> SimpleQueue[bytes]:
        """The queue, with a writer at its end. To be called before the first reply depends on it: it may fail."""
        with (
            self._starting
        ):  # not the writing lock: a blocked dispatcher holds it, and the engine must not wait
            if self._queue is None:
                import queue  # only once the engine speaks
                import threading

                self._queue = queue.SimpleQueue()
                threading.Thread(target=self._run, name="writer", daemon=True).start()
            return self._queue

    def _run(self) -> None:
        assert self._queue is not None  # noqa: S101 - set before the thread starts
        while True:
            frame = self._queue.get()
            if callable(frame):
                frame()
            else:
                self._write(frame)
                self._written(len(frame))

    def _written(self, size: int) -> None:
        with self._count:
            self._waiting -= size
            dropped = self._dropped if self._waiting <= NOTICES // 2 else 0
            self._dropped -= dropped
        if dropped and self.missed:
            self._write(encode_frame(self.missed(dropped)))

    def _write(self, frame: bytes) -> None:
        left = memoryview(frame)
        with self._lock:
            try:
                while left and not self.gone:
                    left = left[os.write(self._descriptor, left) :]
            except OSError:  # the browser closed its end; the dispatcher ends on its own end of input
                self.gone = True


def result_payloads(request_id: RequestId, result: Mapping[str, Any]) -> list[bytes]:
    """Payloads of the one reply: the result, or internal_error for one that JSON cannot say."""
    try:
        return list(jsonrpc.result_reply(request_id, result))
    except (TypeError, ValueError, RecursionError) as error:
        from .bugs import bug

        return list(jsonrpc.error_reply(request_id, bug(error)))
