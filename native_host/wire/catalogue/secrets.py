"""6xx: secrets at rest, and the data folder."""

from __future__ import annotations

from .row import Row

ROWS = (
    Row(600, "vault_locked", "key", "The vault is locked.", "Unlock it with your passphrase in the popup."),
    Row(
        601,
        "key_missing",
        "key",
        "The key to what is stored here is not where it was kept, so nothing can be read.",
        "Open the keyring or the KeePassXC database that held it, or restore the folder `vault` from a backup. "
        "Only if the key is lost for good: `autolab-companion vault erase` starts afresh, and says first what is lost.",
    ),
    Row(602, "passphrase_wrong", "input", "The passphrase is not right.", "Try again."),
    Row(
        603,
        "record_damaged",
        "record",
        "A stored record is damaged or was tampered with ({detail}).",
        "Run `autolab-companion vault rekey`: it sets that record aside and keeps the rest.",
    ),
    Row(
        604,
        "storage_unsafe",
        "storage",
        "{path} is not safe to use: {detail}.",
        "Do what is named there, then try again; `autolab-companion doctor --fix` does what it can of it.",
    ),
    Row(
        605,
        "storage_failed",
        "storage",
        "The data folder could not be written: {detail}.",
        "Free some disk space or mend the folder's permissions, then try again.",
        passing=True,
    ),
    Row(
        606,
        "format_newer",
        "record",
        "The stored data comes from a newer version of the companion.",
        "Update the host.",
    ),
    Row(
        607,
        "keychain_unavailable",
        "keychain",
        "Your system's keychain is locked or cannot be reached ({detail}).",
        "Choose “Ask again” in the popup and unlock the keychain, or run `autolab-companion vault status` in a "
        "terminal. To keep the key elsewhere from then on, run `autolab-companion vault move-key`.",
    ),
    Row(
        608,
        "ledger_damaged",
        "storage",
        "The record of your submissions ({path}) is damaged, so it is not used.",
        "Move that file, and {path}-journal and {path}-wal if they are there, to a safe place and restart the browser. "
        "`autolab-companion receipts import` brings back what you exported; what you submitted is safe on Autolab.",
    ),
    Row(
        609,
        "vault_busy",
        "storage",
        "Another host process has kept the vault busy for {seconds} seconds.",
        "Try again in a moment; if it persists, restart the browser.",
        passing=True,
    ),
    Row(
        610,
        "key_foreign",
        "key",
        "The key that was found opens nothing that is stored here: it belongs to another folder, or to an older copy.",
        "Put the key of this folder back, from where the folder came from or from a backup. Only if it is lost for "
        "good: `autolab-companion vault erase` starts afresh, and says first what is lost.",
    ),
    Row(
        611,
        "custody_damaged",
        "key",
        "The note that says where the key of the vault is kept ({path}) is damaged, and no key lies beside it.",
        "Nothing is lost as long as the key is somewhere: open the keyring or the KeePassXC database that holds it, "
        "or restore the folder `vault` from a backup, then run `autolab-companion doctor --fix`.",
    ),
    Row(
        612,
        "key_not_kept",
        "storage",
        "The vault's key was stored but did not come back, so nothing was changed.",
        "Choose where to keep it with `autolab-companion vault move-key`, or for a new vault with "
        "AUTOLAB_COMPANION_CUSTODY.",
    ),
    Row(
        613,
        "keychain_waiting",
        "keychain",
        "A window of your keychain is waiting for your answer.",
        "Look for that window, perhaps behind the others, and answer it; then try again.",
    ),
    Row(
        614,
        "keychain_locked",
        "keychain",
        "The key to what is stored here may lie in {keyrings}, which is locked.",
        "Unlock it in your keychain or in KeePassXC, then try again.",
    ),
    Row(
        620,
        "home_unfit",
        "storage",
        "{path} lies on a file system where it cannot be kept safely: {detail}.",
        "Set AUTOLAB_COMPANION_HOME to a folder on another disk and run `autolab-companion install` again.",
    ),
    Row(
        621,
        "home_in_use",
        "storage",
        "Another computer wrote to the data folder ({path}) less than a minute ago, and the file system does not carry "
        "locks from one to the other.",
        "Wait a minute, then try again; use the companion on one computer at a time there.",
        passing=True,
    ),
)
