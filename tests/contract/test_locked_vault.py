"""A vault kept by passphrase, through the real host: locked it gives nothing, unlocked everything goes on."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from native_host.housekeeping import PERIOD, run_housekeeping
from native_host.services import Services
from native_host.steady import elapsed
from native_host.vault.vault import AUTO_LOCK
from tests.handing_in import commit, hand_in, upload, versions, where
from tests.host import HostError, HostProcess
from tests.sandbox import start_sandbox
from tests.signed_in import sign_in
from tests.virtual_time import run as run_in_virtual_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

PASSPHRASE = "correct horse battery"
CHOSEN = {"AUTOLAB_COMPANION_CUSTODY": "passphrase"}


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def host(companion_home: Path, box: Sandbox) -> Iterator[HostProcess]:
    """Signed in, with something remembered."""
    with opened(companion_home) as running:
        unlock(running)
        sign_in(running, box)
        hand_in(running, where(box), b"first")
        # Badges last: what the others learn would be told as badges too, beside a refresh that is still under way.
        # `courses.due` goes on behind its reply, and knows what the others have learnt.
        for method, params in sorted(reads(box), key=lambda read: read[0] == "badges"):
            if method != "courses.due":
                running.request(method, params)
        running.notified("badges.changed", lambda told: bool(told["done"]))
        yield running


def opened(home: Path) -> HostProcess:
    host = HostProcess(home, env=CHOSEN)
    host.hello()
    return host


def unlock(host: HostProcess) -> None:
    assert host.request("vault.unlock", {"passphrase": PASSPHRASE})["state"] == "open"


def reads(box: Sandbox) -> list[tuple[str, dict[str, Any]]]:
    course = {"server": box.base, "course": "AutoPopulated"}
    return [
        ("servers.list", {}),
        ("sessions.list", {}),
        ("user", {"server": box.base}),
        ("courses", {"server": box.base}),
        ("courses.due", {"server": box.base}),
        ("badges", course),
        ("agenda", {}),
        ("submit.check", where(box)),
        ("receipts.list", {}),
        ("sign_in.status", {}),
    ]


def changes(box: Sandbox) -> list[tuple[str, dict[str, Any]]]:
    server = {"server": box.base}
    return [
        ("servers.add", {**server, "client_id": "x"}),
        ("servers.set_staff_tools", {**server, "on": True}),
        ("servers.remove", server),
        ("sign_in.start", {**server, "way": "device"}),
        ("sign_in.finish", {"attempt": "x", "redirect_url": "https://x"}),
        ("sign_in.cancel", {"attempt": "x"}),
        ("sign_out", server),
        ("submit.begin", {**where(box), "filename": "handin.c", "size": 1}),
    ]


def error_of(host: HostProcess, method: str, params: dict[str, Any]) -> str | None:
    try:
        host.request(method, params)
    except HostError as error:
        return error.name
    return None


def assert_shut(host: HostProcess, box: Sandbox) -> None:
    box.requests.clear()
    told = {method: error_of(host, method, params) for method, params in [*reads(box), *changes(box)]}
    assert [named for named in told.items() if named[1] != "vault_locked"] == []
    assert box.requests == []


def test_locked_again_it_tells_nothing_it_knew_and_sends_no_token(host: HostProcess, box: Sandbox) -> None:
    assert host.request("vault.lock") == {"custody": "passphrase", "state": "locked", "records": 3}
    assert_shut(host, box)
    assert error_of(host, "vault.unlock", {"passphrase": "wrong horse"}) == "passphrase_wrong"
    assert_shut(host, box)
    unlock(host)
    for method, params in reads(box):
        host.request(method, params)
    assert hand_in(host, where(box), b"second")["version"] == 2
    assert host.request("sign_out", {"server": box.base})["revoked"]


def test_a_host_that_starts_locked(host: HostProcess, box: Sandbox, companion_home: Path) -> None:
    with opened(companion_home) as second:
        assert_shut(second, box)
        unlock(second)
        assert second.request("badges", {"server": box.base, "course": "AutoPopulated"})["badges"]
        assert PASSPHRASE not in json.dumps([frame.decode() for frame in second.frames])


def test_what_a_killed_host_left_in_doubt_is_settled_once_unlocked(
    host: HostProcess, box: Sandbox, companion_home: Path
) -> None:
    box.faults.add(method="POST", path="/submit$", process=True, lose_answer=True)
    box.faults.add(method="GET", path="/submissions$")
    box.faults.add(method="GET", path="/submissions$", delay=30.0)
    host.start("submit.commit", commit(upload(host, where(box), b"second"), b"second"), caller="page")
    host.notified("submit.progress", lambda told: told["phase"] == "settling")
    host.kill()
    box.faults.clear()
    with opened(companion_home) as second:
        assert error_of(second, "receipts.list", {}) == "vault_locked"
        unlock(second)
        receipt = second.notified("receipt.changed")["receipt"]
        assert (receipt["state"], receipt["version"]) == ("appeared", 2)
    assert len(versions(box)) == 2


def test_a_vault_nobody_uses_locks_itself_also_when_others_use_it(
    companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*next(iter(CHOSEN.items())))

    async def scenario() -> None:
        idle, busy = Services(str(companion_home)), Services(str(companion_home))
        for services in (idle, busy):
            services.vault.unlock(PASSPHRASE)
        upkeep = asyncio.ensure_future(run_housekeeping(idle, lambda *_: None))
        await asyncio.sleep(PERIOD / 2)
        before = idle.vault.idle_since
        busy.vault.write("session:x", {})
        await asyncio.sleep(2 * PERIOD)
        assert idle.vault.idle_since == before
        idle.vault.idle_since = elapsed() - AUTO_LOCK
        busy.vault.write("session:x", {})
        await asyncio.sleep(2 * PERIOD)
        assert (idle.vault.status()["state"], busy.vault.status()["state"]) == ("locked", "open")
        upkeep.cancel()

    run_in_virtual_time(scenario())
