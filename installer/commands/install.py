"""`autolab-companion install`: register the host with the browsers that are here, or for the whole machine."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.added_extensions import GECKO_ID, is_chromium
from native_host.oauth.deployment import read_deployment_file
from native_host.wire.errors import CompanionError

from .. import precompile, probe
from ..extension_folder import extension_folder
from ..install import Outcome, install, tidy
from ..install_told import Told
from ..opened import begin, opened
from ..program import versions
from ..site import custom_profile, here, whole_machine
from ..system import FolderSystem

if TYPE_CHECKING:
    from native_host.oauth.server_store import Server

    from ..argument_parser import Parser
    from ..site import Site
    from ..system import Place

COMMANDS_OF_ALL = Path("/usr/local/bin")


def add_arguments(parser: Parser) -> None:
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
        "--system", action="store_true", help="for all users of this Linux or Windows; as an administrator"
    )
    parser.add_argument(
        "--extension-id",
        action="append",
        type=_identifier,
        default=[],
        metavar="ID",
        help="serve this extension too: a store's listing, or a CRX of your own, has another id than ours",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="replace another program's manifest of the same name (a copy is kept)",
    )
    parser.add_argument("--deployment", metavar="FILE", help="add the servers of a deployment file too")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done where")
    parser.add_argument("--json", action="store_true", help="for programs: one JSON object")
    # What the installer file passes on: the outermost folder that it had to make, and that nobody sees a terminal.
    parser.add_argument("--made", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--welcome", action="store_true", help=argparse.SUPPRESS)
    parser.at_odds("--all", "--browser")
    parser.at_odds(
        "--system", "--deployment", why="each user has servers of their own; publish the file instead"
    )


def run(args: argparse.Namespace) -> int:
    """Register, compile, say hello to the host, tell how to go on; 1 if a browser could not be served."""
    site = replace(whole_machine() if args.system else here(), interpreter=sys.executable)
    servers = read_deployment_file(args.deployment) if args.deployment else []
    served = {} if args.browser or args.all or args.user_data_dir else site.served_here()
    places = _places(site, args)
    if not places and not served:
        raise CompanionError("browsers_none")
    if args.dry_run:
        outcomes = [Outcome(place, site.verdict(place)) for place in places]
        return Told(site, served, places, outcomes).tell(as_json=args.json, dry_run=True)
    if not places:
        return _welcome(site, {}) if args.welcome else Told(site, served, places, []).tell(as_json=args.json)
    outcomes = install(
        site,
        places,
        force=args.force,
        command_in=_command_folder(site),
        made_before=_chain(args.made, site.home),
        extension_ids=args.extension_id,
    )
    tidy(site.home)
    _add(servers)
    if args.welcome:
        return _welcome(site, {one.place: (places[one.place], one) for one in outcomes})
    compiled = precompile.precompile()
    version = probe.say_hello(site.launcher).version
    code = Told(site, served, places, outcomes, version).tell(as_json=args.json)
    if not compiled and not args.json:
        print("Some files could not be compiled in advance; the host starts slower but works.")
    return code


def _welcome(site: Site, outcomes: dict[Place, tuple[list[str], Outcome]]) -> int:
    """Show in a browser what was done, what the doctor finds, and how to go on."""
    from ..doctor import examine
    from ..welcome import write_page

    page = write_page(site, outcomes, examine(here()), extension_folder(site.home))
    webbrowser.open(page.as_uri())
    return 0


def _add(servers: list[Server]) -> None:
    """Add the servers that an administrator published."""
    if servers:
        services = opened()
        begin(services)
        for server in servers:
            services.servers.add(server)


def _command_folder(site: Site) -> Path | None:
    """Where users have commands of their own; whoever came with pip or pipx has the command already."""
    if not versions.of(site.home, site.interpreter) or not isinstance(site.system, FolderSystem):
        return None  # on Windows a link takes rights that few have
    return COMMANDS_OF_ALL if site.shared else Path.home() / ".local/bin"


def _chain(outermost: Path | None, home: Path) -> list[Path]:
    """The folders from the outermost that was made down to the data folder."""
    if outermost is None or not home.is_relative_to(outermost):
        return []
    return [each for each in (*reversed(home.parents), home) if each.is_relative_to(outermost)]


def _identifier(word: str) -> str:
    if not is_chromium(word) and not GECKO_ID.fullmatch(word):
        raise argparse.ArgumentTypeError(f"{word} is no extension's id")
    return word


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
