"""Gets the key ring out of custody when the first secret is needed, keeps it in memory, makes it on first use."""

from __future__ import annotations

import os

from native_host.vault import custody, safe_files
from native_host.vault.custody_note import CustodyNote
from native_host.vault.key_ring import KeyRing
from native_host.wire.errors import CompanionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from native_host.vault.custody.protocol import Custody

CUSTODY_VARIABLE = "AUTOLAB_COMPANION_CUSTODY"
"""Environment variable: which custody a new vault gets. A vault that exists keeps its own until `vault move-key`."""

SEALED_SUFFIX = ".sealed"
_TRIES = 3


class Keeper:
    """The key ring of the vault in `home`. No I/O before it is asked for."""

    __slots__ = ("_backend", "_ring", "_stamp", "folder", "home")

    def __init__(self, home: str) -> None:
        self.home, self.folder = home, f"{home}/vault"
        self.forget()

    def forget(self) -> None:
        """Drop the key and any passphrase from memory."""
        self._ring: KeyRing | None = None
        self._stamp: tuple[int, int] | None = None
        self._backend: tuple[tuple[str, str], Custody] | None = (
            None  # the same one again: it may hold a passphrase
        )

    def ring(self) -> KeyRing | None:
        """The ring as custody has it now; None while nothing was ever kept.

        Raises vault_locked, key_missing, record_damaged, format_newer, keychain_unavailable, storage_unsafe,
        home_unusable.
        """
        # Another process may have moved, renewed or erased the key since: each of these rewrites the note.
        stamp = CustodyNote.stamp(self.folder)
        if self._ring is None or stamp is None or stamp != self._stamp:
            self._ring = None
            self._ring, self._stamp = self._load(), stamp
        return self._ring

    def reload(self) -> KeyRing | None:
        """The ring read anew, for when a record names a key that the ring in memory lacks."""
        self._ring = None
        return self.ring()

    def create(self) -> KeyRing:
        """The first ring of a new vault. The caller holds the vault's lock and found ring() to be None."""
        safe_files.make_folder(self.folder)
        note = CustodyNote(self._first_custody(), os.urandom(8).hex())
        ring = KeyRing.fresh()
        self.backend(note).store(ring.dump())
        # The note comes last: until it is there nothing is sealed, and the next start may begin anew.
        note.write(self.folder)
        self._ring, self._stamp = ring, CustodyNote.stamp(self.folder)
        return ring

    def unlock(self, passphrase: str) -> bool:
        """Open passphrase custody; True if the vault is new and create() may now use the passphrase.

        Nothing happens under another custody. Raises passphrase_wrong, key_missing and as ring() does.
        """
        note = self.note()
        if (note.custody if note else self.chosen_custody()) != custody.PASSPHRASE:
            return False
        self.forget()
        backend = self.backend(note or CustodyNote(custody.PASSPHRASE, ""))
        backend.unlock(passphrase)  # type: ignore[attr-defined]  # only this custody has it
        if note is None:
            return True
        stored = backend.load()
        if stored is None:
            raise CompanionError("key_missing")
        return False

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
        if any(name.endswith(SEALED_SUFFIX) for name in safe_files.names(self.folder)):
            raise CompanionError("key_missing")
        return None

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
        from native_host.vault.custody.keychain import Keychain  # 110 ms, once in a vault's life

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
