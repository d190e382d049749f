"""Several hosts on one cache: nobody fails, whoever damages or kills, and what is read is what somebody wrote."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from native_host.storage.cache import Cache
from native_host.vault.vault import Vault
from native_host.wire.identifiers import AccountKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

HOSTS, ROUNDS, KEYS = 4, 120, 7
ANNE = AccountKey("anne")
WORK = """
import sys
from native_host.storage.cache import Cache
from native_host.vault.vault import Vault
home, me, rounds, keys = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
cache = Cache(home, Vault(home), limit=200_000)
print("ready", flush=True)
for n in range(rounds):
    cache.put("anne", f"k{n % keys}", data=[f"k{n % keys}", me * (n + 1)], fetched_at=n)
    found = cache.get("anne", f"k{(n + 1) % keys}")
    assert found is None or found.data[0] == f"k{(n + 1) % keys}"
    if n % 10 == 0:
        print(n, flush=True)
"""


def start(home: Path, name: str, rounds: int = ROUNDS) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORK, str(home), name, str(rounds), str(KEYS)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(host: subprocess.Popen[str], line: str) -> None:
    assert host.stdout is not None
    while (said := host.stdout.readline()) and said.strip() != line:
        pass
    assert said, host.stderr.read() if host.stderr else ""


def usable(home: Path) -> bool:
    with closing(Cache(str(home), Vault(str(home)))) as cache:
        cache.put(ANNE, "last", data="word", fetched_at=1)
        found = cache.get(ANNE, "last")
        return found is not None and found.data == "word"


def test_hosts_that_write_at_once_all_succeed(tmp_path: Path) -> None:
    with ExitStack() as stack:
        running = [stack.enter_context(start(tmp_path, str(number))) for number in range(HOSTS)]
        ends = [host.communicate(timeout=90)[1] for host in running]
    assert ends == [""] * HOSTS
    with closing(Cache(str(tmp_path), Vault(str(tmp_path)))) as cache:
        assert all(cache.get(ANNE, f"k{number}") for number in range(KEYS))


def test_a_file_damaged_under_running_hosts_is_rebuilt_by_one_of_them(tmp_path: Path) -> None:
    with ExitStack() as stack:
        running = [stack.enter_context(start(tmp_path, str(number))) for number in range(HOSTS)]
        wait_for(running[0], "50")
        with (tmp_path / "ledger.sqlite").open("r+b") as file:
            file.write(b"\xff" * 65_536)
        ends = [host.communicate(timeout=90)[1] for host in running]
    assert ends == [""] * HOSTS
    # If all had read and written for the last time before the damage, it is found now, and costs one answer.
    assert usable(tmp_path) or usable(tmp_path)
    assert len([entry for entry in tmp_path.iterdir() if "corrupt" in entry.name]) <= 1


def killed(home: Path, lines: Iterable[str]) -> None:
    """Kill one host while another goes on writing, when it has got so far; the file stays good."""
    for line in lines:
        with start(home, "y") as other, start(home, "x", rounds=100_000) as host:
            wait_for(host, line)
            host.kill()
            assert other.communicate(timeout=90)[1] == ""
        assert usable(home)
    assert not [entry for entry in home.iterdir() if "corrupt" in entry.name], "nothing was damaged"


def test_killed_hosts_leave_a_usable_file(tmp_path: Path) -> None:
    killed(tmp_path, ("ready", "0", "10", "30"))


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_many_killed_hosts(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    kills = 200
    killed(tmp_path, (str(random.randrange(0, 200, 10)) for _ in range(kills)))  # noqa: S311 - any moment will do
    record_property("figures", f"{kills} hosts killed while two wrote the cache, damaged files 0")
