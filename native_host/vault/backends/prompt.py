"""The prompt in which a keychain asks its owner: one at a time on this computer, and none again once dismissed.

Every host of a data folder takes the same turn, so five requests of three browsers cause one prompt. What its owner
dismissed stays dismissed for the session, in every host, until they ask for it themselves (`ask_again`).
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ...wire.errors import CompanionError
from .. import locks, safe_files

if TYPE_CHECKING:
    from collections.abc import Callable

OPEN_SECONDS = 180.0
"""After so long a prompt that nobody answered is taken away."""

_NAME = "keychain"


class UnlockPrompt:
    """The turn of the data folder `home`. `since`: from when this process has waited for an answer, by monotonic()."""

    __slots__ = ("_dismissed_here", "_home", "since")

    def __init__(self, home: str) -> None:
        self._home = home
        self._dismissed_here: str | None = None
        self.since: float | None = None

    def ask(self, session: str, needed: Callable[[], bool], show: Callable[[], bool]) -> None:
        """Unless it turns out not to be `needed()` any more, `show()` the prompt; it returns False when dismissed.

        `session` names the login session: another one's dismissal does not count. Raises keychain_unavailable and
        keychain_waiting.
        """
        self.since = time.monotonic()
        try:
            with ExitStack() as stack:
                self._enter(stack)
                if not needed():
                    return
                if session in (self._dismissed_here, self._dismissed_elsewhere()):
                    raise dismissed()
                if not show():
                    self._remember(session)
                    raise dismissed()
        finally:
            self.since = None

    def ask_again(self) -> None:
        """The owner wants to be asked again."""
        self._dismissed_here = None
        if safe_files.check_file(self._marker):
            safe_files.remove(self._marker)

    @property
    def _marker(self) -> str:
        return f"{self._home}/{locks.FOLDER}/{_NAME}.dismissed"

    def _enter(self, stack: ExitStack) -> None:
        try:
            stack.enter_context(locks.hold(self._home, _NAME, OPEN_SECONDS))
        except CompanionError as error:
            if error.name == "vault_busy":
                raise CompanionError("keychain_waiting") from None
            # A folder that takes no lock can still be read: two prompts are better than none.

    def _dismissed_elsewhere(self) -> str | None:
        stored = safe_files.read_bytes(self._marker)
        return None if stored is None else stored.decode("ascii", "replace")

    def _remember(self, session: str) -> None:
        try:
            safe_files.write_bytes(self._marker, session.encode("ascii", "replace"))
        except CompanionError:
            self._dismissed_here = session


def dismissed() -> CompanionError:
    """Its owner closed the window, or it could not be shown at all: without a display that looks the same."""
    detail = "its window was closed, or could not be shown"
    return CompanionError("keychain_unavailable", detail=detail, reason="dismissed")
