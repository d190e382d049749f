"""What someone finds who reads the disk, watches the process or takes the files away."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from typing import TYPE_CHECKING

import pytest

from native_host.vault import backends, key_management
from native_host.vault.keyset import Keyset
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = {"email": "alice@campus.example.edu", "first_name": "Alice-Liddell"}
SECRETS = {"access_token": "tok-4c1f0a", "refresh_token": "ref-77e9b2", "client_secret": "sec-d20c11"}
RECORD = "session:https://autolab.example.edu"


@pytest.fixture
def used(companion_home: Path) -> Path:
    """A data folder after every kind of use."""
    vault = Vault(str(companion_home))
    vault.write(RECORD, {**SECRETS, "account": PEOPLE})
    with vault.lock("refresh https://autolab.example.edu " + PEOPLE["email"]):
        (companion_home / "ledger.sqlite").write_bytes(vault.seal("row", json.dumps(PEOPLE).encode()))
    key_management.rekey(vault)
    return companion_home


def everything_under(folder: Path) -> bytes:
    """All names and contents."""
    paths = list(folder.rglob("*"))
    return b"\0".join(
        [str(path.relative_to(folder)).encode() for path in paths]
        + [p.read_bytes() for p in paths if p.is_file()]
    )


def test_no_secret_name_or_server_stands_on_the_disk(used: Path) -> None:
    found = everything_under(used).lower()
    for text in (*SECRETS.values(), *PEOPLE.values(), "autolab.example.edu", "session:", "refresh"):
        for form in (text.lower().encode(), text.encode().hex().encode()):
            assert form not in found


def test_everything_is_closed_to_other_users(used: Path) -> None:
    for path in (used / "vault", used / "locks", *(used / "vault").iterdir(), *(used / "locks").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path
    assert used.stat().st_mode & 0o077 == 0


def test_records_without_the_key_open_nothing(used: Path, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen"
    stolen.mkdir(mode=0o700)
    (used / "vault").rename(stolen / "vault")
    (stolen / "vault" / "key").unlink()
    with pytest.raises(CompanionError, match="key_missing"):
        Vault(str(stolen)).read(RECORD)


def test_a_passphrase_guards_a_copy_of_the_whole_folder(used: Path) -> None:
    key_management.move_key(Vault(str(used)), backends.PASSPHRASE, "correct horse battery")
    found = everything_under(used)
    assert b'"names"' not in found
    assert b"correct horse" not in found
    assert not (used / "vault" / "key").exists()
    with pytest.raises(CompanionError, match="passphrase_wrong"):
        Vault(str(used)).unlock("correct horse")


def test_representations_and_tracebacks_tell_no_key(used: Path) -> None:
    content = (used / "vault" / "key").read_text()
    keys = [json.loads(content)["names"], *json.loads(content)["keys"]]
    vault = Vault(str(used))
    vault.read(RECORD)
    told = [repr(vault), repr(vault.key_store), repr(vault.key_store.keyset()), str(vault.status())]
    for damaged in (content[:-1], content.replace('"keys"', '"kyes"'), content.replace(keys[1][:4], "zzzz")):
        with pytest.raises(CompanionError) as error:
            Keyset.parse(damaged.encode())
        told += traceback.format_exception(error.value)
        told.append(json.dumps(error.value.as_json()))
    for text in told:
        for key in keys:
            assert key not in text
            assert repr(bytes.fromhex(key)) not in text


READ = """
import sys
import json  # as the host has by then
from native_host.vault.vault import Vault
vault = Vault(sys.argv[1])
assert not [name for name in sys.modules if name.startswith("cryptography")]
assert vault.read(sys.argv[2])
vault.unseal("row", vault.seal("row", b""))
vault.fingerprint("row", "x")
print(*sys.modules)
"""


def test_reading_imports_no_more_than_it_needs(used: Path) -> None:
    """The first cached answer waits for these imports; see the bench for the time they take."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", READ, str(used), RECORD], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    heavy = {
        "keyring",
        "filelock",
        "pathlib",
        "threading",
        "logging",
        "dataclasses",
        "asyncio",
        "hashlib",
        "ctypes",
        "typing",
    }
    assert not loaded & heavy
    assert "cryptography.hazmat.bindings._rust" in loaded


CORE = """
import os, sys
from native_host.vault import core_dumps
core_dumps.forbid_core_dumps()
assert "ctypes" not in sys.modules
if sys.argv[1] == "inspection":
    core_dumps.forbid_inspection()
    import ctypes
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
else:
    import resource
    print(*resource.getrlimit(resource.RLIMIT_CORE), flush=True)
    os.abort()
"""


@pytest.mark.skipif(os.name == "nt", reason="no core files there")
def test_a_crash_leaves_no_core_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CORE, "crash"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "0 0\n"
    assert done.returncode == -signal.SIGABRT
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_other_programs_may_not_look_into_the_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CORE, "inspection"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "0\n"


COMMAND = """
import ctypes, sys
from installer.cli import main
main(sys.argv[1:])
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
@pytest.mark.parametrize("words", [("servers", "list"), ("vault", "status")])
def test_other_programs_may_not_look_into_the_command(words: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-c", COMMAND, *words], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0"
