"""Submissions as the journal keeps them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from native_host.storage.submissions.entry import Entry
from native_host.storage.submissions.journal import Journal
from native_host.submission import steps
from native_host.vault.vault import Vault
from native_host.wire.identifiers import Email, Origin

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = Entry(
    id="a" * 32,
    server=Origin("https://autolab.example.edu"),
    account=Email("stu@example.edu"),
    course="15213-f26",
    assessment="malloclab",
    display_name="Malloc Lab",
    filename="mm.c",
    size=3,
    sha256="0" * 64,
    sent_at=1_800_000_000.0,
    baseline=0,
)
"""Not sent yet, to a first version."""


def handed_in(journal: Journal, count: int) -> list[Entry]:
    """So many settled receipts, a minute apart, in the order of sending."""
    kept = []
    for number in range(count):
        begun = replace(ENTRY, id=f"{number:032x}", sent_at=ENTRY.sent_at + 60 * number)
        journal.begin(begun)
        kept.append(steps.landed(begun, number + 1, None, begun.sent_at + 1))
        journal.update(kept[-1])
    return kept


def elsewhere(home: Path) -> Journal:
    """The journal as the next host sees it."""
    return Journal(str(home), Vault(str(home)))
