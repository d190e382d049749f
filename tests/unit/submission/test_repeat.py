"""The same file to the same place once more: which question is asked, and what it tells."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.entry import (
    ACCEPTED_UNGRADED,
    APPEARED,
    LANDED,
    NOT_LANDED,
    NOT_STORED,
    PENDING,
    REFUSED,
    SENDING,
    UNKNOWN,
    Entry,
)
from native_host.storage.submissions.journal import Journal
from native_host.submission import steps
from native_host.submission.listing import NO_LISTING, Listing, Seen
from native_host.submission.repeat import refuse_open, refuse_repeat, refuse_unseen
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError
from tests.entries import ENTRY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from native_host.wire.shapes.receipts import ReceiptState

DRAFT = replace(ENTRY, id="")
ANOTHER_FILE = replace(ENTRY, id="b" * 32, sha256="1" * 64)
ELSEWHERE = replace(ENTRY, id="c" * 32, assessment="shelllab")


@pytest.fixture
def journal(companion_home: Path) -> Iterator[Journal]:
    with closing(Journal(str(companion_home), Vault(str(companion_home)))) as made:
        yield made


def keep(journal: Journal, *entries: Entry) -> None:
    for entry in entries:
        journal.begin(replace(entry, state=SENDING, open=True))
        journal.update(entry)


def settled(entry: Entry, state: ReceiptState) -> Entry:
    return replace(entry, state=state, open=False, settled_at=entry.sent_at + 1)


@pytest.mark.parametrize(
    ("state", "question"),
    [
        (LANDED, "already_submitted"),
        (ACCEPTED_UNGRADED, "already_submitted"),
        (APPEARED, "probably_submitted"),
        (NOT_STORED, "file_not_stored"),
        (UNKNOWN, "outcome_unknown"),
        (REFUSED, None),
        (NOT_LANDED, None),
    ],
)
def test_each_state_has_its_question(journal: Journal, state: ReceiptState, question: str | None) -> None:
    keep(journal, settled(ENTRY, state), settled(ANOTHER_FILE, LANDED), settled(ELSEWHERE, LANDED))
    if question is None:
        refuse_repeat(journal, DRAFT)
        return
    with pytest.raises(CompanionError) as asked:
        refuse_repeat(journal, DRAFT)
    assert (asked.value.name, asked.value.data["receipt"]) == (question, ENTRY.id)


def test_the_question_tells_what_is_known(journal: Journal) -> None:
    landed = replace(steps.landed(ENTRY, 3, "3_mm.c", ENTRY.sent_at + 1), created_at=1_800_000_000.0)
    keep(journal, landed)
    with pytest.raises(CompanionError) as asked:
        refuse_repeat(journal, DRAFT)
    assert asked.value.data == {
        "server": ENTRY.server,
        "assessment": "Malloc Lab",
        "version": 3,
        "created_at": "2027-01-15T08:00:00+00:00",
        "receipt": ENTRY.id,
    }


def test_a_version_nobody_knows_is_said_to_be_so(journal: Journal) -> None:
    keep(journal, settled(ENTRY, UNKNOWN))
    with pytest.raises(CompanionError) as asked:
        refuse_repeat(journal, DRAFT)
    assert asked.value.data["version"] == "(not known)"


def test_what_is_open_is_named_by_whoever_asks(journal: Journal) -> None:
    refuse_open(journal, DRAFT, "not_listed_yet")
    keep(journal, replace(ANOTHER_FILE, state=PENDING), replace(ELSEWHERE, state=PENDING))
    refuse_open(journal, DRAFT, "not_listed_yet")
    keep(journal, replace(ENTRY, state=PENDING))
    refuse_repeat(journal, DRAFT)  # in doubt: looked up first
    with pytest.raises(CompanionError) as asked:
        refuse_open(journal, DRAFT, "not_listed_yet")
    assert (asked.value.name, asked.value.data["receipt"]) == ("not_listed_yet", ENTRY.id)


def test_what_is_settled_is_not_open(journal: Journal) -> None:
    keep(journal, settled(ENTRY, LANDED))
    refuse_open(journal, DRAFT, "not_listed_yet")


def test_a_receipt_that_cannot_be_read_may_be_this_file(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(journal, settled(ANOTHER_FILE, LANDED))
    monkeypatch.setattr(Journal, "to", lambda _self, _target: ([], 1))
    with pytest.raises(CompanionError) as asked:
        refuse_repeat(journal, DRAFT)
    assert (asked.value.name, asked.value.data) == ("receipts_missing", {"assessment": "Malloc Lab"})


def test_a_version_from_elsewhere_is_told_with_its_number_and_moment(journal: Journal) -> None:
    refuse_unseen(journal, DRAFT, NO_LISTING)
    with pytest.raises(CompanionError) as asked:
        refuse_unseen(journal, DRAFT, Listing((Seen(2, 1_800_000_000.0, "2_mm.c"),)))
    assert asked.value.name == "version_from_elsewhere"
    assert asked.value.data == {
        "assessment": "Malloc Lab",
        "version": 2,
        "created_at": "2027-01-15T08:00:00+00:00",
    }
    with pytest.raises(CompanionError) as asked:
        refuse_unseen(journal, DRAFT, Listing((Seen(2, None, "2_mm.c"),)))
    assert asked.value.data["created_at"] == "?"


def test_a_version_of_this_assessments_own_receipt_is_not_from_elsewhere(journal: Journal) -> None:
    listing = Listing((Seen(1, ENTRY.sent_at, "1_mm.c"),))
    keep(journal, settled(replace(ELSEWHERE, version=1), LANDED))
    with pytest.raises(CompanionError):
        refuse_unseen(journal, DRAFT, listing)
    keep(journal, settled(replace(ENTRY, version=1), LANDED))
    refuse_unseen(journal, DRAFT, listing)


def test_what_cannot_be_read_has_been_asked_about_already(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Journal, "to", lambda _self, _target: ([], 1))
    refuse_unseen(journal, DRAFT, Listing((Seen(2, None, "2_mm.c"),)))
