"""The key through `keyring`: macOS Keychain, Windows Credential Locker, KWallet.

Only the systems' own keychains are used: whatever else keyring may be configured to (plain text, null), the key
must not go there.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

from .whereabouts import Whereabouts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keyring.backend import KeyringBackend

    from .prompt import UnlockPrompt
    from .protocol import Removal

BACKENDS = {
    "darwin": ("keyring.backends.macOS", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
    "linux": ("keyring.backends.kwallet", "DBusKeyring"),
}
"""sys.platform -> the keychain's backend; on Linux that of a session without a Secret Service."""

PLACES = {
    "darwin": Whereabouts("the Keychain of macOS", ("default keychain",)),
    "win32": Whereabouts("the Credential Locker of Windows", ("Windows credentials",)),
    "linux": Whereabouts("KWallet", ("network wallet",)),
}
"""sys.platform -> where keyring puts what it keeps; whether it is there cannot be asked without a prompt."""

_USER = "vault key"


class KeyringLibrary:
    """As SecretService. These keychains show their prompts themselves, so a dismissal counts in this process alone."""

    __slots__ = ("_backend", "_prompt", "_session")

    def __init__(self, prompt: UnlockPrompt) -> None:
        self._prompt, self._session = prompt, os.urandom(8).hex()
        self._backend: KeyringBackend | None = None
        if sys.platform in BACKENDS:
            module, name = BACKENDS[sys.platform]
            found: type[KeyringBackend] = getattr(importlib.import_module(module), name)
            self._backend = found() if found.viable else None

    @property
    def available(self) -> bool:
        """Whether this system has the keychain."""
        return self._backend is not None

    def close(self) -> None:
        """Nothing is held open."""

    def read(self, vault_id: str) -> bytes | None:
        """See SecretService."""
        found: list[str | None] = []
        self._ask(lambda backend: found.append(backend.get_password(_service(vault_id), _USER)))
        return None if found[0] is None else found[0].encode()

    def write(self, vault_id: str, secret: bytes, wanted: Callable[[], bool]) -> None:
        """See SecretService."""
        if wanted():
            self._ask(lambda backend: backend.set_password(_service(vault_id), _USER, secret.decode("ascii")))

    def remove(self, vault_id: str) -> Removal:
        """See SecretService."""
        if self.read(vault_id) is None:
            return "absent"
        self._ask(lambda backend: backend.delete_password(_service(vault_id), _USER))
        return "removed"

    def where(self, _vault_id: str) -> Whereabouts:
        """See SecretService."""
        return PLACES[sys.platform]

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """keyring can list nothing."""
        return iter(())

    def _ask(self, use: Callable[[KeyringBackend], object]) -> None:
        from keyring.errors import KeyringLocked

        backend = self._backend
        if backend is None:
            return

        def show() -> bool:
            try:
                use(backend)
            except KeyringLocked:
                return False
            return True

        self._prompt.ask(self._session, lambda: True, show)


def _service(vault_id: str) -> str:
    return f"autolab-companion {vault_id}"
