"""A token is bound to one origin: two servers with equal courses, one user, never each other's token."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from native_host.autolab import endpoints
from native_host.autolab.client import Client
from native_host.autolab.transport import Transport
from native_host.oauth.secret import Secret
from native_host.wire.errors import CompanionError
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from native_host.autolab.http_messages import Token
    from tests.sandbox import Sandbox

STUDENT, COURSE = "student1@foo.bar", "AutoPopulated"


class Book:
    """One token per server, as the sessions keep them."""

    def __init__(self, *boxes: Sandbox) -> None:
        self.tokens: dict[str, str] = {box.base: box.issue(STUDENT).token for box in boxes}

    async def access_token(self, server: str) -> Token:
        return Secret(self.tokens[server])

    async def refresh_after(self, server: str, rejected: Token) -> Token:
        return Secret(self.tokens[server])


def heard(box: Sandbox) -> set[str | None]:
    return {record.authorization for record in box.requests}


def test_each_server_hears_its_own_token_only() -> None:
    with start_sandbox() as one, start_sandbox() as two:
        book = Book(one, two)

        async def main() -> None:
            async with Transport(one.base) as first, Transport(two.base) as second:
                clients = [Client(first, book), Client(second, book)]
                await asyncio.gather(*(client.call(endpoints.assessments(COURSE)) for client in clients * 5))

        asyncio.run(main())
        assert heard(one) == {f"Bearer {book.tokens[one.base]}"}
        assert heard(two) == {f"Bearer {book.tokens[two.base]}"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_server_that_redirects_to_another_gains_nothing(status: int) -> None:
    with start_sandbox() as one, start_sandbox() as two:
        one.faults.add(path="/api/", times=9, status=status, headers={"Location": f"{two.base}/api/v1/user"})

        async def main() -> None:
            async with Transport(one.base) as transport:
                await Client(transport, Book(one, two)).call(endpoints.user())

        with pytest.raises(CompanionError) as caught:
            asyncio.run(main())
        assert caught.value.name == "redirect_refused"
        assert two.requests == []


@pytest.mark.parametrize("token", ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
def test_no_token_can_add_a_header(token: str) -> None:
    with start_sandbox() as box:
        book = Book(box)
        book.tokens[box.base] = token

        async def main() -> None:
            async with Transport(box.base) as transport:
                await Client(transport, book).call(endpoints.user())

        with pytest.raises(ValueError, match="header"):
            asyncio.run(main())
        assert box.requests == []
