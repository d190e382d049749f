"""Behind a proxy: the API and signing in go through its tunnel, which sees neither token nor secret."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from native_host.autolab import endpoints
from native_host.autolab.proxy import VARIABLE
from native_host.autolab.tls import system_trust
from native_host.oauth.driver import connected
from native_host.oauth.secret import Secret
from native_host.oauth.server_book import Server
from native_host.oauth.tokens import TokenAnswer
from native_host.services import Services
from native_host.wire.errors import CompanionError

from .certificates import Authority
from .connect_proxy import connect_proxy
from .raw_server import Heard, answering, json_answer, raw_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from native_host.autolab.models import User

NAME = "autolab.example.edu"
SERVER = f"https://{NAME}"
USER = json_answer(b'{"email":"stu@example.edu"}')
SECRETS = (b"the-token", b"the-secret")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    """An authority that the system trusts."""
    made = Authority(tmp_path)
    (tmp_path / "ca.pem").write_text(made.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    system_trust.cache_clear()
    yield made
    system_trust.cache_clear()


def signed_in_to_the_name(home: Path) -> Services:
    """A session as signing in leaves it, on a server that only the proxy knows."""
    services = Services(str(home))
    services.servers.add(Server(SERVER, "client", Secret("the-secret"), redirects={"oob": True}))
    now = services.clock()
    services.sessions.keep(
        SERVER,
        TokenAnswer(Secret("the-token"), None, 7200, ("user_info",)),
        (now + 7200, now + 6900),
        scope=["user_info"],
        account={"email": "stu@example.edu"},
        signed_in_at=now,
        attempt="tests",
    )
    return services


def test_api_and_sign_in_go_through_the_tunnel_which_sees_no_secret(
    authority: Authority, companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = signed_in_to_the_name(companion_home)

    async def main() -> tuple[User, Heard, Heard, bytes]:
        async with (
            raw_server(answering(USER), authority.server(names=(NAME,))) as autolab,
            connect_proxy(autolab.port) as (proxy, seen),
        ):
            monkeypatch.setenv(VARIABLE, proxy.origin.replace("://", "://stu:pw@"))
            me = await services.client(SERVER).call(endpoints.user())
            await services.close()
            return me, autolab, proxy, bytes(seen)

    me, autolab, proxy, seen = asyncio.run(main())
    assert me.email == "stu@example.edu"
    assert "Authorization: Bearer the-token" in autolab.heads[0]
    assert "Proxy-Authorization" not in autolab.heads[0]
    assert proxy.heads[0].startswith(f"CONNECT {NAME}:443 HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic c3R1OnB3" in proxy.heads[0]
    assert not any(secret in seen or secret.decode() in proxy.heads[0] for secret in SECRETS)


def test_signing_in_goes_through_it_too(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> tuple[Heard, Heard, bytes]:
        async with (
            raw_server(answering(json_answer(b"{}")), authority.server(names=(NAME,))) as autolab,
            connect_proxy(autolab.port) as (proxy, seen),
        ):
            monkeypatch.setenv(VARIABLE, proxy.origin)
            async with connected(SERVER) as channel:
                await channel.post("/oauth/token", {"client_secret": "the-secret"})
            return autolab, proxy, bytes(seen)

    autolab, proxy, seen = asyncio.run(main())
    assert autolab.heads[0].startswith("POST /oauth/token HTTP/1.1\r\n")
    assert len(proxy.heads) == 1
    assert b"the-secret" not in seen


def test_a_proxy_cannot_pose_as_the_server(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> str:
        async with (
            raw_server(answering(USER), authority.server(names=("proxy.example.edu",))) as impostor,
            connect_proxy(impostor.port) as (proxy, _),
        ):
            monkeypatch.setenv(VARIABLE, proxy.origin)
            with pytest.raises(CompanionError) as caught:
                async with connected(SERVER) as channel:
                    await channel.get("/api/v1/user")
            assert impostor.heads == []
            return caught.value.name

    assert asyncio.run(main()) == "tls_failed"


@pytest.mark.parametrize("answer", [b"HTTP/1.1 407 Who are you\r\n\r\n", b"HTTP/1.1 403 No\r\n\r\n", b""])
def test_a_proxy_that_refuses_is_named_as_the_cause(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    async def main() -> CompanionError:
        async with raw_server(answering(answer)) as proxy:
            monkeypatch.setenv(VARIABLE, proxy.origin)
            with pytest.raises(CompanionError) as caught:
                async with connected(SERVER) as channel:
                    await channel.get("/api/v1/user")
            return caught.value

    error = asyncio.run(main())
    assert error.name == "server_unreachable"
    assert not answer or "proxy" in error.message


def test_a_proxy_that_is_not_there_is_named_as_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> str:
        monkeypatch.setenv(VARIABLE, "http://127.0.0.1:1")
        with pytest.raises(CompanionError) as caught:
            async with connected(SERVER) as channel:
                await channel.get("/api/v1/user")
        return caught.value.message

    assert "the configured proxy does not answer" in asyncio.run(main())


def test_this_machine_is_reached_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> int:
        monkeypatch.setenv(VARIABLE, "http://127.0.0.1:1")
        async with raw_server(answering(USER)) as autolab, connected(autolab.origin) as channel:
            return (await channel.get("/api/v1/user")).status

    assert asyncio.run(main()) == 200


def test_an_unusable_setting_stops_everything_but_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> str:
        monkeypatch.setenv(VARIABLE, "socks5://127.0.0.1:1080")
        with pytest.raises(CompanionError) as caught:
            async with connected(SERVER):
                pass
        return caught.value.name

    assert asyncio.run(main()) == "proxy_invalid"
