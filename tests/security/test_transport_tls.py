"""Whose identity is not verified gets nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from native_host.autolab.http_messages import HttpRequest
from native_host.autolab.tls import system_trust
from native_host.autolab.transport import Transport
from native_host.autolab.transport_errors import ExchangeError
from native_host.oauth.secret import Secret
from tests.security.certificates import Authority
from tests.security.raw_server import Heard, answering, json_answer, raw_server

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

    from tests.security.raw_server import Talk

GET = HttpRequest("GET", "/api/v1/user")
TOKEN = Secret("the-token")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def visit(tls: ssl.SSLContext, trust: ssl.SSLContext) -> tuple[bytes, Heard]:
    async def main() -> tuple[bytes, Heard]:
        async with raw_server(answering(json_answer(b"{}")), tls) as heard:
            async with Transport(heard.origin, trust=lambda: trust) as transport:
                response = await transport.send(GET, token=TOKEN)
            return response.body, heard

    return asyncio.run(main())


def refused(tls: ssl.SSLContext, trust: ssl.SSLContext, name: str = "tls_failed") -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        visit(tls, trust)
    assert caught.value.name == name
    assert caught.value.sent == "no"
    return caught.value


def test_a_trusted_server_is_spoken_to(authority: Authority) -> None:
    body, heard = visit(authority.server(), authority.trusting())
    assert body == b"{}"
    assert "Authorization: Bearer the-token" in heard.heads[0]


def test_an_authority_of_nobody_is_refused(authority: Authority, tmp_path: Path) -> None:
    assert "certificate is not valid" in refused(authority.server(), Authority(tmp_path).trusting()).message


def test_the_systems_store_is_what_counts(authority: Authority) -> None:
    refused(authority.server(), system_trust(), "certificate_untrusted")


def test_a_private_authority_of_the_system_counts_too(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_text(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert visit(authority.server(), system_trust.__wrapped__())[0] == b"{}"


def test_a_certificate_for_another_name_is_refused(authority: Authority) -> None:
    tls = authority.server(names=("autolab.example.edu",), addresses=("127.0.0.2",))
    assert "mismatch" in refused(tls, authority.trusting()).message


def test_an_expired_certificate_is_refused(authority: Authority) -> None:
    assert "expired" in refused(authority.server(days=-1), authority.trusting()).message


def test_a_plain_server_behind_https_hears_no_token() -> None:
    def shouting(heard: Heard) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            await writer.drain()
            heard.heads.append((await reader.read()).decode("latin-1"))

        return talk

    async def main() -> Heard:
        async with raw_server(shouting) as heard:
            async with Transport(heard.origin.replace("http:", "https:")) as transport:
                with pytest.raises(ExchangeError) as caught:
                    await transport.send(GET, token=TOKEN)
            assert (caught.value.name, caught.value.sent) == ("tls_failed", "no")
            return heard

    assert "the-token" not in "".join(asyncio.run(main()).heads)
