"""`autolab-companion status`: what is installed, for whom, and whether it can be used."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

from ..extension_folder import extension_folder
from ..manifest import Verdict
from ..precompile import DISTRIBUTION
from ..site import here

if TYPE_CHECKING:
    import argparse

    from ..site import Site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(_args: argparse.Namespace) -> int:
    """Print a short overview; 0 if every browser that is here finds the host."""
    site = here()
    print(f"Version:   {version(DISTRIBUTION)}")
    print(f"Data:      {site.home}")
    print(f"Extension: {extension_folder(site.home)}")
    print(f"Vault:     {_vault(site)}")
    verdicts = []
    for title in site.served_here():
        print(f"{title}: registered for the whole machine")
    for place, titles in site.expected().items():
        verdicts.append(site.verdict(place))
        print(f"{' and '.join(titles)}: {_WORDS[verdicts[-1]]}")
    return 0 if all(verdict is Verdict.CURRENT for verdict in verdicts) else 1


_WORDS = {
    Verdict.CURRENT: "registered",
    Verdict.MISSING: "not registered; run `autolab-companion install`",
    Verdict.STALE: "outdated; run `autolab-companion install`",
    Verdict.BROKEN: "damaged; run `autolab-companion install`",
    Verdict.FOREIGN: "taken by another program; run `autolab-companion doctor`",
}


def _vault(site: Site) -> str:
    if not site.home.is_dir():
        return "empty"
    try:
        found = Vault(str(site.home)).status()
    except CompanionError as error:
        return error.message
    return f"{found['state']}, key: {found['custody'] or 'not chosen yet'}, {found['records']} records"
