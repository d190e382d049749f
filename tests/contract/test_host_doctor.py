"""host.doctor: the page gets what `autolab-companion doctor --json` finds, from the real host and the real command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from installer.doctor import CHECKS
from tests.handing_in import until
from tests.host import HostError, HostProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

ME = Path("/proc/self")


@pytest.fixture
def host(companion_home: Path, tmp_path: Path) -> Iterator[HostProcess]:
    """The host of a user with Firefox, which knows nothing of it."""
    user = tmp_path / "zoe's home"
    (user / ".mozilla/firefox").mkdir(parents=True)
    (user / ".config").mkdir()
    env = {"HOME": str(user), "PATH": "/nonexistent", "XDG_CONFIG_HOME": str(user / ".config")}
    with HostProcess(companion_home, env=env) as running:
        running.hello()
        yield running


def examined(host: HostProcess) -> dict[str, Any]:
    told: dict[str, Any] = host.request("host.doctor", caller="options")
    return told


def test_it_tells_what_the_doctor_finds_without_naming_the_home_folder(
    host: HostProcess, tmp_path: Path
) -> None:
    told = examined(host)
    assert told["healthy"] is False
    assert told["checks"] == len(CHECKS)
    (missing,) = [one for one in told["findings"] if one["check"] == "manifest-missing"]
    assert missing["level"] == "problem"
    assert missing["fixable"] is True
    assert missing["cause"].startswith("~/.mozilla/native-messaging-hosts/")
    assert str(tmp_path / "zoe") not in json.dumps(told)


@pytest.mark.parametrize("caller", ["page", "popup", "background"])
def test_only_full_pages_of_the_companion_may_ask(host: HostProcess, caller: str) -> None:
    with pytest.raises(HostError) as refused:
        host.request("host.doctor", caller=caller)
    assert refused.value.name == "caller_may_not"


def children(host: HostProcess) -> list[str]:
    """The processes that the host has started and that run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if parent == str(host.process.pid) and state != "Z":
            found.append(folder.name)
    return found


@pytest.mark.skipif(not ME.exists(), reason="only Linux tells whose children there are")
def test_who_asks_meanwhile_shares_one_run_and_the_last_who_gives_up_ends_it(host: HostProcess) -> None:
    asked = [host.start("host.doctor", caller="options") for _ in range(3)]
    until(lambda: len(children(host)) == 1)
    for one in asked[:2]:
        host.send({"jsonrpc": "2.0", "method": "cancel", "params": {"id": one}})
        assert host.reply(one)["error"]["data"]["name"] == "cancelled"
    assert len(children(host)) == 1
    host.send({"jsonrpc": "2.0", "method": "cancel", "params": {"id": asked[2]}})
    assert host.reply(asked[2])["error"]["data"]["name"] == "cancelled"
    until(lambda: not children(host))


@pytest.mark.skipif(not ME.exists(), reason="only Linux tells whose children there are")
def test_the_end_of_the_host_is_that_of_its_doctor(host: HostProcess) -> None:
    host.start("host.doctor", caller="options")
    until(lambda: len(children(host)) == 1)
    (child,) = children(host)
    assert host.close() == 0
    until(lambda: not Path("/proc", child).exists())
