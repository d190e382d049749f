"""`autolab-companion vault …`, run as a process of its own, without a terminal: passphrases come from stdin."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from installer.commands import vault as command
from native_host.storage import cache
from native_host.storage.cache import Cache
from native_host.storage.submissions.entry import Entry
from native_host.storage.submissions.journal import Journal
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import AccountKey, Email, Origin

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = "import sys; from installer.cli import main; sys.exit(main(['vault', *sys.argv[1:]]))"
PASSPHRASE = "correct horse battery"


def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
    """(exit code, stdout, stderr). A new session, so that getpass finds no terminal and reads stdin."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert "Traceback" not in done.stderr
    assert PASSPHRASE not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def sealed_answers(home: Path) -> list[bytes]:
    with closing(sqlite3.connect(home / cache.FILE)) as connection:
        return [sealed for (sealed,) in connection.execute("SELECT sealed FROM answer")]


def test_status_tells_where_the_key_is(home: Path, vault: Vault) -> None:
    code, told, _ = run("status")
    assert code == 0
    assert str(home) in told
    assert "empty" in told
    assert not home.exists()
    vault.write("a", {})
    code, told, _ = run("status")
    assert code == 0
    assert "key file" in told
    assert "Records: 1" in told


def test_a_lost_key_is_told_with_the_way_out(home: Path, vault: Vault) -> None:
    vault.write("a", {})
    (home / "vault" / "key").unlink()
    code, told, _ = run("status")
    assert code == 1
    assert "vault erase" in told
    code, _, complaint = run("rekey")
    assert code == 1
    assert "vault erase" in complaint


def test_a_key_of_another_folder_is_told_in_the_same_words_everywhere(
    home: Path, vault: Vault, tmp_path: Path
) -> None:
    vault.write("a", {})
    Vault(str(tmp_path / "other")).write("a", {})
    shutil.copy2(tmp_path / "other" / "vault" / "key", home / "vault" / "key")
    words = CompanionError("key_foreign").message
    code, told, _ = run("status")
    assert code == 1
    assert "usable" not in told
    assert words in told
    code, _, complaint = run("rekey")
    assert code == 1
    assert words in complaint


def test_erase_says_what_is_lost_and_what_would_bring_it_back(home: Path, vault: Vault) -> None:
    journal = Journal(str(home), vault)
    entry = Entry(
        "r1",
        Origin("https://a.test"),
        Email("zoe@a.test"),
        "15213",
        "malloclab",
        "Malloc Lab",
        "mm.c",
        10,
        "0" * 64,
        1.0,
    )
    journal.begin(entry)
    journal.close()
    code, told, _ = run("erase", typed="no\n")
    assert code == 1
    assert "mm.c to 15213/malloclab" in told
    assert "comes back with the key" not in told
    key = home / "vault" / "key"
    content = key.read_bytes()
    key.unlink()
    code, told, _ = run("erase", typed="no\n")
    assert code == 1
    assert "It all comes back with the key" in told
    assert "receipts" in told
    key.touch(0o600)
    key.write_bytes(content)
    assert Journal(str(home), vault).everything() == ([entry], 0)


def test_an_unsafe_folder_is_told_with_the_remedy(home: Path, vault: Vault) -> None:
    vault.write("a", {})
    (home / "vault").chmod(0o755)
    code, _, complaint = run("status")
    assert code == 1
    assert f"chmod 700 '{home}/vault'" in complaint


def test_lock_with_a_passphrase_and_back(vault: Vault) -> None:
    vault.write("a", {"n": 1})
    code, told, _ = run("move-key", "passphrase", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert code == 0
    assert "passphrase" in told
    assert "locked" in run("status")[1]
    assert run("move-key", "keyfile", typed="wrong wrong wrong\n")[0] == 1
    assert run("move-key", "keyfile")[0] == 1
    assert run("move-key", "keyfile", typed=f"{PASSPHRASE}\n")[0] == 0
    assert vault.read("a") == {"n": 1}


@pytest.mark.parametrize("typed", ["short\nshort\n", f"{PASSPHRASE}\nanother passphrase\n"])
def test_a_short_or_mistyped_passphrase_changes_nothing(vault: Vault, typed: str) -> None:
    vault.write("a", {"n": 1})
    code, _, complaint = run("move-key", "passphrase", typed=typed)
    assert code == 1
    assert "nothing was changed" in complaint
    assert vault.status()["custody"] == "keyfile"


def test_a_passphrase_cannot_be_given_as_an_argument() -> None:
    assert run("move-key", "passphrase", PASSPHRASE.replace(" ", "-"))[0] == 2


def test_rekey_reaches_records_receipts_and_remembered_answers(home: Path, vault: Vault) -> None:
    vault.write("a", {"n": 1})
    with closing(Cache(str(home), vault)) as cache:
        cache.put(AccountKey("somebody"), "courses", data=[1], fetched_at=1)
    (before,) = sealed_answers(home)
    journal = Journal(str(home), vault)
    assert journal.everything() == ([], 0)
    journal.close()
    box = vault.seal("row", b"")
    code, told, _ = run("rekey")
    assert code == 0
    assert "1 records" in told
    assert vault.read("a") == {"n": 1}
    assert vault.seal("row", b"")[:13] != box[:13]
    (after,) = sealed_answers(home)
    assert after[:13] == vault.seal("row", b"")[:13] != before[:13]  # magic, version and key


def test_rekey_sets_a_damaged_record_aside_and_says_so(home: Path, vault: Vault) -> None:
    vault.write("a", {"n": 1})
    (record,) = (home / "vault").glob("*.sealed")
    record.write_bytes(b"")
    vault.write("b", {"n": 2})
    code, told, complaint = run("rekey")
    assert (code, complaint) == (0, "")
    assert "1 damaged records were set aside" in told
    assert vault.records() == ["b"]


def test_erase_asks_first(home: Path, vault: Vault) -> None:
    vault.write("a", {"n": 1})
    for typed, code in (("no\n", 1), ("\n", 1), ("", 1)):
        assert run("erase", typed=typed)[0] == code
        assert vault.read("a") == {"n": 1}
    code, told, _ = run("erase", typed="erase\n")
    assert code == 0
    assert str(home) in told
    assert vault.status()["state"] == "empty"


def test_erase_without_asking(vault: Vault) -> None:
    vault.write("a", {"n": 1})
    assert run("erase", "--yes")[0] == 0
    assert vault.read("a") is None


def test_what_is_not_a_subcommand_is_refused() -> None:
    parser = argparse.ArgumentParser(exit_on_error=False)
    command.add_arguments(parser)
    for arguments in ([], ["open"], ["move-key"], ["move-key", "cloud"]):
        with pytest.raises((SystemExit, argparse.ArgumentError)):
            parser.parse_args(arguments)
