"""A client for one user of a sandbox, and shorthands to ask and to be refused."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from native_host.autolab.client import Client
from native_host.autolab.http_messages import UploadBody
from native_host.autolab.responses import plain
from native_host.autolab.transport import Transport
from native_host.wire.errors import CompanionError
from tests.contract.tokens import SignedIn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from native_host.autolab.calls import Call
    from tests.sandbox import Sandbox

T = TypeVar("T")

COURSE = "AutoPopulated"


async def at_once(_seconds: float) -> None:
    """In place of the pause between attempts."""


@asynccontextmanager
async def connected(box: Sandbox, email: str, *scopes: str) -> AsyncIterator[tuple[Client, SignedIn]]:
    """A client signed in as `email`."""
    tokens = SignedIn(box, email, *scopes)
    async with Transport(box.base) as transport:
        yield Client(transport, tokens, pause=at_once), tokens


def using(box: Sandbox, email: str, work: Callable[[Client], Awaitable[T]], *scopes: str) -> T:
    """What `work(client)` gives."""

    async def main() -> T:
        async with connected(box, email, *scopes) as (client, _):
            return await work(client)

    return asyncio.run(main())


def ask(box: Sandbox, email: str, call: Call[Any], *scopes: str) -> Any:
    """The answer to one call, as JSON values."""
    return plain(using(box, email, lambda client: client.call(call), *scopes))


def refused(box: Sandbox, email: str, call: Call[Any], *scopes: str) -> CompanionError:
    """The error that one call ends with."""
    with pytest.raises(CompanionError) as caught:
        ask(box, email, call, *scopes)
    return caught.value


def upload(filename: str, content: bytes) -> UploadBody:
    """A small file."""

    async def opened() -> AsyncIterator[bytes]:
        yield content

    return UploadBody(filename, len(content), opened)
