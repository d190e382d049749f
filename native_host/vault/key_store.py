"""Gets the key ring out of custody when the first secret is needed, keeps it in memory, makes it on first use."""

from __future__ import annotations

import os

from ..wire.errors import CompanionError
from . import backends, safe_files
from .key_metadata import CustodyNote
from .keyset import KeyRing
from .record_names import SEALED_SUFFIX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .backends.keychain import Keychain
    from .backends.protocol import Custody, Removal

CUSTODY_VARIABLE = "AUTOLAB_COMPANION_CUSTODY"
"""Environment variable: which custody a new vault gets. A vault that exists keeps its own until `vault move-key`."""

_TRIES = 3


class Keeper:
    """The key ring of the vault in `home`. No I/O before it is asked for."""

    __slots__ = ("_backend", "_held", "_keychains", "folder", "home")

    def __init__(self, home: str) -> None:
        self.home, self.folder = home, f"{home}/vault"
        # These outlive forget(): they hold no key, and a new one would ask its owner anew.
        self._keychains: dict[str, Keychain] = {}
        self.forget()

    def forget(self) -> None:
        """Drop the key and any passphrase from memory."""
        # Ring and stamp change together, in one assignment: desk and engine are two threads.
        self._held: tuple[KeyRing, tuple[int, int] | None] | None = None
        self._backend: tuple[str, Custody] | None = None  # the same one again: it may hold a passphrase

    def ring(self) -> KeyRing | None:
        """The ring as custody has it now; None while nothing was ever kept.

        Raises one of errors.KEY_TROUBLES, record_damaged, format_newer, storage_unsafe, home_unusable.
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
        from .first_key import first_key  # once in a vault's life

        return first_key(self)

    def unlock(self, passphrase: str) -> bool:
        """Open the custody; True if the vault is new and create() may use the passphrase.

        Raises passphrase_wrong, key_missing and as ring() does.
        """
        self.forget()
        note = self.note()
        if note is None and self.chosen_custody() != backends.PASSPHRASE:
            return False
        self.backend(note or CustodyNote(backends.PASSPHRASE, "")).unlock(passphrase)
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
            raise CompanionError("key_not_kept")
        # The note comes last: whoever reads it finds the key where it says.
        note.key = ring.active_id.hex()
        note.write(self.folder)
        self._held = (ring, CustodyNote.stamp(self.folder))

    def settle(self) -> Removal:
        """Finish what interrupted writes, first uses, moves and damage left behind; what became of a key left over.

        The caller holds the vault's lock and got the ring: whatever else holds a key is a leftover of a move.
        """
        note, held = self.note(), self._held
        if note is None:
            return "absent"
        safe_files.sweep(self.folder)
        for name, file_name in backends.FILES.items():
            if name != note.custody:
                safe_files.remove(f"{self.folder}/{file_name}")
        leaving = self.keychain(note.vault_id) if note.leaving == backends.KEYCHAIN else None
        outcome = leaving.forget() if leaving else "absent"
        if note.leaving or note.derived or note.key is None:
            key = held[0].active_id.hex() if held else note.key
            CustodyNote(note.custody, note.vault_id, key=key).write(self.folder)
            self._held = (held[0], CustodyNote.stamp(self.folder)) if held else None
        return outcome

    def note(self) -> CustodyNote | None:
        """Which custody the vault has, None if it is new. A damaged or lost note is derived from what is there.

        Raises custody_damaged if that tells nothing, key_missing if something is sealed without any trace of a key.
        """
        if not safe_files.check_folder(self.home, private=False):
            return None
        damage: CompanionError | None = None
        try:
            note = CustodyNote.read(self.folder) if safe_files.check_folder(self.folder) else None
        except CompanionError as error:
            if error.name != "custody_damaged":
                raise
            note, damage = None, error
        if note is None:
            from .metadata_recovery import derived_note  # not on the way to a sound vault

            # The note is gone, or the first use was cut short: a key that is there is never overwritten.
            note = derived_note(self.folder, self.home, lambda: self.keychain("").everything(), damage)
        return note

    def record_files(self) -> list[str]:
        """Names of the files of all records."""
        return [name for name in safe_files.names(self.folder) if name.endswith(SEALED_SUFFIX)]

    def backend(self, note: CustodyNote) -> Custody:
        """The custody the note names."""
        if note.custody == backends.KEYCHAIN:
            return self.keychain(note.vault_id)
        if self._backend is None or self._backend[0] != note.custody:
            self._backend = (note.custody, backends.open_custody(note.custody, self.folder))
        return self._backend[1]

    def keychain(self, vault_id: str, seconds: float | None = None) -> Keychain:
        """The keychain's entry for a vault, whatever the custody is; `seconds` bounds its answers."""
        from .backends.keychain import ANSWER_SECONDS, Keychain

        if vault_id not in self._keychains:
            self._keychains[vault_id] = Keychain(vault_id, self.home, seconds or ANSWER_SECONDS)
        return self._keychains[vault_id]

    def ask_again(self) -> None:
        """Let the keychain ask its owner once more; nothing to do for other custodies."""
        if safe_files.check_folder(self.home, private=False):
            for keychain in (self.keychain(""), *self._keychains.values()):
                keychain.ask_again()

    def chosen_custody(self) -> str | None:
        """What the environment chooses for a new vault. Raises home_unusable for an unknown choice."""
        name = os.environ.get(CUSTODY_VARIABLE) or None
        if name is not None and name not in backends.NAMES:
            choices = ", ".join(backends.NAMES)
            raise CompanionError("home_unusable", detail=f"{CUSTODY_VARIABLE} must be one of {choices}")
        return name

    def _load(self) -> KeyRing | None:
        for _ in range(_TRIES):
            note = self.note()
            if note is None:
                return None
            stored = self._stored(note)
            ring = None if stored is None else KeyRing.parse(stored)
            if ring is not None and self._is_ours(ring, note):
                return ring
            # Gone or another's, or another process moved or renewed it between our two looks.
            now = self.note()
            if now is not None and (now.custody, now.key) == (note.custody, note.key):
                raise CompanionError("key_missing" if ring is None else "key_foreign")
        raise CompanionError("key_missing")

    def _is_ours(self, ring: KeyRing, note: CustodyNote) -> bool:
        if note.key is not None:
            return ring.has({bytes.fromhex(note.key)})
        from .metadata_recovery import key_ids  # an earlier release's note, until the first write

        kept = key_ids(self.folder)
        return not kept or ring.has(kept)

    def _stored(self, note: CustodyNote) -> bytes | None:
        try:
            return self.backend(note).load()
        except CompanionError as error:
            if error.name != "passphrase_wrong":
                raise
        # It was right when it unlocked: another process has changed it since.
        self.forget()
        raise CompanionError("vault_locked")
