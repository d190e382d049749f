"""gnome-keyring-daemon as tests steer it: a second default keyring, locking, unlocking unasked, its windows."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import secretstorage
from secretstorage.util import DBusAddressWrapper, format_secret, open_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jeepney.io.blocking import DBusConnection

PASSWORD = b"pw"
_SERVICE = "/org/freedesktop/secrets"
_INTERNAL = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"


@contextmanager
def another_default(bus: DBusConnection) -> Iterator[None]:
    """A second keyring made the default, as "Set as default" does in the desktop's own program."""
    label = {"org.freedesktop.Secret.Collection.Label": ("s", "Other")}
    (path,) = _internal(bus, "CreateWithMasterPassword", "a{sv}(oayays)", label, _secret(bus, b"another"))
    service = DBusAddressWrapper(_SERVICE, "org.freedesktop.Secret.Service", bus)
    (before,) = service.call("ReadAlias", "s", "default")
    service.call("SetAlias", "so", "default", path)
    try:
        yield
    finally:
        service.call("SetAlias", "so", "default", before)
        secretstorage.Collection(bus, path).delete()


def lock(bus: DBusConnection) -> None:
    """Lock the default keyring."""
    secretstorage.get_default_collection(bus).lock()


def unlock(bus: DBusConnection) -> None:
    """Unlock the default keyring without asking."""
    service = DBusAddressWrapper(_SERVICE, "org.freedesktop.Secret.Service", bus)
    (path,) = service.call("ReadAlias", "s", "default")
    _internal(bus, "UnlockWithMasterPassword", "o(oayays)", path, _secret(bus, PASSWORD))


@contextmanager
def prompts(bus: DBusConnection) -> Iterator[list[str]]:
    """The windows that come up meanwhile, by the path of their prompt; complete once the block has ended."""
    from jeepney import HeaderFields, MatchRule, MessageType
    from jeepney.wrappers import new_method_call

    shown: list[str] = []
    with closing(secretstorage.dbus_init()) as monitor:
        rule = MatchRule(
            type=MessageType.signal, interface="org.freedesktop.Secret.Prompt", member="Completed"
        )
        dbus = DBusAddressWrapper("/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring", monitor)
        dbus.bus_name = "org.freedesktop.DBus"
        monitor.send_and_get_reply(new_method_call(dbus, "BecomeMonitor", "asu", ([rule.serialise()], 0)))
        yield shown
        DBusAddressWrapper(_SERVICE, "org.freedesktop.DBus.Peer", bus).call("Ping", "")
        while True:
            try:
                message = monitor.receive(timeout=0.2)
            except TimeoutError:
                return
            if message.header.fields.get(HeaderFields.member) == "Completed":
                shown.append(message.header.fields[HeaderFields.path])


def _internal(bus: DBusConnection, method: str, signature: str, *values: object) -> Any:
    return DBusAddressWrapper(_SERVICE, _INTERNAL, bus).call(method, signature, *values)


def _secret(bus: DBusConnection, plain: bytes) -> tuple[str, bytes, bytes, str]:
    return format_secret(open_session(bus), plain, "text/plain")
