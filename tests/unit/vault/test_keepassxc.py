"""The key in a KeePassXC database. Needs the program and, to make and read databases, pykeepass; else it is skipped."""

from __future__ import annotations

import gc
import importlib.util
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from keyring.backends.SecretService import Keyring as SecretServiceKeyring

from installer.checks.keychain import keeper
from installer.linux import Linux
from installer.site import Site
from native_host.vault import key_management
from native_host.vault.backends.keychain import Keychain
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from .keepassxc import NEEDED, entries, lock, make_database, opened, session_bus, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.soak,  # each opens databases, which are slow to open on purpose
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # of hosts that just end
]


@pytest.fixture
def home(companion_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    missing = [program for program in NEEDED if not shutil.which(program)]
    missing += [] if importlib.util.find_spec("pykeepass") else ["the package pykeepass"]
    if missing:
        pytest.skip(f"{' and '.join(missing)} missing: apt-get install keepassxc dbus, pip install pykeepass")
    monkeypatch.delenv("AUTOLAB_COMPANION_CUSTODY")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with session_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield companion_home
    gc.collect()  # here, where the connections they left open are no news


@pytest.fixture
def database(tmp_path: Path, home: Path) -> Path:
    """A database that KeePassXC had open when the vault was made, with the vault's key in it."""
    database = make_database(tmp_path / "a.kdbx")
    with opened(tmp_path, database):
        Vault(str(home)).write("a", {"n": 1})
        wait_for(database, [("Root", title(home))])
    return database


def title(home: Path) -> str:
    vault_id = json.loads((home / "vault" / "custody.json").read_text())["vault"]
    return f"Autolab Companion: key of the vault {vault_id}"


def test_a_new_vault_leaves_its_key_and_nothing_else(home: Path, tmp_path: Path, database: Path) -> None:
    assert entries(database) == [("Root", title(home))], "no trial entry, not even in the bin"
    with opened(tmp_path, database):
        assert Vault(str(home)).status() == {"custody": "keychain", "state": "open", "records": 1}
        key_management.rekey(Vault(str(home)))
        assert Vault(str(home)).read("a") == {"n": 1}
    assert entries(database) == [("Root", title(home))]


def test_the_key_is_found_behind_another_database(home: Path, tmp_path: Path, database: Path) -> None:
    in_front = make_database(tmp_path / "b.kdbx")
    with opened(tmp_path, database, in_front):
        assert Vault(str(home)).read("a") == {"n": 1}
        key_management.rekey(Vault(str(home)))
        assert Vault(str(home)).read("a") == {"n": 1}
    assert entries(in_front) == []


def test_a_closed_database_is_no_reason_to_erase(home: Path, tmp_path: Path, database: Path) -> None:
    with opened(tmp_path, make_database(tmp_path / "b.kdbx")):
        with pytest.raises(CompanionError, match="key_missing") as refused:
            Vault(str(home)).read("a")
        assert refused.value.remedy.startswith("Open the keyring or the KeePassXC database that held it")
    with opened(tmp_path, database):
        assert Vault(str(home)).read("a") == {"n": 1}


def test_a_locked_database_is_named(home: Path, tmp_path: Path, database: Path) -> None:
    other = make_database(tmp_path / "b.kdbx")
    with opened(tmp_path, database, other):
        lock("a")
        with pytest.raises(CompanionError, match="keychain_locked") as refused:
            Vault(str(home)).read("a")
        assert refused.value.data["keyrings"]


def test_the_doctor_names_the_program_and_the_database(home: Path, tmp_path: Path, database: Path) -> None:
    other = make_database(tmp_path / "b.kdbx")
    site = Site(Linux({"HOME": str(home)}), home, sys.executable)
    with opened(tmp_path, database, other):
        (open_,) = keeper(site)
        lock("a")
        (locked,) = keeper(site)
    with opened(tmp_path, other):
        (elsewhere,) = keeper(site)
    assert open_.finding == "The vault's key is kept by KeePassXC."
    assert len(open_.private) == 1
    assert locked.finding == "What holds the vault's key in KeePassXC is locked."
    assert elsewhere.finding == "KeePassXC does not hold the vault's key."


def test_erasing_says_that_the_bin_has_to_be_emptied(home: Path, tmp_path: Path, database: Path) -> None:
    entry = title(home)
    command = "import sys; from installer.cli import main; sys.exit(main(['vault', 'erase', '--yes']))"
    with opened(tmp_path, database):
        done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
        assert "Recycle Bin" in done.stdout
        wait_for(database, [("Recycle Bin", entry)])


def test_moving_the_key_out_says_so_too(home: Path, tmp_path: Path, database: Path) -> None:
    with opened(tmp_path, database):
        assert key_management.move_key(Vault(str(home)), "keyfile") == "trashed"
        assert Vault(str(home)).read("a") == {"n": 1}


def test_a_key_that_keyring_wrote_gets_our_name(home: Path, tmp_path: Path) -> None:
    database = make_database(tmp_path / "a.kdbx")
    with opened(tmp_path, database):
        backend = SecretServiceKeyring()  # type: ignore[no-untyped-call] # keyring has none here
        backend.set_password("autolab-companion old", "vault key", "its ring")  # type: ignore[no-untyped-call]
        home.mkdir(mode=0o700)
        for _ in range(2):
            assert Keychain("old", str(home)).load() == b"its ring"
        wait_for(database, [("Root", "Autolab Companion: key of the vault old")])
