"""`autolab-companion vault status|move-key|rekey|erase`: what the owner may do with the key of the vault."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.paths import data_home
from native_host.storage import cache, staff_jobs
from native_host.storage.submissions import journal, tally
from native_host.vault import backends, key_management
from native_host.vault.core_dumps import forbid_core_dumps, forbid_inspection
from native_host.vault.key_status import UNREADABLE
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from ..losses import fate_of_key, losses
from ..opened import unlock
from ..passphrase import new_passphrase

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

EPILOG = "exit code: 0 done, 1 refused or failed, 2 wrong usage"

_CUSTODY_WORDS = {
    backends.KEYCHAIN: "in the system's keychain",
    backends.PASSPHRASE: "locked with your passphrase",
    backends.KEYFILE: "in a key file that only your user account may read",
    None: "not chosen yet",
}
_STATE_WORDS = {
    "open": "usable",
    "locked": "locked; unlock it with your passphrase in the companion's popup",
    "empty": "empty; nothing has been stored yet",
    "key_missing": "UNREADABLE",
    "key_foreign": "UNREADABLE",
}
_ERASE_WARNING = """This deletes everything the companion keeps for you in
  {home}
  the key, your sign-ins, the servers you added, remembered scores and your submission receipts.
What you handed in stays on Autolab. To end your access at the servers too, run `autolab-companion logout` first.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    parser.epilog = EPILOG
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("status", help="show where the key is kept and whether the vault can be read")
    move = actions.add_parser("move-key", help="move the key, or change the passphrase")
    move.add_argument("to", choices=backends.NAMES, help="where to keep the key from now on")
    actions.add_parser("rekey", help="seal everything with a new key")
    erase = actions.add_parser("erase", help="delete everything and start afresh")
    erase.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def run(args: argparse.Namespace) -> int:
    """Run the chosen subcommand. Raises CompanionError."""
    forbid_core_dumps()  # both before the first secret is in memory
    forbid_inspection()
    vault = Vault(data_home())
    vault.ask_again()  # who types a command wants to be asked
    return _ACTIONS[args.action](vault, args)


def status(vault: Vault, _args: argparse.Namespace) -> int:
    """Tell how the key is kept; 1 if the vault cannot be read for want of its key."""
    found = vault.status()
    print(f"Folder:  {vault.key_store.home}")
    print(f"Key:     {_CUSTODY_WORDS[found['custody']]}")
    print(f"State:   {_STATE_WORDS[found['state']]}")
    print(f"Records: {found['records']}")
    if found["state"] not in UNREADABLE:
        return 0
    trouble = CompanionError(UNREADABLE[found["state"]])
    print(f"\n{trouble.message}\n{trouble.remedy}")
    return 1


def move_key(vault: Vault, args: argparse.Namespace) -> int:
    """Move the key into another custody."""
    unlock(vault)
    passphrase = new_passphrase() if args.to == backends.PASSPHRASE else None
    left = key_management.move_key(vault, args.to, passphrase)
    print(f"The key is now kept {_CUSTODY_WORDS[args.to]}.")
    if left == "trashed":
        print(fate_of_key(left))
    return 0


def rekey(vault: Vault, _args: argparse.Namespace) -> int:
    """Seal all that is kept with a new key; 1 if the key of some is missing."""
    unlock(vault)
    home = vault.key_store.home
    others: list[Callable[[], object]] = []
    if any((Path(home) / name).exists() for name in (journal.FILE, tally.FILE)):
        others.append(journal.Journal(home, vault).reseal)
    if (Path(home) / cache.FILE).exists():
        others.append(cache.Cache(home, vault).reseal)
    if (Path(home) / staff_jobs.FILE).exists():
        others.append(staff_jobs.StaffJobs(home, vault).reseal)
    counts = key_management.rekey(vault, *others)
    print(f"Sealed {counts['resealed']} records, your receipts and remembered answers with a new key.")
    if counts["set_aside"]:
        print(
            f"{counts['set_aside']} damaged records were set aside. Add the server or sign in again where asked."
        )
    if counts["unreadable"]:
        print(
            f"{counts['unreadable']} records are sealed with a missing key and were left as they are.",
            file=sys.stderr,
        )
        return 1
    return 0


def erase(vault: Vault, args: argparse.Namespace) -> int:
    """Delete everything, after saying what is lost and asking; 1 if a keychain may keep the key."""
    if not args.yes:
        print(_ERASE_WARNING.format(home=vault.key_store.home))
        for line in losses(vault):
            print(line)
        if input("Type `erase` to go on: ").strip() != "erase":
            print("Nothing was erased.")
            return 1
    outcome = key_management.erase(vault)
    failed = isinstance(outcome, CompanionError)
    print("Everything in the folder is erased." if failed else "Erased.", fate_of_key(outcome))
    print("The companion starts afresh: add your server and sign in again.")
    return 1 if failed else 0


_ACTIONS: dict[str, Callable[[Vault, argparse.Namespace], int]] = {
    "status": status,
    "move-key": move_key,
    "rekey": rekey,
    "erase": erase,
}
