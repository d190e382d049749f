"""Putting a file into the download folder: never through a link, never over another file, never half."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from ..timestamps import DAY
from ..vault.safe_files import why_unwritable
from ..wire.errors import CompanionError
from .file_names import numbered, safe_name

FOLDER_VARIABLE = "AUTOLAB_COMPANION_DOWNLOADS"
"""Environment variable that overrides the platform's download folder."""
MOST_COPIES = 999
PART_ENDING = ".part"
LEFT_BEHIND = DAY
"""Seconds after which a part belongs to no download: its host was killed, and nobody else can see the hidden file."""

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def downloads_root() -> Path:
    """The user's download folder, or the environment's choice."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen:
        return Path(chosen).absolute()
    import platformdirs

    return Path(platformdirs.user_downloads_dir())


def folder_for(root: Path, *names: str) -> Path:
    """root/Autolab/<names>, made where missing. Raises storage_unsafe (something is in the way), download_failed."""
    folder = root
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("Autolab", *(safe_name(name, "unnamed") for name in names)):
            folder /= name
            folder.mkdir(exist_ok=True)
            # A link below our own folder would lead what a server sends to wherever it points.
            if folder.is_symlink():
                raise CompanionError("storage_unsafe", path=str(folder), detail="it is a symbolic link")
    except FileExistsError as error:
        raise CompanionError(
            "storage_unsafe", path=str(folder), detail="a file is in the folder's place"
        ) from error
    except OSError as error:
        raise _failed(error) from error
    return folder


class PartialFile:
    """One file on its way into a folder, under a `.part` name until it is whole.

    A context manager, or end it with `close()`: without `finish()` nothing stays behind. Writing raises
    download_failed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._part = folder / f".{secrets.token_hex(8)}{PART_ENDING}"
        self.size = 0
        _sweep(folder)
        try:
            self._descriptor: int | None = os.open(self._part, _FLAGS, 0o600)
        except OSError as error:
            raise _failed(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove what was not finished."""
        self._close()
        self._part.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Append."""
        assert self._descriptor is not None  # noqa: S101 - not used after finish()
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self._descriptor, left) :]
        except OSError as error:
            raise _failed(error) from error
        self.size += len(data)

    def finish(self, name: str) -> Path:
        """Give the whole file its name, or the first numbered one that is free."""
        assert self._descriptor is not None  # noqa: S101 - finished once
        try:
            os.fsync(self._descriptor)
            self._close()
            return self._named(name)
        except OSError as error:
            raise _failed(error) from error

    def _named(self, name: str) -> Path:
        for count in range(1, MOST_COPIES + 1):
            final = self._folder / numbered(name, count)
            try:
                # Claimed first, since a rename alone would replace what has the name; links need a better file system.
                os.close(os.open(final, _FLAGS, 0o600))
            except FileExistsError:
                continue
            try:
                self._part.replace(final)
            except OSError:
                final.unlink(missing_ok=True)
                raise
            return final
        raise CompanionError("download_failed", detail=f"{name} is there {MOST_COPIES} times already")

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove the parts that killed hosts left in the folder."""
    for part in folder.glob(f".{'[0-9a-f]' * 16}{PART_ENDING}"):
        with suppress(OSError):
            # A part from the future was left when the clock was wrong: one under way is written to all the time.
            if abs(time.time() - part.lstat().st_mtime) > LEFT_BEHIND:
                part.unlink()


def _failed(error: OSError) -> CompanionError:
    return CompanionError("download_failed", detail=why_unwritable(error))
