"""Whether the key is there and opens what is kept."""

from __future__ import annotations

from ..wire.errors import CompanionError
from . import backends

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..wire.error_names import ErrorName
    from ..wire.shapes.sign_in import VaultState, VaultStatus
    from .key_store import KeyStore

UNREADABLE: dict[VaultState, ErrorName] = {"key_missing": "key_missing", "key_foreign": "key_foreign"}
"""States in which nothing can be read; each is explained by its error."""
_STATES: dict[ErrorName, VaultState] = {
    "vault_locked": "locked",
    "key_missing": "key_missing",
    "key_foreign": "key_foreign",
}


def status(key_store: KeyStore) -> VaultStatus:
    """{custody, state: open|locked|empty|key_missing|key_foreign, records}; what else is wrong is raised."""
    name = backends.chosen()
    try:
        metadata = key_store.metadata()
        name = metadata.custody if metadata else name
        state: VaultState = "empty" if key_store.keyset() is None else "open"
    except CompanionError as error:
        if error.name not in _STATES:
            raise
        state = _STATES[error.name]
    return {"custody": name, "state": state, "records": len(key_store.record_files())}
