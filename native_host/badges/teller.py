"""Which of the hosts of one data folder tells a score, so that no two browsers do.

    with Teller(services, account, watched) as teller:
        ...  # until the score is there
        news = teller.claim(created_at)

The host that has sent the file does as long as it waits for the score, whatever others see meanwhile; else whichever
comes first.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ..vault.async_lock import try_lock
from ..wire.errors import CompanionError

if TYPE_CHECKING:
    from contextlib import ExitStack
    from typing import Self

    from ..services import Services
    from ..wire.identifiers import AccountKey
    from ..wire.shapes.badges import WatchParams

TOLD = "watch.told"
"""Cache row of an assessment: version and moment of the submission whose score was told last."""


class Teller:
    """The telling of one version's score; while the block of the sender's goes on, nobody else's claim holds."""

    def __init__(self, services: Services, account: AccountKey, given: WatchParams) -> None:
        self._services, self._account, self._given = services, account, given
        where = (given["course"], given["assessment"])
        self._row, self._lock = (TOLD, *where), " ".join(("score", account, *where, str(given["version"])))
        self._held: ExitStack | None = None

    def __enter__(self) -> Self:
        try:
            self._held = try_lock(self._services.vault, self._lock) if self._is_sender() else None
        except CompanionError:  # who cannot keep others from telling it tells it all the same
            self._held = None
        return self

    def __exit__(self, *_: object) -> None:
        if self._held is not None:
            self._held.close()
        with suppress(CompanionError):
            self._services.vault.discard_lock(self._lock)

    def claim(self, created_at: str | None) -> bool:
        """Whether it is this host's to tell, which is then noted: `created_at` tells versions of one number apart."""
        try:
            held = self._held or try_lock(self._services.vault, self._lock)
            if held is None:
                return False
            with held:
                return self._note([self._given["version"], created_at])
        except CompanionError:
            return True

    def _is_sender(self) -> bool:
        server, _, email = self._account.partition(" ")
        target = (server, email, self._given["course"], self._given["assessment"])
        journal = self._services.journal
        if not journal.begun_here:
            return False
        entries, _unreadable = journal.to(target)
        return any(
            entry.version == self._given["version"] and entry.id in journal.begun_here for entry in entries
        )

    def _note(self, score: list[object]) -> bool:
        cache = self._services.cache
        known = cache.get(self._account, *self._row)
        if known is not None and known.data == score:
            return False
        cache.put(self._account, *self._row, data=score, fetched_at=self._services.clock())
        return True
