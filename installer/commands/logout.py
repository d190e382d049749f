"""`autolab-companion logout SERVER`: end the session on the server and erase it here."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from native_host.autolab.origin import parse_origin
from native_host.oauth.sign_out import sign_out

from ..opened import opened

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("server", metavar="SERVER")


def run(args: argparse.Namespace) -> int:
    """Sign out; 0 also when the server could not be told, which is then said. Raises CompanionError."""
    services, origin = opened(), parse_origin(args.server)
    done = asyncio.run(sign_out(services, origin))
    if done["account"] is None:
        print(f"You were not signed in to {origin}.")
        return 0
    services.ledger.forget(f"{origin} {done['account']}")
    print(f"Signed out of {origin}.")
    if "warning" in done:
        print(done["warning"], file=sys.stderr)
    return 0
