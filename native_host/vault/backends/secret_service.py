"""The Secret Service (freedesktop.org's Secret Storage API): the vault's key in whichever collection it lies.

`keyring` asks the default collection alone and finds its items by two of three attributes. But the default follows the
database in front (KeePassXC) or the user's choice (GNOME), so all collections are searched, for a name nobody else has.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import secretstorage
from secretstorage.exceptions import ItemNotFoundException, PromptDismissedException

from ...wire.errors import CompanionError
from .secret_service_calls import SecretServiceCalls
from .secret_service_names import KEYRING, KEYRING_SERVICE, OURS, VAULT, attributes_of, former_of, label_of
from .whereabouts import located, program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from secretstorage import Collection, Item

    from .prompt import UnlockPrompt
    from .protocol import Removal
    from .whereabouts import Whereabouts

_LOOKS = 3


P = ParamSpec("P")
T = TypeVar("T")


def _found_anew(
    work: Callable[Concatenate[SecretService, P], T],
) -> Callable[Concatenate[SecretService, P], T]:
    """Search again when an item that was found is gone at the next call.

    Another host deletes it meanwhile, or GNOME's daemon reads a keyring's file again, which it does after each change.
    """

    @wraps(work)
    def looked(self: SecretService, /, *args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_LOOKS - 1):
            try:
                return work(self, *args, **kwargs)
            except PromptDismissedException:
                raise
            except ItemNotFoundException:
                continue
        return work(self, *args, **kwargs)

    return looked


class SecretService:
    """One connection; no thread may use it beside another. KeePassXC asks its user anew for each connection.

    Whatever a library raises passes through; keychain_unavailable, keychain_waiting and
    keychain_locked are raised for what the user has to do.
    """

    __slots__ = ("_calls", "_connection")

    def __init__(self, prompt: UnlockPrompt) -> None:
        self._connection = secretstorage.dbus_init()
        self._calls = SecretServiceCalls(self._connection, prompt)

    @property
    def available(self) -> bool:
        """Whether the session has such a service, running or to be started."""
        return secretstorage.check_service_availability(self._connection)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    @_found_anew
    def read(self, vault_id: str) -> bytes | None:
        """The secret of the vault; None if it is in no collection that is open."""
        found = self._newest(vault_id)
        if found is None:
            return None
        self._calls.unlock(found)
        self._renamed(found, vault_id)
        return found.get_secret()

    @_found_anew
    def write(self, vault_id: str, secret: bytes, wanted: Callable[[], bool]) -> None:
        """Keep `secret`, where the old one lies or in the default collection; nothing if it is not `wanted()` any more.

        An item is changed, never replaced: replacing has KeePassXC ask its user, and GNOME's takes any item that has
        our attributes among its own.
        """
        found = self._newest(vault_id)
        if found is not None:
            self._calls.unlock(found)
            if wanted():
                found.set_secret(secret)
                self._renamed(found, vault_id)
            return
        collection = self._calls.default_collection()
        self._calls.unlock(collection)
        if wanted():
            collection.create_item(label_of(vault_id), attributes_of(vault_id), secret, replace=False)

    @_found_anew
    def remove(self, vault_id: str) -> Removal:
        """Delete the secret wherever it lies, twins included."""
        outcome: Removal = "absent"
        for item in self._search(vault_id):
            self._calls.unlock(item)
            # KeePassXC moves it, secret included, to the Recycle Bin; only its items say where they lie.
            trashed = {"Uuid", "Path"} <= item.get_attributes().keys()
            self._calls.delete(item)
            outcome = "trashed" if trashed or outcome == "trashed" else "removed"
        return outcome

    @_found_anew
    def everything(self) -> list[tuple[str, bytes]]:
        """(vault id, secret) of every vault's key in sight, for when a vault has forgotten its id."""
        found = []
        for query in ({"application": OURS}, KEYRING):
            for item in secretstorage.search_items(self._connection, query):
                self._calls.unlock(item)  # a locked item may show hashes instead of its attributes
                attributes = item.get_attributes()
                vault_id = attributes.get(VAULT) or attributes.get("service", "").removeprefix(
                    KEYRING_SERVICE
                )
                if vault_id:
                    found.append((vault_id, item.get_secret()))
        return found

    @_found_anew
    def where(self, vault_id: str) -> Whereabouts:
        """Who keeps the secret and in which collection. Asks nobody and unlocks nothing."""
        collections = self._collections()  # wakes a service that is not running yet
        names = (attributes_of(vault_id), former_of(vault_id))
        return located(program_of(self._calls.process), collections, names)

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
        default = self._calls.default_path()
        for collection in hidden:
            if collection.collection_path == default:
                self._calls.unlock(collection)
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
            attributes_of(vault_id),
            former_of(vault_id),
            attributes_of(vault_id),
        )
        for attributes in names:
            if found := list(secretstorage.search_items(self._connection, attributes)):
                return found
        return []

    def _renamed(self, item: Item, vault_id: str) -> None:
        """Give an item that `keyring` wrote our name, which no other program reads or deletes by."""
        if VAULT not in item.get_attributes():
            item.set_attributes(attributes_of(vault_id))
            item.set_label(label_of(vault_id))

    def _collections(self) -> list[Collection]:
        return list(secretstorage.get_all_collections(self._connection))
