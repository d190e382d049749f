"""`autolab-companion install`: register the host with the browsers that are here."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.wire.errors import CompanionError

from .. import precompile, probe
from ..extension_folder import extension_folder
from ..install import install, tidy
from ..program import versions
from ..site import custom_profile, here
from ..system import FolderSystem

if TYPE_CHECKING:
    from ..install import Outcome
    from ..site import Site
    from ..system import Place

NEXT = """
Now load the extension from
  {extension}
Chromium, Chrome, Edge, Brave, Vivaldi, Opera: open chrome://extensions, switch on "Developer mode", choose
  "Load unpacked" and pick that folder.
Firefox: open about:debugging#/runtime/this-firefox, choose "Load Temporary Add-on" and pick manifest.json there.
Then click the companion's button beside the address bar and add your Autolab server.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    system = here().system
    keys = [browser.key for browser in system.browsers if browser.hosts]
    which = parser.add_argument_group("which browsers (otherwise: all that are found)")
    which.add_argument(
        "--browser",
        action="append",
        choices=keys,
        default=[],
        metavar="NAME",
        help=f"one of {', '.join(keys)}",
    )
    which.add_argument("--all", action="store_true", help="every browser the companion knows, found or not")
    parser.set_defaults(user_data_dir=[])
    if isinstance(system, FolderSystem):  # on Windows the registry serves every profile folder
        which.add_argument(
            "--user-data-dir",
            action="append",
            type=Path,
            default=[],
            metavar="DIR",
            help="a Chromium-based browser's profile folder, as given to its own --user-data-dir",
        )
    parser.add_argument(
        "--force",
        action="store_true",
        help="replace another program's manifest of the same name (a copy is kept)",
    )
    # What the installer file passes on: the outermost folder that it had to make, and that nobody sees a terminal.
    parser.add_argument("--made", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--welcome", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Register, compile, say hello to the host, tell how to go on; 1 if a browser could not be served."""
    site = replace(here(), interpreter=sys.executable)
    served = {} if args.browser or args.all or args.user_data_dir else site.served_here()
    for title, launcher in served.items():
        print(f"{title}: registered for the whole machine already, nothing to do\n  {launcher}")
    places = _places(site, args)
    if not places and served:
        return _welcome(site, {}) if args.welcome else 0
    if not places:
        raise CompanionError("browsers_none")
    outcomes = install(
        site,
        places,
        force=args.force,
        command_in=_command_folder(site),
        made_before=_chain(args.made, site.home),
    )
    tidy(site.home)
    if args.welcome:
        return _welcome(site, {one.place: (places[one.place], one) for one in outcomes})
    for outcome in outcomes:
        print(f"{' and '.join(places[outcome.place])}: {outcome.words}\n  {outcome.place.words}")
        if outcome.error:
            print(f"  {outcome.error.remedy}")
    if not precompile.precompile():
        print("Some files could not be compiled in advance; the host starts slower but works.")
    greeting = probe.say_hello(site.launcher)
    print(f"The host {greeting.version} answers.")
    print(NEXT.format(extension=extension_folder(site.home)))
    return 1 if any(outcome.error for outcome in outcomes) else 0


def _welcome(site: Site, outcomes: dict[Place, tuple[list[str], Outcome]]) -> int:
    """Show in a browser what was done, what the doctor finds, and how to go on."""
    from ..doctor import examine
    from ..welcome import write_page

    page = write_page(site, outcomes, examine(here()), extension_folder(site.home))
    webbrowser.open(page.as_uri())
    return 0


def _command_folder(site: Site) -> Path | None:
    """Where users have commands of their own; whoever came with pip or pipx has the command already."""
    return Path.home() / ".local/bin" if versions.of(site.home, site.interpreter) else None


def _chain(outermost: Path | None, home: Path) -> list[Path]:
    """The folders from the outermost that was made down to the data folder."""
    if outermost is None or not home.is_relative_to(outermost):
        return []
    return [each for each in (*reversed(home.parents), home) if each.is_relative_to(outermost)]


def _places(site: Site, args: argparse.Namespace) -> dict[Place, list[str]]:
    browsers = site.system.browsers
    if args.browser:
        browsers = tuple(browser for browser in browsers if browser.key in args.browser)
    elif args.user_data_dir and not args.all:
        browsers = ()
    elif not args.all:
        browsers = tuple(browser for browser in site.browsers_here() if not site.served(browser))
    places = site.places_of(browsers)
    for folder in args.user_data_dir:
        places[custom_profile(folder)] = [f"the profile folder {folder}"]
    return places
