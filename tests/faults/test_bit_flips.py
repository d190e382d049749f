"""One bit flips in the file of the receipts, or in a write-ahead log beside it: nothing is lost without a sign."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.journal import FILE, Journal
from native_host.storage.submissions.receipt_store import MIGRATIONS
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError
from tests.entries import ENTRY, handed_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from native_host.storage.submissions.entry import Entry

RECEIPTS = 20
SIDE_FILES = ("-wal", "-shm", "-journal")


def in_a_log(home: Path) -> dict[str, bytes]:
    """The files as they lie when a host that keeps a log is killed: everything in the log."""
    with closing(sqlite3.connect(home / FILE)) as plain:
        rows = plain.execute("SELECT * FROM entry").fetchall()
    (home / FILE).unlink()
    with closing(sqlite3.connect(home / FILE, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA wal_autocheckpoint = 0")
        raw.executescript(f"{MIGRATIONS[0]}; PRAGMA user_version = 1")
        for row in rows:
            raw.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", row)
        return {name: (home / name).read_bytes() for name in (FILE, f"{FILE}-wal")}


def in_one_file(home: Path) -> dict[str, bytes]:
    """The file as this companion leaves it."""
    return {FILE: (home / FILE).read_bytes()}


def laid_out(home: Path, files: dict[str, bytes]) -> None:
    for suffix in SIDE_FILES:
        (home / (FILE + suffix)).unlink(missing_ok=True)
    for name, content in files.items():
        (home / name).write_bytes(content)
        (home / name).chmod(0o600)


def flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def verdict(home: Path, vault: Vault, kept: list[Entry]) -> str:
    """`told` if anything is said, `whole` if nothing is said and all is there, else `lost`."""
    with closing(Journal(str(home), vault)) as book:
        try:
            found, (known, others) = book.survey(), book.to(ENTRY.target)
        except CompanionError:
            return "told"
    if found.complete:
        return "whole" if found.entries == kept == known else "lost"
    return "told" if others or known == kept else "lost"  # a submission asks, or knows all that it must


def flip(
    home: Path, where: str, layout: Callable[[Path], dict[str, bytes]], times: int, seed: int
) -> dict[str, int]:
    chance, vault = random.Random(seed), Vault(str(home))  # noqa: S311 - any bit will do
    with closing(Journal(str(home), vault)) as book:
        kept = handed_in(book, RECEIPTS)[::-1]
    files = layout(home)
    counts = {"told": 0, "whole": 0, "lost": 0}
    for _ in range(times):
        laid_out(home, {**files, where: flipped(files[where], chance)})
        counts[verdict(home, vault, kept)] += 1
    return counts


CASES = [(FILE, in_one_file), (f"{FILE}-wal", in_a_log)]


@pytest.mark.parametrize(("where", "layout"), CASES)
def test_flipped_bits(companion_home: Path, where: str, layout: Callable[[Path], dict[str, bytes]]) -> None:
    counts = flip(companion_home, where, layout, 60, seed=7)
    assert counts["lost"] == 0
    assert counts["told"] > 0


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("where", "layout"), CASES)
def test_thousands_of_flipped_bits(
    companion_home: Path,
    where: str,
    layout: Callable[[Path], dict[str, bytes]],
    record_property: Callable[[str, object], None],
) -> None:
    seed = random.randrange(1_000_000)  # noqa: S311 - told with the figures
    counts = flip(companion_home, where, layout, 5000, seed)
    record_property("figures", f"5000 bits flipped one by one in {where} (seed {seed}): {counts}")
    assert counts["lost"] == 0
