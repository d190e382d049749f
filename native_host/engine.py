"""The engine: one background thread with one asyncio loop, for everything that needs the network.

Its imports cost a third of a second. They are paid after the first reply, behind the user's own pause: the
thread waits until work is asked for or the channel has been quiet for WARM_DELAY.
"""

from __future__ import annotations

import threading

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine
    from typing import Any

    Work = Callable[[], Coroutine[Any, Any, Any]]
    Done = Callable[[Any, BaseException | None], None]

WARM_DELAY = 0.25
"""Seconds without work before the engine warms itself: longer than a page takes to ask for its badges."""
FINISH_GRACE = 20.0
"""Seconds that work marked `finishes` may take once the browser has gone; Firefox asks again after 3 (SIGTERM) and
kills after 6, Chromium kills after 2."""


class Job:
    """One piece of work. `done(result, error)` is called exactly once, on the engine's thread."""

    def __init__(self, engine: Engine, work: Work, done: Done, *, finishes: bool) -> None:
        self._engine, self._work, self._done = engine, work, done
        self.finishes = finishes
        self.cancelled = False
        self.task: asyncio.Task[Any] | None = None

    def cancel(self) -> None:
        """Ask for the end of this work; it is then done with a CancelledError. Any thread may ask."""
        self.cancelled = True
        self._engine.on_loop(self._cancel_on_loop)

    def _cancel_on_loop(self) -> None:
        if self.task is not None:
            self.task.cancel()

    def begin(self) -> asyncio.Task[Any]:
        """On the loop: do the work. A task cancelled before its first step never runs; its end is told all the same."""
        import asyncio

        self.task = asyncio.get_running_loop().create_task(self._work())
        self.task.add_done_callback(self._ended)
        if self.cancelled:
            self.task.cancel()
        return self.task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        import asyncio

        # `done` may know this job: a task kept beside it would keep its result until the next collection of cycles.
        self.task = None
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        self._done(None if error else task.result(), error)
        _let_go(error)


def _let_go(error: BaseException | None) -> None:
    """Its traceback holds the frames it went through, which hold it, and a server's answer of megabytes beside it."""
    while error is not None:
        error.__traceback__, error = None, error.__context__


class Engine:
    """Runs jobs on its loop; the first of them is `warm_up`, once the loop runs."""

    def __init__(self, warm_up: Work, warmed: Done) -> None:
        self._warm_up = Job(self, warm_up, warmed, finishes=False)
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._backlog: list[Callable[[], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._jobs: set[Job] = set()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def job(self, work: Work, done: Done, *, finishes: bool = False) -> Job:
        """A job that is not started yet, so that its asker can note it before it ends."""
        return Job(self, work, done, finishes=finishes)

    def start(self, job: Job) -> None:
        """Start a job on the loop; any thread may ask."""
        self._wake.set()
        self.on_loop(lambda: self._start(job))

    def on_loop(self, call: Callable[[], None]) -> None:
        """Run `call()` on the loop's thread, soon; before the loop runs it is kept in order."""
        with self._lock:
            if self._loop is None:
                self._backlog.append(call)
                return
        try:
            self._loop.call_soon_threadsafe(call)
        except RuntimeError:  # the loop is closed: every job has ended and was told so
            return

    def close(self) -> None:
        """End: cancel what nobody awaits any more, wait for what must be finished, at most FINISH_GRACE."""
        with self._lock:
            if self._loop is None and not self._wake.is_set():
                return  # never warmed: a daemon thread that only waits needs no farewell
        self.on_loop(lambda: self._stop.set() if self._stop else None)
        self._wake.set()
        self._thread.join(FINISH_GRACE + 1)

    def _start(self, job: Job) -> None:
        self._jobs.add(job)
        job.begin().add_done_callback(lambda _: self._jobs.discard(job))

    def _run(self) -> None:
        self._wake.wait(WARM_DELAY)
        import asyncio  # this is what warming means

        asyncio.run(self._main())

    async def _main(self) -> None:
        import asyncio  # the loop has imported it

        self._stop = asyncio.Event()
        with self._lock:
            self._loop = asyncio.get_running_loop()
            backlog, self._backlog = self._backlog, []
        for call in backlog:
            call()
        self._start(self._warm_up)
        await self._stop.wait()
        for job in list(self._jobs):
            if not job.finishes:
                job.cancel()
        running = [job.task for job in self._jobs if job.task]
        if running:
            await asyncio.wait(running, timeout=FINISH_GRACE)
