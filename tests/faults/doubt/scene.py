"""A student, a small Autolab and the time between them, all in this process: what tests of doubts share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from native_host.rpc.progress import Progress
from native_host.storage.submissions.entry import Entry
from native_host.submission import steps
from native_host.submission.driver import Submitting
from native_host.submission.follow_up import resume_unsettled
from native_host.wire.errors import CompanionError
from tests.handing_in import COURSE, EMAIL
from tests.sandbox.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from native_host.services import Services
    from native_host.uploads.receiving import Upload
    from native_host.wire.identifiers import Email
    from tests.sandbox import Sandbox

Told = Mapping[str, Any]
CONTENT = b"int main(void) { return 0; }\n" * 20_000
SUBMIT = {"method": "POST", "path": "/submit$"}


class Time:
    """Our clock and the server's, which waiting moves; `meanwhile` is what happens in the world at each wait."""

    def __init__(self, box: Sandbox) -> None:
        self.now = time.time()
        self.box = box
        self.waits: list[float] = []
        self.meanwhile: Callable[[int], None] = lambda _: None
        self.of_progress: Callable[[], float] = self
        """What is said is spaced by it; by default it stands still, so that each phase is said once."""

    def __call__(self) -> float:
        return self.now

    async def wait(self, seconds: float) -> None:
        self.pass_by(seconds)
        self.waits.append(seconds)
        await asyncio.to_thread(self.meanwhile, len(self.waits))

    def pass_by(self, seconds: float) -> None:
        self.now += seconds
        self.box.clock.advance(seconds)


async def at_once(_seconds: float) -> None:
    """In place of the client's pause between two attempts at one request."""


def received(services: Services, box: Sandbox, content: bytes, email: Email = EMAIL) -> Upload:
    upload = services.uploads.begin((box.base, email, COURSE, "homework2"), "handin.c", len(content))
    upload.spool.write(content)
    return upload


async def submitted(services: Services, box: Sandbox, clock: Time, *, again: bool = False) -> Entry:
    return await sent(services, box, clock, received(services, box, CONTENT), again=again)


async def sent(
    services: Services,
    box: Sandbox,
    clock: Time,
    upload: Upload,
    told: list[Told] | None = None,
    **options: Any,
) -> Entry:
    """Hand `upload` in; `told` gets what is said on the way, `options` are Submitting's."""
    try:
        return await on_its_way(services, box, clock, upload, told, **options).run()
    finally:
        services.uploads.abandon(upload.id)
        await services.client(box.base).close()


def on_its_way(
    services: Services,
    box: Sandbox,
    clock: Time,
    upload: Upload,
    told: list[Told] | None = None,
    **options: Any,
) -> Submitting:
    """What hands `upload` in; on a loop."""
    services.client(box.base)._pause = at_once
    heard = [] if told is None else told
    progress = Progress(lambda _method, news: heard.append(news), "submit.progress", {}, clock.of_progress)
    options = {"again": False, "waiter": clock.wait, **options}
    return Submitting(services, upload, "Homework 2", progress, **options)


async def settled(services: Services, box: Sandbox, clock: Time) -> list[Any]:
    """What a host's next start tells."""
    services.client(box.base)._pause = at_once
    told: list[Any] = []
    await resume_unsettled(
        services, lambda method, params: told.append((method, params["receipt"]["state"])), clock.wait
    )
    await services.client(box.base).close()
    return told


def sending(box: Sandbox, clock: Time, **changes: object) -> Entry:
    """An entry as a host writes it that is killed before its last bytes leave."""
    entry = Entry(
        "k" * 32,
        *(box.base, EMAIL, COURSE, "homework2", "Homework 2", "handin.c"),
        size=3,
        sha256="0" * 64,
        sent_at=clock.now,
        baseline=0,
    )
    return replace(entry, **changes)  # type: ignore[arg-type]  # replace() is untyped by field


def doubtful(box: Sandbox, clock: Time, **changes: object) -> Entry:
    """An entry whose host was killed after its last bytes had left, as the next one finds it."""
    known = {"listed_at": float(int(box.clock.time())), "left_at": clock.now, **changes}
    return steps.orphaned(sending(box, clock, **known), clock.now)


class Nobody:
    """In place of a follow-up that has not begun."""

    async def run(self) -> None:
        """Do nothing."""


def asks(name: str) -> pytest.RaisesExc[CompanionError]:
    return pytest.RaisesExc(CompanionError, check=lambda error: error.name == name)


def kept(services: Services) -> Entry:
    """The one entry there is."""
    ((entry,), unreadable) = services.journal.everything()
    assert not unreadable
    return entry


def posts(box: Sandbox) -> int:
    return sum(record.method == "POST" and record.path.endswith("/submit") for record in box.requests)


def lists_asked(box: Sandbox) -> list[str]:
    return [each.path.split("/")[-2] for each in box.requests if each.path.endswith("/submissions")]


def by_hand(box: Sandbox, content: bytes = b"from the web page", filename: str = "handin.c") -> None:
    """Somebody hands in on another machine, or a slow server finishes."""
    token = box.issue("student1@foo.bar").token
    path = f"/api/v1/courses/{COURSE}/assessments/homework2/submit"
    Visitor(box.base, token).upload(path, content, filename)
