"""What the cache could not write: kept while this process lives, sealed as it would have been on the disk."""

from __future__ import annotations


class Unwritten:
    """Sealed answers by the cache's opaque keys; `limit` bounds their bytes, and the oldest go first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rows: dict[bytes, tuple[bytes, bytes]] = {}

    def keep(self, row: bytes, account: bytes, sealed: bytes) -> None:
        """In place of what was kept under `row`; `account` is the opaque key of whose it is."""
        self.drop(row)
        self._rows[row] = account, sealed
        held = list(self._rows.items())
        size = sum(len(one) for _, (_, one) in held)
        for oldest, (_, one) in held:
            if size <= self._limit:
                return
            self.drop(oldest)
            size -= len(one)

    def get(self, row: bytes) -> bytes | None:
        """What is kept under `row`."""
        return self._rows.get(row, (b"", None))[1]

    def drop(self, row: bytes) -> None:
        """Forget one answer."""
        self._rows.pop(row, None)

    def forget(self, account: bytes) -> None:
        """Forget everything of an account."""
        for row, (whose, _) in list(self._rows.items()):
            if whose == account:
                self.drop(row)
