"""Changes to the user's files with their undo: leave the block by an exception and everything is as it was.

No change follows a link: a linked folder or file is refused, since it may lead anywhere.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from native_host.wire.errors import CompanionError

if sys.platform == "win32":
    from native_host.vault import file_rules_windows as rules
else:
    from native_host.vault import file_rules_posix as rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

PRIVATE_FOLDER = 0o700


class Changes:
    """A block of changes. Raises target_unsafe (a link, a foreign owner) or install_failed, after the undo."""

    def __init__(self, folder_mode: int = PRIVATE_FOLDER) -> None:
        self._undo = ExitStack()
        self._folder_mode = folder_mode
        self.done = ExitStack()
        """Once the block has ended well: how to take it back all the same."""
        self.made_folders: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is None:
            self.done = self._undo.pop_all()
            return
        self._undo.close()
        if isinstance(error, OSError):
            raise CompanionError(
                "install_failed", path=str(error.filename or "A file"), detail=error.strerror or str(error)
            ) from error

    def take_over(self, done: Changes) -> None:
        """Count changes of an inner block, which has ended well, among these: they are undone with them."""
        self.made_folders += done.made_folders
        self._undo.push(done.done)

    def on_undo(self, undo: Callable[[], object]) -> None:
        """Remember how to take back a change made elsewhere, such as in the registry."""
        self._undo.callback(undo)

    def make_folder(self, path: Path) -> None:
        """See that the folder is there, ours and no link; missing ones are made for the user alone."""
        if not path.exists() and not path.is_symlink():
            self._make_parents(path.parent)
            path.mkdir(self._folder_mode)
            self.made_folders.append(path)
            self._undo.callback(path.rmdir)
        else:
            refuse_foreign(path)

    def _make_parents(self, path: Path) -> None:
        # Above the folder itself the user's own arrangement counts: a linked ~/.config is fine if it leads to
        # theirs; and root's /tmp is no stranger's.
        if path.is_dir():
            refuse_foreign(path.resolve(), root_is_fine=True)
        else:
            self.make_folder(path)

    def remove_folder(self, path: Path) -> bool:
        """Remove the folder if it is there and empty."""
        if not path.is_dir() or path.is_symlink() or any(path.iterdir()):
            return False
        mode = stat.S_IMODE(path.lstat().st_mode)
        path.rmdir()
        self._undo.callback(path.mkdir, mode)
        return True

    def write(self, path: Path, data: bytes, mode: int) -> None:
        """Replace the file by `data`, whole or not at all."""
        self.make_folder(path.parent)
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise CompanionError(
                "target_unsafe", path=str(path), detail="it is a link or no regular file; move it away"
            )
        before = path.read_bytes() if path.exists() else None
        before_mode = stat.S_IMODE(path.lstat().st_mode) if before is not None else 0
        _replace(path, data, mode)
        if before is None:
            self._undo.callback(path.unlink)
        else:
            self._undo.callback(_replace, path, before, before_mode)

    def link(self, path: Path, target: Path) -> bool:
        """Make a symbolic link; False if something of that name is there already."""
        self.make_folder(path.parent)
        if path.exists() or path.is_symlink():
            return False
        path.symlink_to(target)
        self._undo.callback(path.unlink)
        return True

    def unlink(self, path: Path, target: Path) -> bool:
        """Remove a symbolic link that leads to the target, and nothing else."""
        if not path.is_symlink() or path.readlink() != target:
            return False
        path.unlink()
        self._undo.callback(path.symlink_to, target)
        return True

    def move(self, path: Path, to: Path) -> None:
        """Rename a file or link."""
        path.rename(to)
        self._undo.callback(to.rename, path)

    def remove(self, path: Path) -> bool:
        """Delete a regular file; False if there was none."""
        if not path.exists() and not path.is_symlink():
            return False
        if path.is_symlink() or not path.is_file():
            raise CompanionError(
                "target_unsafe", path=str(path), detail="it is a link or no regular file; move it away"
            )
        data, mode = path.read_bytes(), stat.S_IMODE(path.lstat().st_mode)
        path.unlink()
        self._undo.callback(_replace, path, data, mode)
        return True


def refuse_foreign(folder: Path, *, root_is_fine: bool = False) -> None:
    """Raise target_unsafe unless the folder is a real folder of the user who runs us."""
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode):
        detail = f"it is a link to {folder.readlink()}; replace the link by a real folder"
    elif not stat.S_ISDIR(found.st_mode):
        detail = "it is not a folder; move it away"
    elif is_foreign(found) and not (root_is_fine and found.st_uid == 0):
        detail = f"it belongs to the user with the id {found.st_uid}; run this command as that user"
    else:
        return
    raise CompanionError("target_unsafe", path=str(folder), detail=detail)


def is_foreign(found: os.stat_result) -> bool:
    """Whether the file belongs to somebody else. Windows has no such owner ids."""
    return os.name != "nt" and found.st_uid != os.geteuid()


def _replace(path: Path, data: bytes, mode: int) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)  # a run with our process id that was killed
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | rules.OPEN_FLAGS, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if os.name != "nt":
                os.fchmod(file.fileno(), mode)  # whatever the umask
            rules.sync_file(file.fileno())
        rules.replace(str(temporary), str(path))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    rules.sync_folder(str(path.parent))
