"""What the owner of a vault may do with its key: see how it is kept, move it, renew it, erase everything."""

from __future__ import annotations

from native_host.vault import safe_files
from native_host.vault.keeper import SEALED_SUFFIX, Keeper
from native_host.wire.errors import CompanionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_STATES = {"vault_locked": "locked", "key_missing": "key_missing"}


def status(keeper: Keeper) -> dict[str, Any]:
    """{custody, state, records} as Vault.status; other troubles are raised."""
    records = sum(name.endswith(SEALED_SUFFIX) for name in safe_files.names(keeper.folder))
    name = keeper.chosen_custody()
    try:
        note = keeper.note()
        name = note.custody if note else name
        state = "empty" if keeper.ring() is None else "open"
    except CompanionError as error:
        if error.name not in _STATES:
            raise
        state = _STATES[error.name]
    return {"custody": name, "state": state, "records": records}
