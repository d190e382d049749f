"""Manifests for the whole machine that serve nobody: a user cannot mend them, so this says who can, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..findings import NOTE, WARNING, Finding
from ..system import FolderSystem
from .surroundings import only_machine_wide

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..browsers import Browser
    from ..site import Site

PACKAGE = "/usr/lib/autolab-companion"
"""Where the Debian package puts its program."""


def faulty(site: Site) -> Iterator[Finding]:
    """What is wrong with each, once, whichever browsers read it, and whether a manifest of the user's own stands in."""
    found: dict[tuple[Path, str, bool], list[str]] = {}
    for browser in site.browsers_here():
        file, why = site.decides(browser)
        if file and why:
            found.setdefault((file, why, _has_own(site, browser)), []).append(browser.title)
    for (file, why, own), titles in found.items():
        who = " and ".join(titles)
        if own:
            yield Finding(
                NOTE,
                f"A manifest for all users of this computer would not serve {who}.",
                f"{file}: {why}. Yours is read instead, so it does you no harm.",
                f"For the other users: {_mended_by(site)}",
            )
        else:
            yield Finding(
                WARNING,
                f"The manifest for all users of this computer does not serve {who}.",
                f"{file}: {why}.",
                f"{_mended_by(site)} {_by_oneself(site, titles)}",
            )


def _has_own(site: Site, browser: Browser) -> bool:
    own = any(site.system.registered(place) for place in site.system.places(browser, site.home))
    return own and not only_machine_wide(site.system.policies(browser))


def _mended_by(site: Site) -> str:
    if not isinstance(site.system, FolderSystem):
        command = "autolab-companion install --system --force"
    elif site.system.resolve(PACKAGE).is_dir():
        command = "sudo dpkg -i autolab-companion_*.deb"
    else:
        command = "sudo autolab-companion install --system --force"
    return f"An administrator of this computer mends it with `{command}`."


def _by_oneself(site: Site, titles: list[str]) -> str:
    bound = [
        one.title
        for one in site.browsers_here()
        if one.title in titles and only_machine_wide(site.system.policies(one))
    ]
    if bound:
        return f"You cannot: a policy has {' and '.join(bound)} read no other."
    return "You need not wait: `autolab-companion install` makes one of your own, which is read instead."
