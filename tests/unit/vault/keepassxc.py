"""KeePassXC as the session's Secret Service, without a display: databases, and what their files hold afterwards."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import secretstorage
from secretstorage.util import DBusAddressWrapper, exec_prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NEEDED = ("keepassxc", "dbus-daemon")
PASSWORD = "pw"
_BUS = """<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""  # nothing can be activated, so gnome-keyring does not take the name first
_SETTINGS = """[General]
ConfigVersion=2
AutoSaveAfterEveryChange=true
UpdateCheckMessageShown=true
[FdoSecrets]
Enabled=true
ConfirmAccessItem=false
ConfirmDeleteItem=false
"""
_PATIENCE = 20.0


@contextmanager
def session_bus(folder: Path) -> Iterator[str]:
    """The address of a session bus that starts no services by itself."""
    path, settings = folder / "bus", folder / "bus.conf"
    settings.write_text(_BUS.format(path=path))
    command = ["dbus-daemon", f"--config-file={settings}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
        try:
            assert daemon.stdout is not None
            daemon.stdout.readline()  # it listens now
            yield f"unix:path={path}"
        finally:
            daemon.terminate()


def make_database(path: Path) -> Path:
    """A database whose root is shown to the Secret Service."""
    import pykeepass
    from lxml import etree

    database = pykeepass.create_database(str(path), password=PASSWORD)
    custom = database.tree.find("Meta/CustomData")
    if custom is None:
        custom = etree.SubElement(database.tree.find("Meta"), "CustomData")
    item = etree.SubElement(custom, "Item")
    etree.SubElement(item, "Key").text = "FDO_SECRETS_EXPOSED_GROUP"
    etree.SubElement(item, "Value").text = f"{{{database.root_group.uuid}}}"
    database.save()
    return path


def entries(path: Path) -> list[tuple[str, str]]:
    """(group, title) of each entry in the saved file."""
    import pykeepass

    return [(each.group.name, each.title) for each in pykeepass.PyKeePass(str(path), PASSWORD).entries]


@contextmanager
def opened(folder: Path, *databases: Path) -> Iterator[None]:
    """KeePassXC with these databases open, the last one in front."""
    folder = Path(tempfile.mkdtemp(dir=folder))  # a killed one leaves a lock behind that the next waits for
    settings = folder / "keepassxc.ini"
    settings.write_text(_SETTINGS)
    options = ["--config", str(settings), "--localconfig", str(folder / "local.ini"), "--pw-stdin"]
    command = ["keepassxc", *options, *map(str, databases)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "TMPDIR": str(folder)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as program:
        try:
            assert program.stdin is not None
            program.stdin.write(f"{PASSWORD}\n".encode() * len(databases))
            program.stdin.flush()
            _wait(lambda: _unlocked() == len(databases))
            yield
        finally:
            program.kill()


def lock(database: str) -> None:
    """Lock the open database of this name, as from its menu."""
    with closing(secretstorage.dbus_init()) as bus:
        service = DBusAddressWrapper("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", bus)
        _, prompt = service.call("Lock", "ao", [f"/org/freedesktop/secrets/collection/{database}"])
        exec_prompt(bus, prompt, timeout=_PATIENCE)


def wait_for(path: Path, wanted: list[tuple[str, str]]) -> None:
    """Until the saved file holds just these entries: KeePassXC saves a moment after it has answered."""
    _wait(lambda: sorted(entries(path)) == sorted(wanted))


def _wait(fulfilled: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not fulfilled():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def _unlocked() -> int:
    try:
        with closing(secretstorage.dbus_init()) as bus:
            return sum(not each.is_locked() for each in secretstorage.get_all_collections(bus))
    except Exception:  # noqa: BLE001 - not there yet, in whatever way
        return 0
