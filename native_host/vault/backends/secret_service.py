"""The Secret Service (freedesktop.org's Secret Storage API): the vault's key in whichever collection it lies.

`keyring` asks the default collection alone and finds its items by two of three attributes. But the default follows the
database in front (KeePassXC) or the user's choice (GNOME), so all collections are searched, for a name nobody else has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import secretstorage
from secretstorage.exceptions import ItemNotFoundException
from secretstorage.util import DBusAddressWrapper, exec_prompt

from ...wire.errors import CompanionError
from .prompt import OPEN_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from secretstorage import Collection, Item

    from .prompt import UnlockPrompt
    from .protocol import Removal

_OURS = "autolab-companion"
_VAULT = "autolab-companion-vault"
_KEYRING = {"application": "Python keyring library", "username": "vault key"}
_KEYRING_SERVICE = "autolab-companion "
"""How releases that went through `keyring` named it."""

_PREFIX = "org.freedesktop.Secret"
_BUS = "org.freedesktop.DBus"
_NOWHERE = "/"


class SecretService:
    """One connection; no thread may use it beside another. KeePassXC asks its user anew for each connection.

    Whatever a library raises passes through; keychain_unavailable, keychain_waiting and
    keychain_locked are raised for what the user has to do.
    """

    __slots__ = ("_connection", "_window")

    def __init__(self, window: UnlockPrompt) -> None:
        self._window = window
        self._connection = secretstorage.dbus_init()

    @property
    def available(self) -> bool:
        """Whether the session has such a service, running or to be started."""
        return secretstorage.check_service_availability(self._connection)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def read(self, vault_id: str) -> bytes | None:
        """The secret of the vault; None if it is in no collection that is open."""
        found = self._newest(vault_id)
        if found is None:
            return None
        self._unlock(found)
        self._renamed(found, vault_id)
        return found.get_secret()

    def write(self, vault_id: str, secret: bytes, wanted: Callable[[], bool]) -> None:
        """Keep `secret`, where the old one lies or in the default collection; nothing if it is not `wanted()` any more.

        An item is changed, never replaced: replacing has KeePassXC ask its user, and GNOME's takes any item that has
        our attributes among its own.
        """
        found = self._newest(vault_id)
        if found is not None:
            self._unlock(found)
            if wanted():
                found.set_secret(secret)
                self._renamed(found, vault_id)
            return
        collection = self._default()
        self._unlock(collection)
        if wanted():
            collection.create_item(_label(vault_id), _attributes(vault_id), secret, replace=False)

    def remove(self, vault_id: str) -> Removal:
        """Delete the secret wherever it lies, twins included."""
        outcome: Removal = "absent"
        for item in self._search(vault_id):
            self._unlock(item)
            # KeePassXC moves it, secret included, to the Recycle Bin; only its items say where they lie.
            trashed = {"Uuid", "Path"} <= item.get_attributes().keys()
            self._confirmed(
                DBusAddressWrapper(item.item_path, f"{_PREFIX}.Item", self._connection).call("Delete", "")[0]
            )
            outcome = "trashed" if trashed or outcome == "trashed" else "removed"
        return outcome

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """(vault id, secret) of every vault's key in sight, for when a vault has forgotten its id."""
        for query in ({"application": _OURS}, _KEYRING):
            for item in secretstorage.search_items(self._connection, query):
                self._unlock(item)  # a locked item may tell hashes instead of its attributes
                attributes = item.get_attributes()
                vault_id = attributes.get(_VAULT) or attributes.get("service", "").removeprefix(
                    _KEYRING_SERVICE
                )
                if vault_id:
                    yield vault_id, item.get_secret()

    def _newest(self, vault_id: str) -> Item | None:
        found = self._search(vault_id)
        # A copied database has twins: the one written last is ours, the others are backups.
        return max(found, key=lambda item: (item.get_modified(), item.item_path), default=None)

    def _search(self, vault_id: str) -> list[Item]:
        found = self._named(vault_id)
        if found:
            return found
        # A locked collection of GNOME's is searched all the same; one of KeePassXC's shows nothing.
        hidden = [
            each
            for each in self._collections()
            if each.is_locked() and next(each.get_all_items(), None) is None
        ]
        default = self._default_path()
        for collection in hidden:
            if collection.collection_path == default:
                self._unlock(collection)
                found = self._named(vault_id)
                if found:
                    return found
        closed = ", ".join(each.get_label() for each in hidden if each.is_locked())
        if closed:
            raise CompanionError("keychain_locked", keyrings=closed)
        return []

    def _named(self, vault_id: str) -> list[Item]:
        # Ours again at last: another host may have given it the new name between the first two looks.
        names = (
            _attributes(vault_id),
            {**_KEYRING, "service": _KEYRING_SERVICE + vault_id},
            _attributes(vault_id),
        )
        for attributes in names:
            if found := list(secretstorage.search_items(self._connection, attributes)):
                return found
        return []

    def _renamed(self, item: Item, vault_id: str) -> None:
        """Give an item that `keyring` wrote our name, which no other program reads or deletes by."""
        if _VAULT not in item.get_attributes():
            item.set_attributes(_attributes(vault_id))
            item.set_label(_label(vault_id))

    def _collections(self) -> list[Collection]:
        return list(secretstorage.get_all_collections(self._connection))

    def _default_path(self) -> str:
        path: str = self._service("ReadAlias", "s", "default")[0]
        return path

    def _default(self) -> Collection:
        path = self._default_path()
        if path != _NOWHERE:
            return secretstorage.Collection(self._connection, path)
        label = {f"{_PREFIX}.Collection.Label": ("s", "Default")}
        path, prompt = self._service("CreateCollection", "a{sv}s", label, "default")
        if path == _NOWHERE:
            self._confirmed(prompt)
        return secretstorage.Collection(self._connection)

    def _unlock(self, thing: Item | Collection) -> None:
        if not thing.is_locked():
            return
        path = thing.item_path if isinstance(thing, secretstorage.Item) else thing.collection_path
        self._window.ask(
            self._session, thing.is_locked, lambda: self._shown(self._service("Unlock", "ao", [path])[1])
        )
        if thing.is_locked():
            raise ItemNotFoundException("still locked")

    def _confirmed(self, prompt: str) -> None:
        """Have the user confirm, if the service wants it."""
        if prompt != _NOWHERE:
            self._window.ask(self._session, lambda: True, lambda: self._shown(prompt))

    def _shown(self, prompt: str) -> bool:
        """Show a prompt; False if it was dismissed or nobody answered."""
        if prompt == _NOWHERE:
            return True
        try:
            was_dismissed, _ = exec_prompt(self._connection, prompt, timeout=OPEN_SECONDS)
        except TimeoutError:
            DBusAddressWrapper(prompt, f"{_PREFIX}.Prompt", self._connection).call("Dismiss", "")
            return False
        return not was_dismissed

    @property
    def _session(self) -> str:
        bus = DBusAddressWrapper("/org/freedesktop/DBus", _BUS, self._connection)
        bus.bus_name = _BUS  # the wrapper would ask the Secret Service
        found: str = bus.call("GetId", "")[0]
        return found

    def _service(self, method: str, signature: str, *values: object) -> Any:
        service = DBusAddressWrapper("/org/freedesktop/secrets", f"{_PREFIX}.Service", self._connection)
        return service.call(method, signature, *values)


def _attributes(vault_id: str) -> dict[str, str]:
    return {"application": _OURS, _VAULT: vault_id}


def _label(vault_id: str) -> str:
    return f"Autolab Companion: key of the vault {vault_id}"
