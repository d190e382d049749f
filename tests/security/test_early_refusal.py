"""A refusal that comes while the file is still being sent is heard, however the server ends the connection."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from native_host.autolab import endpoints
from native_host.autolab.client import Client
from native_host.autolab.handin_outcome import Refused
from native_host.autolab.http_messages import UploadBody
from native_host.autolab.transport import Transport
from native_host.autolab.transport_errors import ExchangeError
from native_host.oauth.secret import Secret
from tests.security.certificates import Authority
from tests.security.refusing_server import LIMIT, refusing

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator
    from pathlib import Path

    from native_host.autolab.http_messages import HttpRequest, HttpResponse, Token
    from tests.security.refusing_server import Refusing

CHUNK = 256 * 1024
CHUNKS = 64
"""16 MiB together: more than the systems of both sides take in unread."""
TOO_LARGE = b"HTTP/1.1 413 Payload Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbig\n"


class Tokens:
    """One token for everything."""

    async def access_token(self, server: str) -> Token:
        return Secret("the-token")

    async def refresh_after(self, server: str, rejected: Token) -> Token:
        raise AssertionError(server)


@pytest.fixture(params=["http", "https"])
def tls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ssl.SSLContext | None, ssl.SSLContext]:
    """What the server and the client speak with."""
    authority = Authority(tmp_path)
    return authority.server() if request.param == "https" else None, authority.trusting()


class Upload:
    """A file whose second part is there only when the server has closed, as on a fast link."""

    def __init__(self, server: Refusing) -> None:
        self._server, self.asked = server, 0

    async def parts(self) -> AsyncIterator[bytes]:
        for index in range(CHUNKS):
            if index == 1:
                while not self._server.heard.is_set():  # noqa: ASYNC110 - an asyncio.Event would come a turn late
                    await asyncio.sleep(0)
                assert self._server.closed.wait(LIMIT)  # blocks the loop: all of it happens between two sends
            self.asked += 1
            yield b"x" * CHUNK

    @property
    def request(self) -> HttpRequest:
        body = UploadBody("a.c", CHUNKS * CHUNK, self.parts)
        return endpoints.submit("course", "lab", body).request


def sent(
    tls: tuple[ssl.SSLContext | None, ssl.SSLContext], answer: bytes, *, lingers: bool = False
) -> tuple[HttpResponse, Upload]:
    ours, theirs = tls

    async def main() -> tuple[HttpResponse, Upload]:
        async with Transport(server.origin, trust=lambda: theirs) as transport:
            upload = Upload(server)
            return await transport.send(upload.request, token=Secret("the-token")), upload

    with refusing(answer, ours, lingers=lingers) as server:
        return asyncio.run(main())


def test_a_refusal_before_a_reset_is_heard(
    tls: tuple[ssl.SSLContext | None, ssl.SSLContext], caplog: pytest.LogCaptureFixture
) -> None:
    response, _ = sent(tls, TOO_LARGE)
    assert (response.status, response.body, response.to_whole) == (413, b"big\n", False)
    assert not caplog.records


def test_sending_stops_when_a_refusal_is_there(tls: tuple[ssl.SSLContext | None, ssl.SSLContext]) -> None:
    response, upload = sent(tls, TOO_LARGE, lingers=True)
    assert (response.status, response.to_whole) == (413, False)
    assert upload.asked < CHUNKS / 2


def test_a_refusal_whose_words_the_reset_cut_short_keeps_its_status(
    tls: tuple[ssl.SSLContext | None, ssl.SSLContext],
) -> None:
    response, _ = sent(tls, TOO_LARGE.replace(b": 4", b": 400"))
    assert (response.status, response.to_whole) == (413, False)


def test_a_redirect_amid_an_upload_was_not_followed_and_the_file_not_sent(
    tls: tuple[ssl.SSLContext | None, ssl.SSLContext],
) -> None:
    with pytest.raises(ExchangeError) as caught:
        sent(tls, b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    assert (caught.value.name, caught.value.sent) == ("sign_on_first", "partly")


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (TOO_LARGE, "content_too_large"),
        (TOO_LARGE.replace(b"413", b"503"), "upload_refused"),
        (TOO_LARGE.replace(b"413", b"429"), "upload_refused"),
        (TOO_LARGE.replace(b"413", b"403"), "upload_refused"),
        (TOO_LARGE.replace(b"413", b"200"), "not_autolab"),
        (TOO_LARGE.replace(b"413", b"401"), "not_autolab"),
    ],
)
def test_a_file_that_was_refused_amid_its_way_was_certainly_not_submitted(answer: bytes, name: str) -> None:
    async def main() -> object:
        async with Transport(server.origin) as transport:
            body = UploadBody("a.c", CHUNKS * CHUNK, Upload(server).parts)
            return await Client(transport, Tokens()).submit(endpoints.submit("course", "lab", body))

    with refusing(answer) as server:
        outcome = asyncio.run(main())
    assert isinstance(outcome, Refused)
    assert outcome.error.name == name
