"""What tests of staff's tables share: a table on its way as the extension sends it, and jobs followed to their end."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from native_host.limits import PART
from tests.sandbox import start_sandbox
from tests.sandbox.seeds.crowd import COURSE, plant

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from tests.asking import Asker
    from tests.sandbox import Sandbox


@contextmanager
def crowded(people: int, assessments: int) -> Iterator[Sandbox]:
    """A sandbox with a course of so many."""
    with start_sandbox(throttle=False) as box:
        plant(box.state, people=people, assessments=assessments)
        yield box


class Desk:
    """A member of staff with files, in one course."""

    def __init__(self, asker: Asker, box: Sandbox, course: str = COURSE) -> None:
        self.asker, self._server, self.course = asker, box.base, course

    async def preview(self, kind: str, table: str | bytes, **more: Any) -> dict[str, Any]:
        """The job that the table would be."""
        data = table if isinstance(table, bytes) else table.encode()
        begun = await self.ask("begin", course=self.course, size=len(data))
        for part in parts(data):
            self.asker.answer("submit.part", upload=begun["upload"], **part)
        digest = hashlib.sha256(data).hexdigest()
        return await self.ask("preview", upload=begun["upload"], sha256=digest, kind=kind, **more)

    async def confirm(self, job: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Confirm it and wait for its end."""
        return await self.asker.finished(
            "staff.confirm", server=self._server, job=job["job"], digest=job["digest"], **more
        )

    async def begun(self, job: dict[str, Any]) -> asyncio.Task[Any]:
        """Confirm it and wait for the reply; the work that goes on."""
        given = {"server": self._server, "job": job["job"], "digest": job["digest"]}
        work, early = self.asker.fetching("staff.confirm", **given)
        assert (await early)["state"] == "running"
        return work

    async def lines(self, job: dict[str, Any], *states: str) -> list[dict[str, Any]]:
        """All lines in these states, page by page."""
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["number"] if found else 0
            more = {"states": list(states)} if states else {}
            page = await self.ask("lines", job=job["job"], after=after, limit=500, **more)
            found += page["lines"]
            if not page["more"]:
                return found

    async def export(self, kind: str, **more: Any) -> str:
        """The file's text."""
        text: str = (await self.ask("export", course=self.course, kind=kind, **more))["content"]
        return text

    async def ask(self, name: str, **params: Any) -> dict[str, Any]:
        """One of staff.*."""
        return await self.asker.asked(f"staff.{name}", server=self._server, **params)


def parts(data: bytes) -> Iterator[dict[str, Any]]:
    """What submit.part takes besides the upload, part by part."""
    for index, start in enumerate(range(0, len(data), PART)):
        part = data[start : start + PART]
        yield {"index": index, "data": base64.b64encode(part).decode(), "crc32": zlib.crc32(part)}


def edited(text: str, change: Any) -> str:
    """The CSV with `change(row)` applied to each row, a dictionary by heading."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(reader.fieldnames or ()))
    writer.writeheader()
    for number, row in enumerate(reader):
        change(number, row)
        writer.writerow(row)
    return out.getvalue()
