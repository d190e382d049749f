"""Key custody in the operating system's keychain, through `keyring`.

Only the systems' own keychains are used: whatever else keyring may be configured to (plain text, null), the key
must not go there.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from typing import TYPE_CHECKING, TypeVar

from ...wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyring.backend import KeyringBackend

T = TypeVar("T")

BACKENDS = {
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "linux": (("keyring.backends.SecretService", "Keyring"), ("keyring.backends.kwallet", "DBusKeyring")),
}
"""sys.platform -> keychains, best first."""

PROBE_SECONDS = 5.0
"""How long first use may wait to learn whether there is a keychain at all."""

ANSWER_SECONDS = 30.0
"""How long a keychain may take; it may be asking its owner for a password meanwhile."""

_USER = "vault key"


class Keychain:
    """Custody in the keychain entry named by the vault's id."""

    __slots__ = ("_seconds", "_service")

    def __init__(self, vault_id: str, seconds: float = ANSWER_SECONDS) -> None:
        self._service, self._seconds = f"autolab-companion {vault_id}", seconds

    def unlock(self, passphrase: str) -> None:
        """See custody.protocol."""

    def load(self) -> bytes | None:
        """See custody.protocol."""
        found = _bounded(lambda: _backend().get_password(self._service, _USER), self._seconds)
        return None if found is None else found.encode()

    def store(self, ring: bytes) -> None:
        """See custody.protocol."""
        _bounded(lambda: _backend().set_password(self._service, _USER, ring.decode("ascii")), self._seconds)

    def forget(self) -> None:
        """See custody.protocol."""
        if self.load() is not None:
            _bounded(lambda: _backend().delete_password(self._service, _USER), self._seconds)

    @classmethod
    def works(cls) -> bool:
        """Whether a key stored now could be read back, tried with a worthless one."""
        trial = cls(f"trial {os.getpid()}", PROBE_SECONDS)
        try:
            trial.store(b"trial")
            kept = trial.load() == b"trial"
            trial.forget()
        except CompanionError:
            return False
        return kept


def _backend() -> KeyringBackend:
    for module, name in BACKENDS.get(sys.platform, ()):
        found: type[KeyringBackend] = getattr(importlib.import_module(module), name)
        if found.viable:
            return found()
    raise CompanionError("keychain_unavailable", detail="this session has none")


def _bounded(work: Callable[[], T], seconds: float) -> T:
    """What `work` returns; keychain_unavailable if it fails or does not come back, as a prompt nobody sees would."""
    answers: list[T] = []
    failures: list[Exception] = []

    def run() -> None:
        try:
            answers.append(work())
        except Exception as error:  # noqa: BLE001 - keyring's backends raise their libraries' own errors
            failures.append(error)

    thread = threading.Thread(target=run, name="keychain", daemon=True)
    thread.start()
    thread.join(seconds)
    if answers:
        return answers[0]
    cause = failures[0] if failures else None
    if isinstance(cause, CompanionError):
        raise cause
    # The type alone: a backend's own words might quote what it was to store.
    detail = type(cause).__name__ if cause else f"no answer within {seconds:.0f} seconds"
    raise CompanionError("keychain_unavailable", detail=detail)
