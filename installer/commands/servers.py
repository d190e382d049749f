"""`autolab-companion servers list|add|remove|staff-tools`: the Autolab servers the companion knows.

`add --deployment FILE` takes what an administrator publishes (native_host/oauth/deployment.py describes it).
A client secret typed by hand is read from a file or from the terminal, never from argv.
"""

from __future__ import annotations

import asyncio
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from native_host.autolab.origin import parse_origin
from native_host.oauth.deployment import default_redirects, read_deployment_file, typed_in_server
from native_host.oauth.http_client import connect
from native_host.oauth.preflight import require_autolab, require_client
from native_host.operations.servers import remove_server
from native_host.wire.errors import CompanionError

from ..in_process import InProcess
from ..opened import begin, opened
from ..presenting import print_json
from ..shown import left_behind, shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from native_host.oauth.server_store import Server
    from native_host.services import Services

    from ..argument_parser import Parser

MAX_SECRET = 1024
"""Characters read of a secret file; longer ones are not client secrets."""


def add_arguments(parser: Parser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="show the servers and who is signed in")
    listed.add_argument("--json", action="store_true", help="print them as JSON, with the sessions")
    add = actions.add_parser("add", help="add a server, by hand or from a deployment file")
    what = add.add_mutually_exclusive_group(required=True)
    what.add_argument("server", nargs="?", metavar="SERVER", help="its address: https://host")
    what.add_argument("--deployment", metavar="FILE", help="the file your administrator published")
    add.add_argument("--client-id", metavar="ID", help="client id of the application registered there")
    secret = add.add_mutually_exclusive_group()
    secret.add_argument("--secret-file", metavar="FILE", help="read the client secret from a file")
    secret.add_argument("--public", action="store_true", help="the application has no secret")
    add.add_argument("--loopback", metavar="URL", help="its registered redirect http://127.0.0.1:PORT/PATH")
    add.only_with("--client-id", "server")
    alone = ("--client-id", "--secret-file", "--public", "--loopback")
    add.at_odds("--deployment", *alone, why="the file says all of it")
    remove = actions.add_parser("remove", help="sign out of a server and forget it")
    staff = actions.add_parser("staff-tools", help="turn the tools for course staff on or off")
    staff.add_argument(
        "switch", choices=("on", "off"), help="whether the next sign-in asks for what they need"
    )
    for command in (remove, staff):
        command.add_argument("server", metavar="SERVER", help="its address, as `servers list` shows it")


def run(args: argparse.Namespace) -> int:
    """Run the chosen subcommand; returns the exit code. Raises CompanionError."""
    return _ACTIONS[args.action](opened(), args)


def list_servers(services: Services, args: argparse.Namespace) -> int:
    """One line per server; as JSON what `servers.list` and `sessions.list` tell."""
    if args.json:
        with InProcess(services) as host:
            print_json({**host.call("servers.list"), **host.call("sessions.list")})
        return 0
    servers = services.servers.list()
    for server in servers:
        account = services.sessions.email(server.origin)
        print(f"{server.origin}  {server.label}  {shown(account) if account else 'not signed in'}")
    if not servers:
        print("No servers yet. Add one: autolab-companion servers add --deployment FILE")
    return 0


def add(services: Services, args: argparse.Namespace) -> int:
    """Add what a deployment file holds, or one server typed in and checked."""
    servers = _published(args) if args.deployment else [_typed_in(args)]
    begin(services)
    for server in servers:
        services.servers.add(server)
        print(f"Added {server.label} ({server.origin}).")
    return 0


def remove(services: Services, args: argparse.Namespace) -> int:
    """Sign out and forget."""
    origin = parse_origin(args.server)
    done = asyncio.run(remove_server(services, origin))
    print(f"Forgot {origin}.")
    if "warning" in done:
        print(left_behind(done), file=sys.stderr)
    return 0


def staff_tools(services: Services, args: argparse.Namespace) -> int:
    """Have the next sign-in ask for what they need, or for it no more."""
    origin, on = parse_origin(args.server), args.switch == "on"
    with InProcess(services) as host:
        done = host.call("servers.set_staff_tools", server=origin, on=on)
    again = f" Sign in again: autolab-companion login {origin}" if done["sign_in_again"] else ""
    print(f"Staff tools are {args.switch} for {origin}.{again}")
    return 0


def _published(args: argparse.Namespace) -> list[Server]:
    return read_deployment_file(args.deployment)


def _typed_in(args: argparse.Namespace) -> Server:
    entry: dict[str, Any] = {
        "server": args.server,
        "client_id": args.client_id,
        "client_secret": _secret(args),
    }
    if args.loopback is not None:
        entry["redirects"] = {**default_redirects(), "loopback": args.loopback}
    server = typed_in_server(entry)
    asyncio.run(_check(server))
    return server


async def _check(server: Server) -> None:
    async with connect(server.origin) as http:
        await require_autolab(http)
        await require_client(http, server)


def _secret(args: argparse.Namespace) -> str | None:
    if args.public:
        return None
    if args.secret_file is None:
        return getpass("Client secret: ") or None
    try:
        with Path(args.secret_file).open(encoding="utf-8") as file:
            return file.read(MAX_SECRET).strip()
    except (OSError, UnicodeError) as error:
        raise CompanionError("invalid_params", detail=f"{args.secret_file} cannot be read") from error


_ACTIONS: dict[str, Callable[[Services, argparse.Namespace], int]] = {
    "list": list_servers,
    "add": add,
    "remove": remove,
    "staff-tools": staff_tools,
}
