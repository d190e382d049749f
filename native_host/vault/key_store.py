"""The key store: the keyset in its backend, loaded when the first secret is needed and kept in memory.

Usage:

    keyset = key_store.keyset()  # None in a new vault; raises vault_locked, keychain_waiting, key_missing …
    key_store.store(KeyMetadata(backends.KEYFILE, vault_id), Keyset.fresh())
    key_store.forget()  # the next keyset() loads it again
"""

from __future__ import annotations

from ..wire.errors import CompanionError
from . import backends, safe_files
from .key_metadata import KeyMetadata
from .keyset import Keyset
from .record_names import SEALED_SUFFIX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .backends.keychain import Keychain
    from .backends.protocol import KeyBackend, Removal

_TRIES = 3


class KeyStore:
    """The key keyset of the vault in `home`. No I/O before it is asked for."""

    __slots__ = ("_backend", "_held", "_keychains", "folder", "home")

    def __init__(self, home: str) -> None:
        self.home, self.folder = home, f"{home}/vault"
        # These outlive forget(): they hold no key, and a new one would ask its owner anew.
        self._keychains: dict[str, Keychain] = {}
        self.forget()

    def forget(self) -> None:
        """Drop the key and any passphrase from memory."""
        # Ring and stamp change together, in one assignment: dispatcher and engine are two threads.
        self._held: tuple[Keyset, tuple[int, int] | None] | None = None
        self._backend: tuple[str, KeyBackend] | None = None  # the same one again: it may hold a passphrase

    def keyset(self) -> Keyset | None:
        """The keyset as custody has it now; None while nothing was ever kept.

        Raises what is of errors.KEY_KINDS, record_damaged, format_newer, storage_unsafe, home_unusable.
        """
        # Another process may have moved, renewed or erased the key since: each of these rewrites the metadata.
        stamp, held = KeyMetadata.stamp(self.folder), self._held
        if held is not None and stamp is not None and stamp == held[1]:
            return held[0]
        keyset = self._load()
        self._held = None if keyset is None else (keyset, stamp)
        return keyset

    def reload(self) -> Keyset | None:
        """The keyset read anew, for when a record names a key that the keyset in memory lacks."""
        self._held = None
        return self.keyset()

    def unlock(self, passphrase: str) -> bool:
        """Open the custody; True if the vault is new and its first key may use the passphrase.

        Raises passphrase_wrong, key_missing and as keyset() does.
        """
        self.forget()
        metadata = self.metadata()
        if metadata is None and backends.chosen() != backends.PASSPHRASE:
            return False
        self.backend(metadata or KeyMetadata(backends.PASSPHRASE, "")).unlock(passphrase)
        try:
            return self._load() is None
        except CompanionError as error:
            if error.name == "vault_locked":
                raise CompanionError("passphrase_wrong") from None
            raise

    def store(self, metadata: KeyMetadata, keyset: Keyset) -> None:
        """Put `keyset` into the custody that `metadata` names, then make the metadata known to every process."""
        backend, dumped = self.backend(metadata), keyset.dump()
        backend.store(dumped)
        if backend.load() != dumped:
            raise CompanionError("key_not_kept")
        # The metadata comes last: whoever reads it finds the key where it says.
        metadata.key = keyset.active_id.hex()
        metadata.write(self.folder)
        self._held = (keyset, KeyMetadata.stamp(self.folder))

    def clean_up(self, keyset: Keyset | None) -> Removal:
        """Finish what interrupted writes, first uses, moves and damage left behind; what became of a key left over.

        The caller holds the vault's lock and got `keyset`: whatever else holds a key is a leftover of a move.
        """
        metadata = self.metadata()
        if keyset is None or metadata is None:
            return "absent"
        safe_files.sweep(self.folder)
        for name, file_name in backends.FILES.items():
            if name != metadata.custody:
                safe_files.remove(f"{self.folder}/{file_name}")
        leaving = self.keychain(metadata.vault_id) if metadata.leaving == backends.KEYCHAIN else None
        outcome = leaving.forget() if leaving else "absent"
        if metadata.leaving or metadata.key is None:  # of an earlier release, or recovered
            KeyMetadata(metadata.custody, metadata.vault_id, key=keyset.active_id.hex()).write(self.folder)
            self._held = None
        return outcome

    def metadata(self) -> KeyMetadata | None:
        """Which custody the vault has, None if it is new. A damaged or lost file is recovered from what is there.

        Raises custody_damaged if that is not enough, key_missing if something is sealed without any trace of a key.
        """
        if not safe_files.check_folder(self.home, private=False):
            return None
        damage: CompanionError | None = None
        safe_files.check_folder(self.folder)
        try:
            metadata = KeyMetadata.read(self.folder)
        except CompanionError as error:
            if error.name != "custody_damaged":
                raise
            metadata, damage = None, error
        if metadata is None:
            from .metadata_recovery import recovered_metadata  # not on the way to a sound vault

            # The metadata is gone, or the first use was cut short: a key that is there is never overwritten.
            metadata = recovered_metadata(
                self.folder, self.home, lambda: self.keychain("").everything(), damage
            )
        return metadata

    def record_files(self) -> list[str]:
        """Names of the files of all records."""
        return [name for name in safe_files.names(self.folder) if name.endswith(SEALED_SUFFIX)]

    def backend(self, metadata: KeyMetadata) -> KeyBackend:
        """The custody the metadata names."""
        if metadata.custody == backends.KEYCHAIN:
            return self.keychain(metadata.vault_id)
        if self._backend is None or self._backend[0] != metadata.custody:
            self._backend = (metadata.custody, backends.open_backend(metadata.custody, self.folder))
        return self._backend[1]

    def keychain(self, vault_id: str, seconds: float | None = None) -> Keychain:
        """The keychain's entry for a vault, whatever the custody is; `seconds` bounds its answers."""
        from .backends.keychain import ANSWER_SECONDS, Keychain

        if vault_id not in self._keychains:
            self._keychains[vault_id] = Keychain(vault_id, self.home, seconds or ANSWER_SECONDS)
        return self._keychains[vault_id]

    def ask_again(self) -> None:
        """Let the keychain ask its owner once more; nothing to do for other custodies."""
        if safe_files.check_folder(self.home, private=False) and self._may_ask():
            for keychain in (self.keychain(""), *self._keychains.values()):
                keychain.ask_again()

    def _may_ask(self) -> bool:
        """Whether a keychain keeps the key, or may; other custodies are spared its imports."""
        try:
            metadata = KeyMetadata.read(self.folder)
        except CompanionError:
            return True
        return metadata is None or metadata.custody == backends.KEYCHAIN

    def _load(self) -> Keyset | None:
        for _ in range(_TRIES):
            metadata = self.metadata()
            if metadata is None:
                return None
            stored = self._stored(metadata)
            keyset = None if stored is None else Keyset.parse(stored)
            if keyset is not None and self._is_ours(keyset, metadata):
                return keyset
            # Gone or another's, or another process moved or renewed it between our two looks.
            now = self.metadata()
            if now is not None and (now.custody, now.key) == (metadata.custody, metadata.key):
                raise CompanionError("key_missing" if keyset is None else "key_foreign")
        raise CompanionError("key_missing")

    def _is_ours(self, keyset: Keyset, metadata: KeyMetadata) -> bool:
        if metadata.key is not None:
            return keyset.has({bytes.fromhex(metadata.key)})
        from .metadata_recovery import key_ids  # an earlier release's metadata, until the first write

        kept = key_ids(self.folder)
        return not kept or keyset.has(kept)

    def _stored(self, metadata: KeyMetadata) -> bytes | None:
        try:
            return self.backend(metadata).load()
        except CompanionError as error:
            if error.name != "passphrase_wrong":
                raise
        # It was right when it unlocked: another process has changed it since.
        self.forget()
        raise CompanionError("vault_locked")
