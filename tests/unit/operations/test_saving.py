"""A download that is being kept while whoever asked for it goes away."""

from __future__ import annotations

import asyncio
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from native_host.operations.downloads import Saving
from native_host.rpc.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_who_goes_away_while_the_disk_is_slow_tears_nothing_from_under_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushing, may_end = threading.Event(), threading.Event()

    def slow(_descriptor: int) -> None:
        flushing.set()
        may_end.wait()

    monkeypatch.setattr(os, "fsync", slow)

    async def scenario() -> None:
        saving = Saving(lambda: tmp_path, Progress(lambda *_: None, "download.progress", {}, lambda: 0.0))
        await saving.open_sink(None, 1)(b"x")
        asked = asyncio.ensure_future(saving.finish("handout.tar"))
        try:
            await asyncio.to_thread(flushing.wait)
            asked.cancel()
            with suppress(asyncio.CancelledError):
                await asked
            saving.close()
        finally:
            may_end.set()

    asyncio.run(scenario())  # which waits for its threads
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [(path.name, path.read_bytes()) for path in kept] == [("handout.tar", b"x")]
