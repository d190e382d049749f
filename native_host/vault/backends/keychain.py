"""The key in the operating system's keychain, with time limits: whatever a keychain does, the caller gets an answer."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, TypeVar

from ...wire.errors import CompanionError
from .prompt import UnlockPrompt

if TYPE_CHECKING:
    from collections.abc import Callable

    from .keyring_library import KeyringLibrary
    from .protocol import Removal
    from .secret_service import SecretService
    from .whereabouts import Whereabouts

    Provider = SecretService | KeyringLibrary

T = TypeVar("T")

PROBE_SECONDS = 5.0
"""How long first use may wait to learn whether there is a keychain at all."""

ANSWER_SECONDS = 10.0
"""How long a keychain may take by itself; D-Bus itself gives up on a service after 25."""

WINDOW_SECONDS = 30.0
"""How long one may take that is asking its owner meanwhile; the window stays for a later answer."""


class Keychain:
    """The backend in the keychain entry named by the vault's id. `home` is the data folder, where hosts take turns."""

    __slots__ = ("_lock", "_prompt", "_provider", "_seconds", "_vault_id")

    def __init__(self, vault_id: str, home: str, seconds: float = ANSWER_SECONDS) -> None:
        self._vault_id, self._seconds = vault_id, seconds
        self._prompt = UnlockPrompt(home)
        self._lock = threading.Lock()
        self._provider: Provider | None = None

    def unlock(self, passphrase: str) -> None:
        """See backends.protocol."""

    def load(self) -> bytes | None:
        """See backends.protocol."""
        return self._bounded(lambda provider, _: provider.read(self._vault_id))

    def store(self, keyset: bytes) -> None:
        """See backends.protocol."""
        self._bounded(lambda provider, wanted: provider.write(self._vault_id, keyset, wanted))

    def forget(self) -> Removal:
        """See backends.protocol."""
        return self._bounded(lambda provider, _: provider.remove(self._vault_id))

    def everything(self) -> list[tuple[str, bytes]]:
        """(vault id, keyset) of every vault's key in sight. Raises keychain_unavailable."""
        return self._bounded(lambda provider, _: list(provider.everything()))

    def where(self) -> Whereabouts:
        """Who keeps the key and in which collection; asks nobody. Raises keychain_unavailable."""
        return self._bounded(lambda provider, _: provider.where(self._vault_id))

    def ask_again(self) -> None:
        """Let a prompt that was dismissed be shown once more: its owner wants it."""
        self._prompt.ask_again()

    def _bounded(self, work: Callable[[Provider, Callable[[], bool]], T]) -> T:
        """What `work(provider, wanted)` returns; keychain_unavailable or _waiting if it fails or is not back in time.

        The work goes on after the caller gave up, so that an open prompt still counts; `wanted()` is false then, for
        what must not happen late.
        """
        if self._prompt.since is not None and self._left() <= 0:
            raise CompanionError("keychain_waiting")  # somebody has waited for this prompt long enough
        answers: list[T] = []
        failures: list[Exception] = []
        given_up = threading.Event()

        def run() -> None:
            try:
                with self._lock:
                    answers.append(
                        self._with_provider(lambda provider: work(provider, lambda: not given_up.is_set()))
                    )
            except Exception as error:  # noqa: BLE001 - keychains raise their libraries' own errors
                failures.append(error)

        thread = threading.Thread(target=run, name="keychain", daemon=True)
        thread.start()
        thread.join(self._seconds)
        while thread.is_alive() and (left := self._left()) > 0:
            thread.join(left)
        given_up.set()
        if answers:
            return answers[0]
        raise self._refusal(failures[0] if failures else None)

    def _left(self) -> float:
        since = self._prompt.since
        return 0 if since is None else since + WINDOW_SECONDS - time.monotonic()

    def _refusal(self, cause: Exception | None) -> CompanionError:
        if isinstance(cause, CompanionError):
            return cause
        if cause is not None:
            # The type alone: a library's own words might quote what it was to store.
            return CompanionError("keychain_unavailable", detail=type(cause).__name__, reason="failed")
        if self._prompt.since is not None:
            return CompanionError("keychain_waiting")
        return CompanionError("keychain_unavailable", detail="it did not answer in time", reason="silent")

    def _with_provider(self, work: Callable[[Provider], T]) -> T:
        if self._provider is not None:
            try:
                return work(self._provider)
            except OSError:  # the session's bus has hung up, as after a new login
                self._provider.close()
                self._provider = None
        self._provider = _open(self._prompt)
        return work(self._provider)


def _open(prompt: UnlockPrompt) -> Provider:
    """The keychain this session has. Each is imported alone: keyring costs 110 ms, secretstorage 60."""
    if sys.platform == "linux":
        found = _secret_service(prompt)
        if found is not None:
            return found
    from .keyring_library import KeyringLibrary

    other = KeyringLibrary(prompt)
    if other.available:
        return other
    raise CompanionError("keychain_unavailable", detail="this session has none", reason="none")


def _secret_service(prompt: UnlockPrompt) -> SecretService | None:
    from secretstorage.exceptions import SecretServiceNotAvailableException

    from .secret_service import SecretService

    try:
        service = SecretService(prompt)
    except (SecretServiceNotAvailableException, OSError):  # OSError: the address of a bus that has gone
        return None
    if service.available:
        return service
    service.close()
    return None
