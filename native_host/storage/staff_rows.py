"""The rows of staff jobs: their tables, and each part sealed for its own place, so that none can be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ..vault.vault import Vault
    from ..wire.identifiers import AccountKey

MIGRATIONS = (
    """
    CREATE TABLE job (
        id TEXT PRIMARY KEY,
        account BLOB NOT NULL,
        made INTEGER NOT NULL, -- in milliseconds
        head BLOB NOT NULL
    );
    CREATE INDEX job_account ON job (account);
    CREATE TABLE line (
        job TEXT NOT NULL REFERENCES job (id),
        number INTEGER NOT NULL,
        state TEXT NOT NULL,
        plan BLOB NOT NULL,
        outcome BLOB,
        PRIMARY KEY (job, number)
    ) WITHOUT ROWID;
    CREATE INDEX line_state ON line (job, state)
    """,
)
_PARTS = (
    ("job", "head", "id, 0", "id = ? AND ? = 0"),
    ("line", "plan", "job, number", "job = ? AND number = ?"),
    ("line", "outcome", "job, number", "job = ? AND number = ?"),
)
"""Table, column, what names a row of it, and how that row is found."""


class JobSealing:
    """Plain parts to sealed ones and back. Raises what the vault raises."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def owner(self, account: AccountKey) -> bytes:
        """What stands for an account on the disk."""
        return self._vault.fingerprint("account", account)

    def seal(self, job: str, number: int, part: str, plain: bytes) -> bytes:
        """`part` is head, plan or outcome; `number` is the line's, 0 for the head."""
        return self._vault.seal(f"staff {job} {number} {part}", plain)

    def unseal(self, job: str, number: int, part: str, sealed: Any) -> bytes:
        """What was sealed for that place. Raises record_damaged."""
        if not isinstance(sealed, bytes):  # a flipped bit can make it anything
            raise CompanionError("record_damaged", detail="a line of an import")
        return self._vault.unseal(f"staff {job} {number} {part}", sealed)

    def anew(self, connection: Connection) -> None:
        """Seal every part with the newest key, within the caller's transaction."""
        for table, part, names, where in _PARTS:
            asked = f"SELECT {names}, {part} FROM {table} WHERE {part} IS NOT NULL"  # noqa: S608 - a table of ours
            found = connection.execute(asked).fetchall()
            resealed = (
                (self.seal(job, number, part, self.unseal(job, number, part, old)), job, number)
                for job, number, old in found
            )
            connection.executemany(f"UPDATE {table} SET {part} = ? WHERE {where}", resealed)  # noqa: S608 - as above
