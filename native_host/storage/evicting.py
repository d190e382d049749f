"""Making room in the cache: what was not used for longest goes first."""

from __future__ import annotations

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from sqlite3 import Connection

ROOM = 0.9
"""Part of the limit that remains, so that not every answer has to make room."""


def evict(connection: Connection, limit: int) -> None:
    """Bring the sealed bytes under `limit`, if they are above it."""
    (held,) = connection.execute("SELECT total(size) FROM answer").fetchone()
    if held <= limit:
        return
    oldest = connection.execute("SELECT rowid, size FROM answer ORDER BY used, rowid").fetchall()
    for rowid, size in oldest:
        if held <= limit * ROOM:
            return
        connection.execute("DELETE FROM answer WHERE rowid = ?", (rowid,))
        held -= size
