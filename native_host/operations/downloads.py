"""downloads.save: a writeup or handout into the user's own download folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..downloads.file_names import safe_name
from ..rpc.fields import choice, name, origin
from ..rpc.operation import API_ERRORS, API_KINDS, ASSESSMENT_ERRORS, Operation
from ..rpc.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..autolab.http_messages import Sink
    from ..downloads.folder import PartialFile
    from ..rpc.operation import Context
    from ..wire.shapes.submissions import Download, DownloadParams, SavedFile

WHAT = ("writeup", "handout")


class Saving:
    """One download: opens its file when the server turns out to send one, and drops it unless it became whole."""

    def __init__(self, folder: Callable[[], Path], progress: Progress) -> None:
        self._folder, self._progress = folder, progress
        self._incoming: PartialFile | None = None
        self._size: int | None = None

    def open_sink(self, _proposed: str | None, size: int | None) -> Sink:
        """For Client.download. Raises storage_unsafe, download_failed."""
        from ..downloads.folder import PartialFile

        self._incoming = PartialFile(self._folder())
        self._size = size
        return self._keep

    async def _keep(self, chunk: bytes) -> None:
        assert self._incoming is not None  # noqa: S101 - the client opens before it writes
        self._incoming.write(chunk)
        self._progress.report(received=self._incoming.size, size=self._size)

    async def finish(self, filename: str) -> SavedFile:
        """The saved file. Raises download_failed."""
        import asyncio  # the dispatcher reads parameters without it

        # From here on the thread alone closes it: a request cancelled meanwhile must not pull it from under the thread.
        incoming, self._incoming = self._incoming, None
        assert incoming is not None  # noqa: S101 - as above
        # A slow disk takes seconds to flush a large file; no other request should wait for that.
        path = await asyncio.to_thread(_finished, incoming, filename)
        self._progress.report(last=True, received=incoming.size, size=incoming.size)
        return {"kind": "file", "path": str(path), "filename": path.name, "size": incoming.size}

    def close(self) -> None:
        """Leave nothing half behind."""
        if self._incoming is not None:
            self._incoming.close()


def _finished(incoming: PartialFile, filename: str) -> Path:
    with incoming:
        return incoming.finish(filename)


async def _save(context: Context, params: DownloadParams) -> Download:
    from ..downloads.folder import downloads_root, folder_for

    return await save_into(
        context, params, lambda: folder_for(downloads_root(), params["course"], params["assessment"])
    )


async def save_into(context: Context, params: DownloadParams, folder: Callable[[], Path]) -> Download:
    """The operation, into the folder that `folder()` gives once there is a file for it."""
    from ..autolab.endpoints import materials

    server, course, assessment, what = (params[part] for part in ("server", "course", "assessment", "what"))
    progress = Progress(context.notify, "download.progress", params, context.services.steady)
    call = {"writeup": materials.writeup, "handout": materials.handout}[what](course, assessment)
    saving = Saving(folder, progress)
    try:
        material = await context.services.client(server).download(call, saving.open_sink)
        if material.kind == "file":
            return await saving.finish(safe_name(material.filename or what, what))
        return {"kind": "none"} if material.url is None else {"kind": "url", "url": material.url}
    finally:
        saving.close()


OPERATIONS = {
    "downloads.save": Operation(
        params={"server": origin(), "course": name(), "assessment": name(), "what": choice(*WHAT)},
        kinds=API_KINDS,
        errors=(*API_ERRORS, *ASSESSMENT_ERRORS, "download_failed", "storage_unsafe"),
        fetch=_save,
    ),
}
