"""The tally of receipts: what it says after kills, when it is lost itself, and when losses are mended or accepted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.journal import FILE, Journal
from native_host.storage.submissions.receipt_store import ReceiptStore
from native_host.storage.submissions.rows import Sealing
from native_host.storage.submissions.tally import FILE as TALLY
from native_host.storage.submissions.tally import TallyFile
from native_host.submission import steps
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError
from tests.entries import ENTRY, elsewhere, handed_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from native_host.storage.submissions.sealed_row import SealedRow
    from native_host.storage.submissions.survey import Found


def spoilt(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(whole)


@pytest.mark.parametrize("harm", [spoilt, lambda path: path.unlink()])
def test_a_tally_that_is_lost_leaves_a_doubt_until_it_is_accepted(
    journal: Journal, companion_home: Path, harm: Callable[[Path], None]
) -> None:
    handed_in(journal, 2)
    harm(companion_home / TALLY)
    assert journal.survey().doubt
    assert journal.to(ENTRY.target)[1] == 1
    journal.begin(replace(ENTRY, id="f" * 32))
    found = journal.survey()
    assert (len(found.entries), found.missing, found.doubt) == (3, 0, True)
    journal.accept_losses()
    assert journal.survey().complete


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The receipts that are unsealed from now on."""
    seen: list[str] = []
    unseal = Sealing.unseal

    def counting(self: Sealing, row: SealedRow) -> Found:
        seen.append(row[0])
        return unseal(self, row)

    monkeypatch.setattr(Sealing, "unseal", counting)
    return seen


def test_what_is_settled_is_not_unsealed_to_learn_what_is_not(
    journal: Journal, companion_home: Path, unsealed: list[str]
) -> None:
    handed_in(journal, 5)
    journal.begin(ENTRY)
    with closing(elsewhere(companion_home)) as other:
        unsealed.clear()
        assert other.unsettled() == [ENTRY]
        assert unsealed == [ENTRY.id]
        other.update(steps.lost(steps.doubted(ENTRY), ENTRY.sent_at))
        assert journal.unsettled() == []
        unsealed.clear()
        assert other.to(("", "", "", ""), ENTRY.target)[0] == journal.everything()[0]


def test_a_row_that_was_open_once_and_is_so_again_is_found(journal: Journal, companion_home: Path) -> None:
    """As where an older copy of the receipts was brought back without their tally."""
    journal.begin(ENTRY)
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        before = raw.execute("SELECT sealed FROM entry").fetchone()
    journal.update(steps.landed(ENTRY, 1, None, ENTRY.sent_at))
    later = replace(ENTRY, id="f" * 32)
    journal.begin(later)  # from now on the first is vouched for
    assert journal.unsettled() == [later]
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        raw.execute("UPDATE entry SET sealed = ? WHERE id = ?", (*before, ENTRY.id))
    assert journal.unsettled() == [ENTRY, later]
    assert journal.update(steps.landed(later, 1, None, ENTRY.sent_at))  # writes the tally
    assert journal.unsettled() == [ENTRY]
    assert journal.survey().outdated == 1


def test_a_tally_of_an_earlier_companion_vouches_for_nothing_until_it_is_written(
    journal: Journal, companion_home: Path, unsealed: list[str]
) -> None:
    handed_in(journal, 3)
    file = TallyFile(str(companion_home), Vault(str(companion_home)))
    tally = file.load()
    assert tally is not None
    tally.settled.clear()
    file.save(tally)
    unsealed.clear()
    assert (journal.unsettled(), len(unsealed)) == ([], 3)
    journal.begin(ENTRY)
    unsealed.clear()
    assert (journal.unsettled(), unsealed) == ([ENTRY], [ENTRY.id])


class Killed(BaseException):
    """The process ends here."""


def test_a_host_killed_between_the_two_writes_raises_no_alarm(
    journal: Journal, companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_self: object, _tally: object) -> None:
        raise Killed

    def cut_short(work: Callable[[], object]) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(TallyFile, "save", killed)
            with pytest.raises(Killed):
                work()

    cut_short(lambda: journal.begin(ENTRY))  # nothing is written before there is a tally
    journal.begin(ENTRY)
    second = replace(ENTRY, id="b" * 32)
    cut_short(lambda: journal.begin(second))
    cut_short(lambda: journal.update(steps.landed(ENTRY, 1, None, ENTRY.sent_at + 1)))
    with closing(elsewhere(companion_home)) as other:
        assert other.survey().complete
        assert len(other.everything()[0]) == 2
        other.begin(replace(ENTRY, id="c" * 32))
        with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
            raw.execute("DELETE FROM entry WHERE id = ?", (second.id,))
        assert other.survey().missing == 1, "the row that nobody had noted is noted by whoever writes next"


def test_a_tally_that_cannot_be_written_takes_its_receipt_back(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.begin(ENTRY)

    def full(_self: object, _tally: object) -> None:
        raise CompanionError("storage_failed", detail="no space left")

    with monkeypatch.context() as patch:
        patch.setattr(TallyFile, "save", full)
        with pytest.raises(CompanionError):
            journal.begin(replace(ENTRY, id="b" * 32))
    assert journal.everything() == ([ENTRY], 0)
    assert journal.survey().complete


def test_a_copy_brings_back_what_is_missing_and_outdated(journal: Journal, companion_home: Path) -> None:
    kept = handed_in(journal, 3)
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        raw.execute("DELETE FROM entry WHERE number = 1")
        raw.execute("UPDATE entry SET sealed = x'00' WHERE number = 2")
    assert journal.restore(kept) == {"added": 1, "mended": 1, "kept": 1}
    assert journal.survey().complete
    assert journal.everything() == (kept[::-1], 0)


def test_losses_that_are_accepted_are_told_no_more(journal: Journal, companion_home: Path) -> None:
    handed_in(journal, 3)
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        raw.execute("DELETE FROM entry WHERE number = 1")
    journal.accept_losses()
    assert journal.survey().complete
    assert journal.to(ENTRY.target)[1] == 0


def test_the_tally_is_sealed_anew_with_the_receipts(journal: Journal, companion_home: Path) -> None:
    handed_in(journal, 2)
    before = (companion_home / TALLY).read_bytes()
    journal.reseal()
    assert (companion_home / TALLY).read_bytes() != before
    assert journal.survey().complete


def test_a_damaged_file_of_a_journal_is_told_although_a_tally_knows_of_rows(
    companion_home: Path, journal: Journal
) -> None:
    handed_in(journal, 2)
    journal.close()
    (companion_home / FILE).write_bytes(b"not a database" * 500)
    with pytest.RaisesExc(
        CompanionError, check=lambda error: f"{FILE}-wal" in error.as_json()["data"]["remedy"]
    ):
        ReceiptStore(str(companion_home), Vault(str(companion_home))).rows(2)
