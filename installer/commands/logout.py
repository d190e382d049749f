"""`autolab-companion logout SERVER`: end the session on the server and erase it here."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from native_host.autolab.origin import parse_origin
from native_host.oauth.sign_out import sign_out
from native_host.operations.sign_out import forget_answers

from ..opened import opened
from ..shown import left_behind

if TYPE_CHECKING:
    import argparse

    from native_host.services import Services
    from native_host.wire.identifiers import Origin
    from native_host.wire.shapes.sign_in import SignedOut


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("server", metavar="SERVER", help="address of a server you are signed in to")


def run(args: argparse.Namespace) -> int:
    """Sign out; 0 also when the server could not be told, which is then said. Raises CompanionError."""
    services, origin = opened(), parse_origin(args.server)
    done = asyncio.run(_sign_out(services, origin))
    if done["account"] is None:
        print(f"You were not signed in to {origin}.")
        return 0
    print(f"Signed out of {origin}.")
    if "warning" in done:
        print(left_behind(done), file=sys.stderr)
    return 0


async def _sign_out(services: Services, origin: Origin) -> SignedOut:
    done = await sign_out(services, origin)
    await forget_answers(services, origin, done["account"])
    return done
