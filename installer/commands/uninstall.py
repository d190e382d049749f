"""`autolab-companion uninstall`: take the host away from the browsers, and with --purge the data too."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from .. import extension_folder, record
from ..losses import fate_of_key, losses
from ..program import versions
from ..site import here, whole_machine
from ..uninstall import other_homes, purge, remains, remove_folders, uninstall

if TYPE_CHECKING:
    import argparse

    from ..argument_parser import Parser
    from ..site import Site
    from ..uninstall import Removal

WARNING = """\
--purge deletes everything the companion keeps for you in
  {home}
the key, your sign-ins, the servers you added, remembered scores and your submission receipts.
What you handed in stays on Autolab. To end your access at the servers too, run `autolab-companion logout` first.
"""


ELSEWHERE = "To remove it too: AUTOLAB_COMPANION_HOME='{home}' autolab-companion uninstall --purge"


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--purge", action="store_true", help="delete your data too: sign-ins, receipts, everything"
    )
    parser.add_argument("--system", action="store_true", help="what `install --system` made; as root")
    parser.add_argument("--yes", action="store_true", help="with --purge: do not ask for confirmation")
    parser.only_with("--purge", "--yes")
    parser.at_odds("--system", "--purge", why="what is installed for all users holds nobody's data")


def run(args: argparse.Namespace) -> int:
    """Remove what was installed and prove it; 1 if something is left or the user said no."""
    site = whole_machine() if args.system else here()
    if args.purge and site.home.exists() and not _confirmed(site, sure=args.yes):
        print("Nothing was removed.")
        return 1
    made_folders = record.load(site.home).folders
    elsewhere = other_homes(site)  # asked before the manifests that name them are gone
    done = uninstall(site)
    _tell(done)
    if args.purge and (fate := fate_of_key(purge(site))):
        print(fate)
    versions.remove_all(site.home)
    extension_folder.remove(site.home)
    remove_folders([*made_folders, *([str(site.home)] if args.purge or args.system else [])])
    left = remains(site)
    for path in left:
        print(f"Still there: {path}")
    if not left:
        print("Nothing of the companion is left where browsers look.")
    if site.home.exists():
        rest = (
            "It holds files that are not the companion's"
            if args.purge
            else "Your data stays (--purge deletes it)"
        )
        print(f"{rest}: {site.home}")
    for home in elsewhere:
        print(f"Another data folder of the companion is left: {home}\n  {ELSEWHERE.format(home=home)}")
    return 1 if left or done.failed or (elsewhere and args.purge) else 0


def _tell(done: Removal) -> None:
    for path in done.removed:
        print(f"Removed {path}")
    for path in done.restored:
        print(f"Put back what was there before: {path}")
    for error in done.failed:
        print(f"Not removed: {error.message} {error.remedy}")
    for path in done.left:
        print(f"Left alone, it is not the companion's: {path}")


def _confirmed(site: Site, *, sure: bool) -> bool:
    print(WARNING.format(home=site.home))
    for line in losses(Vault(str(site.home))):
        print(line)
    if sure:
        return True
    if not sys.stdin.isatty():
        raise CompanionError("confirmation_needed", action="`uninstall --purge`")
    return input("Type `purge` to go on: ").strip() == "purge"
