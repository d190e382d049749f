"""Behind a proxy: the API and signing in go through its tunnel, which sees neither token nor secret."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from native_host.autolab import endpoints
from native_host.autolab.proxy import VARIABLE, parse_proxy
from native_host.autolab.timeouts import Timeouts
from native_host.autolab.tls import system_trust
from native_host.autolab.transport import Transport
from native_host.oauth.http_client import connect
from native_host.oauth.secret import Secret
from native_host.oauth.server_store import Server
from native_host.oauth.tokens import TokenAnswer
from native_host.services import Services
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Origin

from .certificates import Authority
from .connect_proxy import connect_proxy
from .raw_server import Heard, answering, json_answer, raw_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from native_host.autolab.models import User

    from .raw_server import Talk

NAME = "autolab.example.edu"
SERVER = Origin(f"https://{NAME}")
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
    services.sessions.save(
        SERVER,
        TokenAnswer(Secret("the-token"), None, 7200, ("user_info",)),
        (now + 7200, now + 6900),
        scope=["user_info"],
        user_info={"email": "stu@example.edu"},
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
            async with connect(SERVER) as channel:
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
                async with connect(SERVER) as channel:
                    await channel.get("/api/v1/user")
            assert impostor.heads == []
            return caught.value.name

    assert asyncio.run(main()) == "tls_failed"


async def asked(server: str = SERVER) -> CompanionError:
    with pytest.raises(CompanionError) as caught:
        async with connect(server) as channel:
            await channel.get("/api/v1/user")
    return caught.value


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (b"HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic\r\n\r\n", "proxy_auth_required"),
        (b"HTTP/1.1 403 No\r\n\r\n", "proxy_refused"),
        (b"HTTP/1.1 503 No such host\r\nContent-Length: 3\r\n\r\nno\n", "proxy_refused"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "proxy_unreachable"),
        (b"", "proxy_unreachable"),
    ],
)
def test_a_proxy_that_refuses_is_named_as_the_cause(
    monkeypatch: pytest.MonkeyPatch, answer: bytes, name: str
) -> None:
    async def main() -> CompanionError:
        async with raw_server(answering(answer)) as proxy:
            monkeypatch.setenv(VARIABLE, proxy.origin.replace("://", "://stu:hunter2@"))
            return await asked()

    error = asyncio.run(main())
    assert error.name == name
    assert VARIABLE in error.as_json()["data"]["remedy"]
    assert "hunter2" not in str(error.as_json())


def test_a_proxy_that_is_not_there_is_named_as_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "http://127.0.0.1:1")
    error = asyncio.run(asked())
    assert (error.name, error.data["proxy"]) == ("proxy_unreachable", "http://127.0.0.1:1")


def test_a_proxy_that_never_gets_through_is_named_as_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf(_heard: Heard) -> Talk:
        async def talk(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
            await reader.read()

        return talk

    async def main() -> CompanionError:
        async with raw_server(deaf) as proxy:
            way = parse_proxy(proxy.origin)
            with pytest.raises(CompanionError) as caught:
                async with Transport(
                    SERVER, timeouts=Timeouts(connect=0.2, total=0.2), proxy=way
                ) as transport:
                    await transport.send(endpoints.user().request)
            return caught.value

    assert asyncio.run(main()).name == "proxy_refused"


def test_a_proxys_own_name_that_nobody_knows_is_not_the_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "http://proxy.invalid:3128")
    error = asyncio.run(asked())
    assert (error.name, error.data["proxy"]) == ("proxy_name_unknown", "http://proxy.invalid:3128")
    monkeypatch.delenv(VARIABLE)
    assert asyncio.run(asked("https://autolab.invalid")).name == "server_unreachable"


def test_a_proxy_with_a_wrong_certificate_is_not_the_server_with_one(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> CompanionError:
        async with raw_server(
            answering(b""), authority.server(names=("elsewhere.example",), addresses=())
        ) as proxy:
            monkeypatch.setenv(VARIABLE, proxy.origin)
            error = await asked()
            assert error.data["server"] == proxy.origin
            return error

    assert asyncio.run(main()).name == "tls_failed"


@pytest.mark.parametrize(
    ("written", "credentials"),
    [
        ("b%C3%BCro:%E2%82%AC%20x", "büro:€ x".encode()),
        ("büro:€", "büro:€".encode()),
        ("stu:%E4", b"stu:\xe4"),
    ],
)
def test_a_password_beyond_ascii_reaches_the_proxy_as_curl_sends_it(
    monkeypatch: pytest.MonkeyPatch, written: str, credentials: bytes
) -> None:
    async def main() -> str:
        async with raw_server(answering(b"HTTP/1.1 407 No\r\n\r\n")) as proxy:
            monkeypatch.setenv(VARIABLE, proxy.origin.replace("://", f"://{written}@"))
            await asked()
            return proxy.heads[0]

    assert f"Proxy-Authorization: Basic {b64encode(credentials).decode()}\r\n" in asyncio.run(main())


def test_this_machine_is_reached_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> int:
        monkeypatch.setenv(VARIABLE, "http://127.0.0.1:1")
        async with raw_server(answering(USER)) as autolab, connect(autolab.origin) as channel:
            return (await channel.get("/api/v1/user")).status

    assert asyncio.run(main()) == 200


def test_an_unusable_setting_stops_everything_but_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> str:
        monkeypatch.setenv(VARIABLE, "socks5://127.0.0.1:1080")
        with pytest.raises(CompanionError) as caught:
            async with connect(SERVER):
                pass
        return caught.value.name

    assert asyncio.run(main()) == "proxy_invalid"
