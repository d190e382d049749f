"""What the Secret Service asks its owner, in D-Bus calls of its own: unlocking, confirming, the default collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import secretstorage
from secretstorage.util import BUS_NAME, DBusAddressWrapper, exec_prompt

from ...wire.errors import CompanionError
from .prompt import OPEN_SECONDS

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection
    from secretstorage import Collection, Item

    from .prompt import UnlockPrompt

_PREFIX = "org.freedesktop.Secret"
_BUS = "org.freedesktop.DBus"
NOWHERE = "/"


class SecretServiceCalls:
    """Calls over one connection; every question to the owner goes through `prompt`."""

    __slots__ = ("_connection", "_prompt")

    def __init__(self, connection: DBusConnection, prompt: UnlockPrompt) -> None:
        self._connection, self._prompt = connection, prompt

    def delete(self, item: Item) -> None:
        """Delete the item, confirmed by its owner if the service wants that."""
        wrapper = DBusAddressWrapper(item.item_path, f"{_PREFIX}.Item", self._connection)
        self.confirm(wrapper.call("Delete", "")[0])

    def default_path(self) -> str:
        """Where the default collection lies; NOWHERE if there is none."""
        path: str = self._call("ReadAlias", "s", "default")[0]
        return path

    def default_collection(self) -> Collection:
        """The default collection, created if there is none."""
        path = self.default_path()
        if path != NOWHERE:
            return secretstorage.Collection(self._connection, path)
        label = {f"{_PREFIX}.Collection.Label": ("s", "Default")}
        path, prompt = self._call("CreateCollection", "a{sv}s", label, "default")
        if path == NOWHERE:
            self.confirm(prompt)
        return secretstorage.Collection(self._connection)

    def unlock(self, thing: Item | Collection) -> None:
        """Have its owner unlock an item or a collection, if it is locked. Raises as UnlockPrompt.ask."""
        if not thing.is_locked():
            return
        path = thing.item_path if isinstance(thing, secretstorage.Item) else thing.collection_path
        self._prompt.ask(
            self._session, thing.is_locked, lambda: self._show(self._call("Unlock", "ao", [path])[1])
        )
        if thing.is_locked():
            raise CompanionError("keychain_unavailable", detail="it stays locked", reason="failed")

    def confirm(self, prompt: str) -> None:
        """Have the user confirm, if the service wants it."""
        if prompt != NOWHERE:
            self._prompt.ask(self._session, lambda: True, lambda: self._show(prompt))

    def _show(self, prompt: str) -> bool:
        """Show a prompt; False if it was dismissed or nobody answered."""
        if prompt == NOWHERE:
            return True
        try:
            was_dismissed, _ = exec_prompt(self._connection, prompt, timeout=OPEN_SECONDS)
        except TimeoutError:
            DBusAddressWrapper(prompt, f"{_PREFIX}.Prompt", self._connection).call("Dismiss", "")
            return False
        return not was_dismissed

    @property
    def _session(self) -> str:
        found: str = self._bus("GetId", "")
        return found

    @property
    def process(self) -> int:
        """The id of the process that is the Secret Service."""
        found: int = self._bus("GetConnectionUnixProcessID", "s", BUS_NAME)
        return found

    def _bus(self, method: str, signature: str, *values: object) -> Any:
        bus = DBusAddressWrapper("/org/freedesktop/DBus", _BUS, self._connection)
        bus.bus_name = _BUS  # the wrapper would ask the Secret Service
        return bus.call(method, signature, *values)[0]

    def _call(self, method: str, signature: str, *values: object) -> Any:
        service = DBusAddressWrapper("/org/freedesktop/secrets", f"{_PREFIX}.Service", self._connection)
        return service.call(method, signature, *values)
