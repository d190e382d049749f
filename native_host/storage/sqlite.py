"""SQLite, as `sqlite3` gives it: `from .sqlite import sqlite3`.

The module below it has all that is used here. The one above brings datetime, to turn dates into columns, and costs the
remembered answers a millisecond and a half.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import _sqlite3 as sqlite3
    except ImportError:  # an interpreter that has it otherwise
        import sqlite3

__all__ = ["sqlite3"]
