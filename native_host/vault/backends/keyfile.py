"""The key in a file of mode 0600: safe from other users and if records are copied, not from who reads the folder."""

from __future__ import annotations

from .. import safe_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .protocol import Removal


class KeyFile:
    """The backend in the file `path`."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def unlock(self, passphrase: str) -> None:
        """See backends.protocol."""

    def load(self) -> bytes | None:
        """See backends.protocol."""
        return safe_files.read_bytes(self._path)

    def store(self, keyset: bytes) -> None:
        """See backends.protocol."""
        safe_files.write_bytes(self._path, keyset)

    def forget(self) -> Removal:
        """See backends.protocol."""
        return "removed" if safe_files.remove(self._path) else "absent"
