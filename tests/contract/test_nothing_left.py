"""Removing a server in the popup: what the host keeps of it afterwards is what the user handed in, and no more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from installer.cli import main
from native_host.services import Services
from tests.handing_in import hand_in, where
from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.signed_in import sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox import Sandbox


def use(host: HostProcess, box: Sandbox) -> None:
    """Sign in, look at a course, hand in, begin another sign-in."""
    sign_in(host, box)
    hand_in(host, where(box), b"mine")
    host.request("badges", {"server": box.base, "course": "AutoPopulated"})
    host.notified("badges.changed", lambda told: bool(told["done"]))
    host.request("sign_in.start", {"server": box.base, "way": "device"})


def remembered(home: Path) -> int:
    with closing(sqlite3.connect(home / "ledger.sqlite")) as cache:
        count: int = cache.execute("SELECT count(*) FROM answer").fetchone()[0]
        return count


def test_removed_in_the_popup(companion_home: Path) -> None:
    with start_sandbox() as box, HostProcess(companion_home) as host:
        host.hello()
        use(host, box)
        assert remembered(companion_home)
        assert host.request("servers.remove", {"server": box.base})["revoked"]
        services = Services(str(companion_home))
        assert services.vault.records() == []
        assert remembered(companion_home) == 0
        (receipt,) = host.request("receipts.list")["receipts"]
        assert (receipt["server"], receipt["state"]) == (box.base, "landed")
        assert all(token.revoked for token in box.state.tokens)


def test_removed_and_signed_out_on_the_command_line(companion_home: Path) -> None:
    with start_sandbox() as box:
        with HostProcess(companion_home) as host:
            host.hello()
            use(host, box)
        assert main(["logout", box.base]) == 0
        assert remembered(companion_home) == 0
        assert main(["servers", "remove", box.base]) == 0
        assert Services(str(companion_home)).vault.records() == []
