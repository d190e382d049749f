"""kill -9 at every step of every change to the vault: what is found afterwards is the old state or the new."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from native_host.vault import key_management
from native_host.vault.backends import passphrase
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from . import kill_at
from .kill_at import NEW, OLD, PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL"),
    pytest.mark.timeout(300),
]
KILLED = -9
MOST_STEPS = 400


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "COST", {"n": 2**10, "r": 8, "p": 1})


def every_death(scenario: Callable[[Vault], None], before: Path | None, home: Path) -> Iterator[Vault]:
    """The vault as each death leaves it, beginning from a copy of `before`; lastly as no death leaves it."""
    command = [sys.executable, str(Path(kill_at.__file__)), scenario.__name__]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as killer:
        assert killer.stdin is not None
        assert killer.stdout is not None
        for step in range(1, MOST_STEPS):
            shutil.rmtree(home, ignore_errors=True)
            if before:
                shutil.copytree(before, home)
            killer.stdin.write(f"{step} {home}\n")
            status = int(killer.stdout.readline())
            assert status in {0, KILLED}
            yield Vault(str(home))
            if status == 0:
                assert step > 10
                return
    pytest.fail("the scenario never ends")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data folder whose vault keeps OLD as `a`."""
    home = tmp_path / "kept"
    vault = Vault(str(home))
    vault.write("a", OLD)
    vault.write("b", OLD)
    return home


def test_first_write(tmp_path: Path) -> None:
    found = []
    for vault in every_death(kill_at.first_write, None, tmp_path / "home"):
        found.append(vault.read("a"))
        # The next start works, whatever was left.
        vault.write("b", OLD)
        assert Vault(vault.key_store.home).read("b") == OLD
        assert Vault(vault.key_store.home).read("a") == found[-1]
        assert not list(Path(vault.key_store.folder).glob("*.tmp"))
    assert [value for value in found if value not in (None, NEW)] == []
    assert found[0] is None
    assert found[-1] == NEW


def test_overwrite(kept: Path, tmp_path: Path) -> None:
    found = [vault.read("a") for vault in every_death(kill_at.overwrite, kept, tmp_path / "home")]
    assert [value for value in found if value not in (OLD, NEW)] == []
    assert found == sorted(found, key=lambda value: value == NEW)  # once new, never old again
    assert (found[0], found[-1]) == (OLD, NEW)


def test_delete(kept: Path, tmp_path: Path) -> None:
    found = [vault.read("a") for vault in every_death(kill_at.delete, kept, tmp_path / "home")]
    assert [value for value in found if value not in (OLD, None)] == []
    assert found[-1] is None


def test_rekey(kept: Path, tmp_path: Path) -> None:
    box = Vault(str(kept)).seal("row", b"plain")
    for vault in every_death(kill_at.rekey, kept, tmp_path / "home"):
        assert vault.read("a") == vault.read("b") == OLD
        assert vault.unseal("row", box) == b"plain"
        vault.write("a", NEW)
        assert Vault(vault.key_store.home).read("a") == NEW


def unlocked(vault: Vault) -> Vault:
    if vault.status()["state"] == "locked":
        vault.unlock(PASSPHRASE)
    return vault


def key_files(vault: Vault) -> list[str]:
    return sorted(path.name for path in Path(vault.key_store.folder).glob("key*"))


@pytest.mark.parametrize("scenario", [kill_at.lock_with_passphrase, kill_at.back_to_the_key_file])
def test_move_key(kept: Path, tmp_path: Path, scenario: Callable[[Vault], None]) -> None:
    if scenario is kill_at.back_to_the_key_file:
        key_management.move_key(Vault(str(kept)), "passphrase", PASSPHRASE)
    for vault in every_death(scenario, kept, tmp_path / "home"):
        assert unlocked(vault).read("a") == OLD
        vault.write("a", NEW)
        # No copy of the key stays where it was moved from.
        assert len(key_files(vault)) == 1
        assert unlocked(Vault(vault.key_store.home)).read("a") == NEW


def test_erase(kept: Path, tmp_path: Path) -> None:
    states = []
    for vault in every_death(kill_at.erase, kept, tmp_path / "home"):
        states.append(vault.status()["state"])
        if states[-1] == "open":
            assert vault.read("a") == OLD
        if states[-1] == "key_missing":
            with pytest.raises(CompanionError, match="key_missing"):
                vault.write("a", NEW)
        key_management.erase(vault)
        assert vault.status()["state"] == "empty"
        vault.write("a", NEW)
    assert set(states) == {"open", "key_missing", "empty"}
    assert states[-1] == "empty"
