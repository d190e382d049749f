"""Who keeps the keychain, and in which of its collections a vault's key lies: found out without asking anybody.

KeePassXC asks its user when its Service searches, but not when a collection does; so each is searched by itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretstorage import Collection

PROGRAMS = {
    "gnome-keyring-d": "GNOME Keyring",
    "keepassxc": "KeePassXC",
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
    "ksecretd": "KWallet",
}
"""Name of a process, as the kernel shortens it to 15 bytes -> what its users call it."""


class Whereabouts(NamedTuple):
    """`provider`: the keychain's name. Labels of its collections: that hold the key, that are locked, and of all."""

    provider: str
    holding: tuple[str, ...]
    locked: tuple[str, ...] = ()
    every: tuple[str, ...] = ()


def located(provider: str, collections: Iterable[Collection], names: Iterable[dict[str, str]]) -> Whereabouts:
    """Look through a Secret Service's collections for an item that has the attributes of one of `names`."""
    wanted, holding, locked, every = list(names), [], [], []
    for each in collections:
        label = each.get_label() or each.collection_path.rpartition("/")[2]
        every.append(label)
        if each.is_locked():
            locked.append(label)
        if any(next(each.search_items(attributes), None) is not None for attributes in wanted):
            holding.append(label)
    return Whereabouts(provider, tuple(holding), tuple(locked), tuple(every))


def program_of(process: int) -> str:
    """What the users of a process call it; its own name if it is none of the known, and if nobody tells that either."""
    try:
        name = Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:  # of another container, or gone
        return "another program"
    return PROGRAMS.get(name, name)
