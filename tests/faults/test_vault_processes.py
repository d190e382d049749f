"""Many host processes on one vault: one key, no lost update, no unreadable moment."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from native_host.vault import key_management
from native_host.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

FIRST_USE = """
import sys
from native_host.vault.vault import Vault
import native_host.vault.locks, native_host.vault.sealed
print("ready", flush=True)
sys.stdin.readline()
vault = Vault(sys.argv[1])
box = vault.seal("row", sys.argv[2].encode())
vault.write("record " + sys.argv[2], {"n": sys.argv[2]})
print(vault.fingerprint("same").hex(), box.hex(), flush=True)
"""

COUNT = """
import sys
from native_host.vault.vault import Vault
vault = Vault(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with vault.lock("counter", timeout=60):
        vault.write("counter", {"n": vault.read("counter")["n"] + 1})
"""


def start(script: str, *args: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, args)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_first_use_by_several_processes_makes_one_key(tmp_path: Path) -> None:
    for attempt in range(3):
        home = tmp_path / f"home {attempt}"
        with ExitStack() as stack:
            hosts = [stack.enter_context(start(FIRST_USE, home, n)) for n in range(6)]
            for host in hosts:
                assert host.stdout is not None
                assert host.stdout.readline() == "ready\n"
            for host in hosts:
                assert host.stdin is not None
                host.stdin.write("\n")
                host.stdin.flush()
            answers = [(host.communicate()[0] or "").split() for host in hosts]
        assert [host.returncode for host in hosts] == [0] * 6
        assert len({fingerprint for fingerprint, _ in answers}) == 1
        vault = Vault(str(home))
        for n, (_, box) in enumerate(answers):
            assert vault.unseal("row", bytes.fromhex(box)) == str(n).encode()
            assert vault.read(f"record {n}") == {"n": str(n)}


def test_no_update_is_lost_while_the_key_changes(companion_home: Path) -> None:
    vault = Vault(str(companion_home))
    vault.write("counter", {"n": 0})
    with ExitStack() as stack:
        hosts = [stack.enter_context(start(COUNT, companion_home, 25)) for _ in range(3)]
        for _ in range(5):
            assert key_management.rekey(vault) == {"resealed": 1, "set_aside": 0, "unreadable": 0}
            assert vault.read("counter") is not None
        for host in hosts:
            host.communicate()
    assert [host.returncode for host in hosts] == [0] * 3
    assert Vault(str(companion_home)).read("counter") == {"n": 75}
