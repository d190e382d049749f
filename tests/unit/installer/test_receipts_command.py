"""`autolab-companion receipts`, and what the doctor says of both databases."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from installer import cli, doctor
from installer.findings import NOTE, PROBLEM, WARNING
from native_host.storage import cache
from native_host.storage.cache import Cache
from native_host.storage.submissions import journal
from native_host.storage.submissions.tally import FILE as TALLY
from native_host.vault.vault import Vault
from native_host.wire.identifiers import AccountKey
from tests.entries import ENTRY, elsewhere, handed_in

if TYPE_CHECKING:
    from pathlib import Path

    from installer.site import Site


def command(*words: str) -> int:
    return cli.main(["receipts", *words])


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def filled(home: Path, count: int = 3) -> None:
    with closing(elsewhere(home)) as book:
        handed_in(book, count)
    with closing(Cache(str(home), Vault(str(home)))) as cache:
        cache.put(AccountKey("anne"), "courses", data=[1], fetched_at=1)


def findings(site: Site) -> list[tuple[str, str, str]]:
    checks = ("database", "database-mode", "receipts")
    return [
        (one.check, one.finding.level, one.finding.finding + one.finding.cause + one.finding.remedy)
        for one in doctor.examine(site)
        if one.check in checks
    ]


def test_a_backup_brings_back_what_was_lost(
    companion_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(companion_home)
    file = tmp_path / "receipts.json"
    with closing(elsewhere(companion_home)) as book:
        before = book.everything()
    assert command("export", str(file)) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    capsys.readouterr()
    assert command("verify") == 0
    assert told(capsys) == {"receipts": 3, "unreadable": 0, "loss": None, "complete": True}

    (companion_home / journal.FILE).unlink()
    assert command("verify") == 1
    lost = told(capsys)
    assert (lost["receipts"], lost["loss"]["missing"]) == (0, 3)
    assert lost["loss"]["since"].endswith("+00:00")
    assert command("export") == 1
    assert json.loads(capsys.readouterr().out)["loss"]["missing"] == 3

    assert command("import", str(file)) == 0
    assert "3 receipts brought back" in capsys.readouterr().out
    with closing(elsewhere(companion_home)) as book:
        assert book.everything() == before
    assert command("import", str(file)) == 0
    assert "3 were here" in capsys.readouterr().out


def test_a_backup_serves_a_fresh_computer(
    companion_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(companion_home)
    file = tmp_path / "receipts.json"
    assert command("export", str(file)) == 0
    fresh = tmp_path / "fresh"
    monkeypatch.setenv("AUTOLAB_COMPANION_HOME", str(fresh))
    assert command("import", str(file)) == 0
    with closing(elsewhere(companion_home)) as book, closing(elsewhere(fresh)) as other:
        assert other.everything() == book.everything()


def test_a_backup_begins_a_vault_with_the_passphrase_that_is_asked(
    companion_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(companion_home, 1)
    file = tmp_path / "receipts.json"
    assert command("export", str(file)) == 0
    fresh = tmp_path / "fresh"
    monkeypatch.setenv("AUTOLAB_COMPANION_HOME", str(fresh))
    monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "passphrase")
    monkeypatch.setattr("installer.passphrase.getpass", lambda _: "correct horse battery")
    assert command("import", str(file)) == 0
    assert command("verify") == 0


def test_losses_can_be_accepted(companion_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(companion_home)
    (companion_home / journal.FILE).unlink()
    assert command("verify", "--accept-losses") == 0
    assert told(capsys)["complete"] is True


def test_damaged_receipts_can_be_accepted_too(
    companion_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(companion_home)
    with closing(sqlite3.connect(companion_home / journal.FILE)) as connection, connection:
        connection.execute("UPDATE entry SET sealed = zeroblob(99) WHERE number = 1")
        connection.execute("UPDATE entry SET id = CAST(x'ff00' AS TEXT) WHERE number = 2")
    assert command("verify") == 1
    assert told(capsys)["unreadable"] == 2
    assert command("verify", "--accept-losses") == 0
    assert told(capsys) == {"receipts": 1, "unreadable": 0, "loss": None, "complete": True}
    with closing(elsewhere(companion_home)) as book:
        assert book.to(ENTRY.target)[1] == 0


def test_an_export_that_cannot_be_written_names_its_own_file(
    companion_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(companion_home, 1)
    for file in (tmp_path / "nowhere" / "receipts.json", tmp_path):
        assert command("export", str(file)) == 1
        said = capsys.readouterr().err
        assert f"{file} could not be written: " in said
        assert "Name another file" in said


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "autolab-companion receipts", "version": 1, "receipts": [{}]}',
        b'{"format": "autolab-companion receipts", "version": 1, "receipts": [{"record": {"id": 7}}]}',
    ],
)
def test_what_is_no_backup_is_refused_in_words(
    companion_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file = tmp_path / "other.json"
    file.write_bytes(content)
    assert command("import", str(file)) == 1
    assert "is no export of receipts" in capsys.readouterr().err
    assert command("import", str(tmp_path / "nowhere")) == 1
    assert "No such file" in capsys.readouterr().err
    assert not (companion_home / journal.FILE).exists()


def test_a_record_that_no_companion_wrote_is_refused(
    companion_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(companion_home, 1)
    assert command("export") == 0
    whole = told(capsys)
    for name, value in {"state": "won", "sha256": "x", "id": "../x", "size": -1, "sent_at": 1e300}.items():
        record = {**whole["receipts"][0]["record"], name: value}
        file = tmp_path / "forged.json"
        file.write_text(json.dumps({**whole, "receipts": [{"record": record}]}))
        assert command("import", str(file)) == 1
        assert "is not sound" in capsys.readouterr().err


def test_sound_databases_are_no_finding(site: Site) -> None:
    filled(site.home)
    assert findings(site) == []


@pytest.mark.parametrize("name", [journal.FILE, cache.FILE])
def test_a_database_that_is_garbage_empty_or_open_to_others_is_named(site: Site, name: str) -> None:
    filled(site.home)
    path = site.home / name
    level = PROBLEM if name == journal.FILE else WARNING
    whole = path.read_bytes()
    for content in (b"not a database" * 500, b"", whole[:4096] + bytes(len(whole) - 4096)):
        path.write_bytes(content)
        (check, seen, words) = next(found for found in findings(site) if found[0] == "database")
        assert (check, seen) == ("database", level)
        assert str(path) in words
        if name == journal.FILE:
            assert f"{path}-wal" in words, "the remedy names all the files it means"
    path.write_bytes(whole)
    path.chmod(0o644)
    assert any(str(path) in words for _, seen, words in findings(site) if seen == PROBLEM)
    doctor.mend(site)
    assert findings(site) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_the_folders_place_does_not_allow_is_noted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(site.home)
    with closing(sqlite3.connect(site.home / cache.FILE)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    ((check, level, words),) = findings(site)
    assert (check, level) == ("database-mode", NOTE)
    assert "without a write-ahead log" in words
    monkeypatch.setattr("installer.checks.databases.is_shared", lambda home: home == str(site.home))
    ((check, level, words),) = findings(site)
    assert (check, level) == ("database-mode", NOTE)
    assert f"{site.home} is on a network file system" in words
    assert "AUTOLAB_COMPANION_HOME" in words


def test_a_tally_open_to_others_is_named_and_closed(site: Site) -> None:
    filled(site.home, 1)
    (site.home / TALLY).chmod(0o644)
    ((check, level, words),) = findings(site)
    assert (check, level) == ("database", PROBLEM)
    assert f"chmod 600 '{site.home / TALLY}'" in words
    doctor.mend(site)
    assert findings(site) == []


def test_lost_receipts_are_a_finding(site: Site) -> None:
    filled(site.home)
    with closing(sqlite3.connect(site.home / journal.FILE)) as raw, raw:
        raw.execute("DELETE FROM entry WHERE number = 1")
    ((check, level, words),) = findings(site)
    assert (check, level) == ("receipts", WARNING)
    assert "missing: 1, the oldest" in words
    assert "receipts import" in words
