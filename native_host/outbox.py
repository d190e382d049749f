"""The one way out: whole frames on the real stdout, from any thread, never interleaved.

The desk writes directly. The engine must never wait for a slow reader (an upload is on its loop), so its
payloads are queued and a writer thread takes them from there.
"""

from __future__ import annotations

import _thread
import os

from .wire.frames import encode_frame

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from collections.abc import Iterable
    from queue import SimpleQueue

MAX_WAITING = 10_000
"""Payloads queued for a reader that has stopped reading; beyond it notifications are dropped, replies never."""


class Outbox:
    """Frames to one file descriptor. `gone` turns true once the reader has closed it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = _thread.allocate_lock()  # threading costs the first reply 2 ms
        self._starting = _thread.allocate_lock()
        self._queue: SimpleQueue[bytes] | None = None
        self.gone = False

    def write(self, payloads: Iterable[bytes]) -> None:
        """Write each payload as a frame, now; blocks while the pipe is full."""
        for payload in payloads:
            self._write(encode_frame(payload))

    def post(self, payloads: Iterable[bytes], *, droppable: bool = False) -> None:
        """Queue payloads for the writer thread; returns at once. Raises frame_too_large, here and not there."""
        queue = self.started()
        for payload in payloads:
            frame = encode_frame(payload)
            if not (droppable and queue.qsize() > MAX_WAITING):
                queue.put(frame)

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
        with self._starting:  # not the writing lock: a blocked desk holds it, and the engine must not wait
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

    def _write(self, frame: bytes) -> None:
        left = memoryview(frame)
        with self._lock:
            try:
                while left and not self.gone:
                    left = left[os.write(self._descriptor, left) :]
            except OSError:  # the browser closed its end; the desk ends on its own end of input
                self.gone = True
