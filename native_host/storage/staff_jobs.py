"""What staff have begun from a table, `staff.sqlite`: sealed plans and the fate of each of their lines, durable.

A line's state stands in clear, all that names a person, a course or a score is sealed. Every change is one
transaction that is on the disk when it returns: a host that is killed leaves each line either untouched, begun or
settled, never in between.
"""

from __future__ import annotations

import json
import os
from functools import partial
from typing import TYPE_CHECKING, Any

from ..wire.errors import CompanionError
from .database import Database
from .staff_rows import MIGRATIONS, JobSealing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from sqlite3 import Connection

    from ..vault.vault import Vault
    from ..wire.identifiers import AccountKey

FILE = "staff.sqlite"


class StaffJobs:
    """Safe to use from several threads and by several hosts at once.

    Every method raises storage_failed, storage_unsafe, home_unfit, jobs_damaged, format_newer, vault_locked,
    key_missing, keychain_unavailable or record_damaged.
    """

    def __init__(self, home: str, vault: Vault) -> None:
        self._sealing, self._path = JobSealing(vault), f"{home}/{FILE}"
        self._database = Database(
            self._path, MIGRATIONS, lock=partial(vault.lock, "staff"), precious=True, damaged="jobs_damaged"
        )

    @property
    def exists(self) -> bool:
        """Whether there ever was a job here; needs no key."""
        return os.path.lexists(self._path)

    def add(
        self,
        account: AccountKey,
        job: str,
        made: float,
        head: Mapping[str, Any],
        lines: Iterable[tuple[str, bytes]],
    ) -> None:
        """A new job; `lines` are (state, plan) in the order of their numbers, from 1."""
        owner = self._sealing.owner(account)
        rows = (
            (job, n, state, self._sealing.seal(job, n, "plan", plan))
            for n, (state, plan) in enumerate(lines, 1)
        )
        with self._database.change() as connection:
            connection.execute(
                "INSERT INTO job VALUES (?, ?, ?, ?)",
                (
                    job,
                    owner,
                    int(made * 1000),
                    self._sealing.seal(job, 0, "head", json.dumps(dict(head)).encode()),
                ),
            )
            connection.executemany("INSERT INTO line (job, number, state, plan) VALUES (?, ?, ?, ?)", rows)

    def heads(self, account: AccountKey) -> list[dict[str, Any]]:
        """Of each of the account's jobs its head, newest first."""
        with self._database.use() as connection:
            found = connection.execute(
                "SELECT id, head FROM job WHERE account = ? ORDER BY made DESC, id",
                (self._sealing.owner(account),),
            ).fetchall()
        return [json.loads(self._sealing.unseal(job, 0, "head", sealed)) for job, sealed in found]

    def head(self, account: AccountKey, job: str) -> dict[str, Any]:
        """Raises job_unknown, also for another account's."""
        with self._database.use() as connection:
            found = connection.execute(
                "SELECT head FROM job WHERE id = ? AND account = ?", (job, self._sealing.owner(account))
            ).fetchone()
        if found is None:
            raise CompanionError("job_unknown")
        head: dict[str, Any] = json.loads(self._sealing.unseal(job, 0, "head", found[0]))
        return head

    def amend(self, job: str, change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> None:
        """Replace its head by what `change` makes of it, alone among writers. Raises job_unknown."""
        with self._database.change() as connection:
            self._amend(connection, job, change)

    def _amend(
        self, connection: Connection, job: str, change: Callable[[dict[str, Any]], Mapping[str, Any]]
    ) -> None:
        found = connection.execute("SELECT head FROM job WHERE id = ?", (job,)).fetchone()
        if found is None:
            raise CompanionError("job_unknown")
        head = change(json.loads(self._sealing.unseal(job, 0, "head", found[0])))
        sealed = self._sealing.seal(job, 0, "head", json.dumps(dict(head)).encode())
        connection.execute("UPDATE job SET head = ? WHERE id = ?", (sealed, job))

    def lines(
        self, job: str, states: Sequence[str] = (), *, after: int = 0, limit: int = -1
    ) -> Iterator[tuple[int, str, bytes, dict[str, Any] | None]]:
        """(number, state, plan, outcome) of the lines in these states (none named: all) beyond `after`, in order."""
        among = f"AND state IN ({','.join('?' * len(states))})" if states else ""
        asked = f"SELECT number, state, plan, outcome FROM line WHERE job = ? AND number > ? {among} "  # noqa: S608 - only marks
        with self._database.use() as connection:
            rows = connection.execute(
                f"{asked} ORDER BY number LIMIT ?", (job, after, *states, limit)
            ).fetchall()
        for number, state, plan, outcome in rows:
            told = (
                None if outcome is None else json.loads(self._sealing.unseal(job, number, "outcome", outcome))
            )
            yield number, state, self._sealing.unseal(job, number, "plan", plan), told

    def counts(self, job: str) -> dict[str, int]:
        """State to the number of lines in it."""
        with self._database.use() as connection:
            found = connection.execute(
                "SELECT state, count(*) FROM line WHERE job = ? GROUP BY state", (job,)
            )
            return dict(found.fetchall())

    def settle(self, job: str, settled: Iterable[tuple[int, str, Mapping[str, Any] | None]]) -> None:
        """Give lines a new state, and an outcome where there is one; all or none."""
        rows = [
            (
                state,
                None
                if told is None
                else self._sealing.seal(job, n, "outcome", json.dumps(dict(told)).encode()),
                job,
                n,
            )
            for n, state, told in settled
        ]
        with self._database.change() as connection:
            connection.executemany(
                "UPDATE line SET state = ?, outcome = ? WHERE job = ? AND number = ?", rows
            )

    def confirm(
        self, job: str, left_out: Iterable[int], change: Callable[[dict[str, Any]], Mapping[str, Any]]
    ) -> None:
        """At once: what is planned waits to be sent, but for the lines that are left out, and `change` its head.

        Raises job_unknown, and what `change` raises.
        """
        numbers = ((job, number) for number in left_out)
        with self._database.change() as connection:
            self._amend(connection, job, change)
            move = "UPDATE line SET state = ? WHERE job = ? AND state = 'planned'"
            connection.executemany(f"{move} AND number = ?", (("left_out", *each) for each in numbers))
            connection.execute(move, ("waiting", job))

    def move(self, job: str, state: str, to: str) -> None:
        """Every line in one state gets another."""
        with self._database.change() as connection:
            connection.execute("UPDATE line SET state = ? WHERE job = ? AND state = ?", (to, job, state))

    def delete(self, *jobs: str) -> None:
        """Forget jobs with all their lines."""
        with self._database.change() as connection:
            connection.executemany("DELETE FROM line WHERE job = ?", ((job,) for job in jobs))
            connection.executemany("DELETE FROM job WHERE id = ?", ((job,) for job in jobs))

    def forget(self, account: AccountKey) -> None:
        """Forget everything of an account. Makes no file where there is none."""
        if self.exists:
            with self._database.change() as connection:
                owner = (self._sealing.owner(account),)
                connection.execute(
                    "DELETE FROM line WHERE job IN (SELECT id FROM job WHERE account = ?)", owner
                )
                connection.execute("DELETE FROM job WHERE account = ?", owner)

    def reseal(self) -> None:
        """Seal everything with the vault's newest key."""
        with self._database.change() as connection:
            self._sealing.anew(connection)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._database.close()
