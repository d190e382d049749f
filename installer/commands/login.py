"""`autolab-companion login [--device] SERVER`: sign in without the extension."""

from __future__ import annotations

import asyncio
import os
import sys
import webbrowser
from argparse import ArgumentTypeError
from getpass import getpass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from native_host.autolab.origin import parse_origin
from native_host.oauth.attempts import OVER, SIGNED_IN
from native_host.oauth.authorization_code import NATIVE_PAGE
from native_host.oauth.sign_in import SignIn
from native_host.wire.errors import CompanionError

from ..opened import opened
from ..shown import shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from native_host.services import Services
    from native_host.wire.identifiers import Origin
    from native_host.wire.shapes.common import ErrorObject
    from native_host.wire.shapes.servers import Way
    from native_host.wire.shapes.sign_in import StartedAttempt

    from ..argument_parser import Parser

MAX_PORT = 65535
WAYS = ("loopback", "device", "oob")
"""Ways that need no extension, best first."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument("server", metavar="SERVER", help="address of a server you added")
    parser.add_argument("--device", action="store_true", help="show a code to enter on any device")
    parser.add_argument(
        "--port", type=_port, default=0, help="wait for the browser on this port (default: any)"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address to open")
    parser.at_odds("--device", "--port", why="a code is entered anywhere, and no browser comes back")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_PORT):
        raise ArgumentTypeError(f"not a port number: {text}")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Sign in; returns the exit code. Raises CompanionError."""
    services, origin = opened(), parse_origin(args.server)
    ways = services.servers.get(origin).ways()
    way: Way = "device" if args.device else next((way for way in WAYS if way in ways), "device")
    if way == "oob":
        _by_code_page(services, origin, args)
    else:
        asyncio.run(_watched(services, origin, way, args))
    print(f"Signed in to {origin} as {shown(services.sessions.email(origin) or 'nobody any more')}.")
    return 0


async def _watched(services: Services, origin: Origin, way: Way, args: argparse.Namespace) -> None:
    sign_in = SignIn(services, _tell_trouble)
    begun = await sign_in.start(origin, way, port=args.port)
    _invite(begun, args)
    try:
        attempt = await sign_in.ended(begun["attempt"])
    except asyncio.CancelledError:  # Ctrl-C: nobody will come back for this attempt
        await sign_in.cancel(begun["attempt"])
        raise
    if attempt.state != SIGNED_IN:
        raise _told(attempt.error) if attempt.error else CompanionError("attempt_unknown")


def _told(error: ErrorObject) -> CompanionError:
    """What ended the attempt, with all that was said of it."""
    data: Mapping[str, Any] = error["data"]
    about = {member: value for member, value in data.items() if member not in ("name", "remedy")}
    return CompanionError(error["data"]["name"], **about)


def _by_code_page(services: Services, origin: Origin, args: argparse.Namespace) -> None:
    sign_in = SignIn(services, _tell_trouble)
    begun = asyncio.run(sign_in.start(origin, "oob"))
    _invite(begun, args)
    try:
        code = getpass("The code that Autolab shows (it is not echoed): ").strip()
    except (EOFError, KeyboardInterrupt):  # nobody will come back for this attempt
        asyncio.run(sign_in.cancel(begun["attempt"]))
        raise
    asyncio.run(sign_in.finish(begun["attempt"], f"{origin}{NATIVE_PAGE}?code={quote(code, safe='')}"))


def _invite(begun: StartedAttempt, args: argparse.Namespace) -> None:
    print("The companion asks for permission to:")
    for scope in begun["scopes"]:
        print(f"  - {scope['words']}")
    if "user_code" in begun:
        print(f"Your code: {begun['user_code']} (capital and small letters differ)")
        print(f"Enter it at {begun['activate_url']}, or open {begun['deep_link']}")
    else:
        print(f"Open {begun['authorization_url']}")
    sys.stdout.flush()
    if not args.no_browser and _has_screen():
        webbrowser.open(begun.get("deep_link") or begun["authorization_url"])


def _has_screen() -> bool:
    """A text browser in the user's terminal would be in the way."""
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _tell_trouble(_method: str, params: Any) -> None:
    if params.get("state") not in OVER and "error" in params:
        print(f"{params['error']['message']} Trying again.", file=sys.stderr)
