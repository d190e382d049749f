"""Gets the key ring out of custody when the first secret is needed, keeps it in memory, makes it on first use."""

from __future__ import annotations

import os

from ..wire.errors import CompanionError
from . import custody, safe_files
from .custody_note import CustodyNote
from .key_ring import KeyRing
from .record_names import SEALED_SUFFIX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .custody.protocol import Custody

CUSTODY_VARIABLE = "AUTOLAB_COMPANION_CUSTODY"
"""Environment variable: which custody a new vault gets. A vault that exists keeps its own until `vault move-key`."""

_TRIES = 3


class Keeper:
    """The key ring of the vault in `home`. No I/O before it is asked for."""

    __slots__ = ("_backend", "_held", "folder", "home")

    def __init__(self, home: str) -> None:
        self.home, self.folder = home, f"{home}/vault"
        self.forget()

    def forget(self) -> None:
        """Drop the key and any passphrase from memory."""
        # Ring and stamp change together, in one assignment: desk and engine are two threads.
        self._held: tuple[KeyRing, tuple[int, int] | None] | None = None
        self._backend: tuple[tuple[str, str], Custody] | None = (
            None  # the same one again: it may hold a passphrase
        )

    def ring(self) -> KeyRing | None:
        """The ring as custody has it now; None while nothing was ever kept.

        Raises vault_locked, key_missing, record_damaged, format_newer, keychain_unavailable, storage_unsafe,
        home_unusable.
        """
        # Another process may have moved, renewed or erased the key since: each of these rewrites the note.
        stamp, held = CustodyNote.stamp(self.folder), self._held
        if held is not None and stamp is not None and stamp == held[1]:
            return held[0]
        ring = self._load()
        self._held = None if ring is None else (ring, stamp)
        return ring

    def reload(self) -> KeyRing | None:
        """The ring read anew, for when a record names a key that the ring in memory lacks."""
        self._held = None
        return self.ring()

    def create(self) -> KeyRing:
        """The first ring of a new vault. The caller holds the vault's lock and found ring() to be None."""
        safe_files.make_folder(self.folder)
        note = CustodyNote(self._first_custody(), os.urandom(8).hex())
        ring = KeyRing.fresh()
        self.store(note, ring)
        return ring

    def unlock(self, passphrase: str) -> bool:
        """Open the custody; True if the vault is new and create() may use the passphrase.

        Raises passphrase_wrong, key_missing and as ring() does.
        """
        self.forget()
        note = self.note()
        if note is None and self.chosen_custody() != custody.PASSPHRASE:
            return False
        self.backend(note or CustodyNote(custody.PASSPHRASE, "")).unlock(passphrase)
        try:
            return self._load() is None
        except CompanionError as error:
            if error.name == "vault_locked":
                raise CompanionError("passphrase_wrong") from None
            raise

    def store(self, note: CustodyNote, ring: KeyRing) -> None:
        """Put `ring` into the custody that `note` names, then make the note known to every process."""
        backend, dumped = self.backend(note), ring.dump()
        backend.store(dumped)
        if backend.load() != dumped:
            raise CompanionError("storage_failed", detail=f"the {note.custody} did not keep the key")
        # The note comes last: whoever reads it finds the key where it says.
        note.write(self.folder)
        self._held = (ring, CustodyNote.stamp(self.folder))

    def settle(self) -> None:
        """Finish what interrupted writes, first uses and moves left behind.

        The caller holds the vault's lock and got the ring: whatever else holds a key is a leftover of a move.
        """
        note = self.note()
        if note is None:
            return
        safe_files.sweep(self.folder)
        for name, file_name in custody.FILES.items():
            if name != note.custody:
                safe_files.remove(f"{self.folder}/{file_name}")
        if note.leaving == custody.KEYCHAIN:
            custody.open_custody(note.leaving, self.folder, note.vault_id).forget()
        if note.leaving or CustodyNote.stamp(self.folder) is None:
            CustodyNote(note.custody, note.vault_id).write(self.folder)

    def note(self) -> CustodyNote | None:
        """Which custody the vault has, None if it is new.

        Raises key_missing if there are records without any trace of a key.
        """
        if not (safe_files.check_folder(self.home, private=False) and safe_files.check_folder(self.folder)):
            return None
        note = CustodyNote.read(self.folder)
        if note is not None:
            return note
        # The note is gone, or the first use was cut short: a key that is there is never overwritten.
        for name in (custody.KEYFILE, custody.PASSPHRASE):
            found = CustodyNote(name, os.urandom(8).hex())
            if safe_files.check_file(f"{self.folder}/{custody.FILES[name]}"):
                return found
        if self.record_files():
            raise CompanionError("key_missing")
        return None

    def record_files(self) -> list[str]:
        """Names of the files of all records."""
        return [name for name in safe_files.names(self.folder) if name.endswith(SEALED_SUFFIX)]

    def backend(self, note: CustodyNote) -> Custody:
        """The custody the note names."""
        which = (note.custody, note.vault_id if note.custody == custody.KEYCHAIN else "")
        if self._backend is None or self._backend[0] != which:
            self._backend = (which, custody.open_custody(note.custody, self.folder, note.vault_id))
        return self._backend[1]

    def chosen_custody(self) -> str | None:
        """What the environment chooses for a new vault. Raises home_unusable for an unknown choice."""
        name = os.environ.get(CUSTODY_VARIABLE) or None
        if name is not None and name not in custody.NAMES:
            choices = ", ".join(custody.NAMES)
            raise CompanionError("home_unusable", detail=f"{CUSTODY_VARIABLE} must be one of {choices}")
        return name

    def _first_custody(self) -> str:
        chosen = self.chosen_custody()
        if chosen:
            return chosen
        from .custody.keychain import Keychain  # 110 ms, once in a vault's life

        return custody.KEYCHAIN if Keychain.works() else custody.KEYFILE

    def _load(self) -> KeyRing | None:
        for _ in range(_TRIES):
            note = self.note()
            if note is None:
                return None
            stored = self._stored(note)
            if stored is not None:
                return KeyRing.parse(stored)
            # Not there: gone, or another process moved it between our two looks.
            now = self.note()
            if now is not None and now.custody == note.custody:
                break
        raise CompanionError("key_missing")

    def _stored(self, note: CustodyNote) -> bytes | None:
        try:
            return self.backend(note).load()
        except CompanionError as error:
            if error.name != "passphrase_wrong":
                raise
        # It was right when it unlocked: another process has changed it since.
        self.forget()
        raise CompanionError("vault_locked")
