"""The cache, `ledger.sqlite`: what servers answered, sealed, found by opaque keys, bounded, expendable.

No trouble with this file may cost an answer: what can't be written is known as long as the process lives, what can't be
read is not remembered. Only a locked vault or a missing key is the user's business and passes through `get`.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from functools import partial

from ..timestamps import DAY
from ..wire.errors import KEY_KINDS, CompanionError
from .database import Database

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..vault.vault import Vault
    from ..wire.identifiers import AccountKey
    from .unwritten import Unwritten

FILE = "ledger.sqlite"
MIGRATIONS = (
    """
    CREATE TABLE answer (
        key BLOB PRIMARY KEY,
        account BLOB NOT NULL,
        used INTEGER NOT NULL,
        size INTEGER NOT NULL,
        sealed BLOB NOT NULL
    );
    CREATE INDEX answer_account ON answer (account);
    CREATE INDEX answer_used ON answer (used, size)
    """,
)
LIMIT = 32 * 1024 * 1024
"""Sealed bytes kept: some thousand assessments with their submissions, and a few rosters of 1000 people."""
LARGEST = LIMIT // 4


class Remembered:
    """One answer: `data` as JSON had it, `fetched_at` in epoch seconds."""

    __slots__ = ("data", "fetched_at")

    def __init__(self, data: Any, fetched_at: float) -> None:
        self.data, self.fetched_at = data, fetched_at


class Cache:
    """Safe to use from several threads and by several hosts at once. `limit` bounds the sealed bytes kept."""

    def __init__(
        self, home: str, vault: Vault, *, clock: Callable[[], float] = time.time, limit: int = LIMIT
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._limit = limit
        self._unwritten: Unwritten | None = None
        self._database = Database(
            f"{home}/{FILE}", MIGRATIONS, lock=partial(vault.lock, "ledger"), precious=False
        )

    def get(self, account: AccountKey, *key: str) -> Remembered | None:
        """What is remembered of `account` under `key`. Raises vault_locked, key_missing."""
        try:
            row = self._vault.fingerprint("answer", account, *key)
            written = self._written(row)
            kept = self._unwritten and self._unwritten.get(row)
            unwritten = self._opened(row, kept) if kept else None
        except CompanionError as error:
            if error.kind in KEY_KINDS:
                raise
            return None
        known = [one for one in (unwritten, written) if one]  # another host may have been luckier, and later
        return max(known, key=lambda one: one.fetched_at, default=None)

    def put(self, account: AccountKey, *key: str, data: Any, fetched_at: float) -> None:
        """Remember `data` (JSON), if that can be done."""
        from .evicting import evict  # off the path to remembered badges

        try:
            row = self._vault.fingerprint("answer", account, *key)
            owner = self._vault.fingerprint("account", account)
            sealed = self._vault.seal(_label(row), json.dumps([fetched_at, data]).encode())
        except CompanionError:
            return
        try:
            with self._database.change() as connection:
                connection.execute("DELETE FROM answer WHERE key = ?", (row,))
                if len(sealed) <= min(LARGEST, self._limit):
                    connection.execute(
                        "INSERT INTO answer VALUES (?, ?, ?, ?, ?)",
                        (row, owner, self._today(), len(sealed), sealed),
                    )
                    evict(connection, self._limit)
        except CompanionError:
            self._keep(row, owner, sealed)
        else:
            if self._unwritten is not None:
                self._unwritten.drop(row)

    def drop(self, account: AccountKey, *key: str) -> None:
        """Forget one answer, because it is known to be no longer true."""
        self._delete("DELETE FROM answer WHERE key = ?", "answer", account, *key)

    def forget(self, account: AccountKey) -> None:
        """Forget everything of an account."""
        self._delete("DELETE FROM answer WHERE account = ?", "account", account)

    def reseal(self) -> None:
        """Seal every answer with the vault's newest key; what cannot be read is dropped."""
        self._unwritten = None
        with self._database.change() as connection:
            for row, sealed in connection.execute("SELECT key, sealed FROM answer").fetchall():
                try:
                    anew = self._vault.seal(_label(row), self._unsealed(row, sealed))
                except CompanionError as error:
                    if error.name != "record_damaged":
                        raise
                    connection.execute("DELETE FROM answer WHERE key = ?", (row,))
                else:
                    connection.execute("UPDATE answer SET sealed = ? WHERE key = ?", (anew, row))

    def leave_wal_if_shared(self) -> None:
        """To be called once in a while: the data folder may have been moved to where several machines use it."""
        with suppress(CompanionError):
            self._database.leave_wal_if_shared()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._database.close()

    def _written(self, row: bytes) -> Remembered | None:
        """What the file holds. Raises vault_locked, key_missing."""
        try:
            with self._database.use() as connection:
                found = connection.execute("SELECT used, sealed FROM answer WHERE key = ?", (row,)).fetchone()
            if found is None:
                return None
            used, sealed = found
            told = self._opened(row, sealed)
        except CompanionError as error:
            if error.kind in KEY_KINDS:
                raise
            return None
        if used != self._today():  # once a day is exact enough to know what is in use
            self._note_use(row)
        return told

    def _opened(self, row: bytes, sealed: Any) -> Remembered:
        fetched_at, data = json.loads(self._unsealed(row, sealed))
        return Remembered(data, fetched_at)

    def _keep(self, row: bytes, owner: bytes, sealed: bytes) -> None:
        if self._unwritten is None:
            from .unwritten import Unwritten  # a disk is seldom full

            self._unwritten = Unwritten(min(LARGEST, self._limit))
        self._unwritten.keep(row, owner, sealed)

    def _unsealed(self, row: bytes, sealed: Any) -> bytes:
        """Raises record_damaged also for an answer whose own key has long been retired: the vault's is there."""
        if not isinstance(sealed, bytes):  # a flipped bit can make it a number or nothing
            raise CompanionError("record_damaged", detail="a remembered answer")
        try:
            return self._vault.unseal(_label(row), sealed)
        except CompanionError as error:
            if error.name == "key_missing":
                raise CompanionError("record_damaged", detail="a remembered answer") from error
            raise

    def _note_use(self, row: bytes) -> None:
        with suppress(CompanionError), self._database.change() as connection:  # a full disk costs no answer
            connection.execute("UPDATE answer SET used = ? WHERE key = ?", (self._today(), row))

    def _delete(self, statement: str, *parts: str) -> None:
        try:
            key = self._vault.fingerprint(*parts)
            if self._unwritten is not None:
                self._unwritten.drop(key)
                self._unwritten.forget(key)
            with self._database.change() as connection:
                connection.execute(statement, (key,))
        except CompanionError as error:
            if error.kind in KEY_KINDS:
                raise

    def _today(self) -> int:
        return int(self._clock() // DAY)


def _label(row: bytes) -> str:
    """Binds a sealed value to its row, so that rows cannot be exchanged."""
    return "answer:" + row.hex()
