"""The loopback listener, as every web page in the user's browser can reach it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from native_host.oauth.loopback import CONNECTIONS, Listener
from native_host.wire.errors import CompanionError
from tests.asking import until
from tests.sandbox import start_sandbox
from tests.student import EMAIL, LOOPBACK, Student

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


async def ask(
    redirect_uri: str, target: str, *headers: str, method: str = "GET", host: str | None = None
) -> str:
    """The whole answer to one request; empty if there was none."""
    parts = urlsplit(redirect_uri)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host or parts.netloc}", *headers, "", ""]
    writer.write("\r\n".join(lines).encode())
    answer = await reader.read()
    writer.close()
    return answer.decode()


def redirect_of(begun: dict[str, Any]) -> str:
    query = parse_qs(urlsplit(str(begun["authorization_url"])).query)
    return query["redirect_uri"][0]


async def come_back(student: Student, begun: dict[str, Any]) -> tuple[str, str]:
    """(address, target) of the redirect after consent."""
    url = await student.consent(begun["authorization_url"])
    return redirect_of(begun), url.split(urlsplit(url).netloc)[1]


def test_a_redirect_signs_in_and_closes_the_door(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("loopback")
        address, target = await come_back(student, begun)
        assert urlsplit(address).hostname == "127.0.0.1"
        assert urlsplit(address).path == urlsplit(LOOPBACK).path
        page = await ask(address, target)
        assert page.startswith("HTTP/1.1 200 ")
        assert "Cache-Control: no-store" in page
        assert "Referrer-Policy: no-referrer" in page
        assert "code" not in page.split("\r\n\r\n")[1]
        assert (await student.sign_in.ended(begun["attempt"])).state == "signed_in"
        assert student.services.sessions.email(box.base) == EMAIL
        with pytest.raises(ConnectionRefusedError):
            await ask(address, target)

    asyncio.run(scenario())


def test_what_web_pages_send_changes_nothing(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("loopback")
        address, target = await come_back(student, begun)
        state = parse_qs(urlsplit(target).query)["state"][0]
        port = urlsplit(address).port
        hostile = [
            await ask(address, target, "Origin: https://evil.example"),
            await ask(address, target, "Sec-Fetch-Mode: no-cors"),
            await ask(address, target, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"),
            await ask(address, target, host=f"rebound.evil.example:{port}"),
            await ask(address, target, host=f"localhost:{port}"),
            await ask(address, target, method="POST"),
            await ask(address, "/"),
            await ask(address, "/favicon.ico"),
            await ask(address, target.replace("/callback", "/callback/x")),
            await ask(address, target.replace(state, "x" * 43)),
            await ask(address, "/callback?code=stolen"),
            await ask(address, "/callback?error=access_denied"),
            await ask(address, target + "&code=another"),
        ]
        assert [answer[9:12] for answer in hostile] == [*["403"] * 5, "405", *["404"] * 3, *["400"] * 4]
        assert student.count("/oauth/token") == 1  # only the check of the client
        assert (await ask(address, target)).startswith("HTTP/1.1 200 ")
        assert (await student.sign_in.ended(begun["attempt"])).state == "signed_in"

    asyncio.run(scenario())


def test_silent_and_endless_connections_do_not_block_the_redirect(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("loopback")
        address, target = await come_back(student, begun)
        parts = urlsplit(address)
        silent = [await asyncio.open_connection(parts.hostname, parts.port) for _ in range(3 * CONNECTIONS)]
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(b"GET /callback HTTP/1.1\r\nX: " + b"x" * 100_000)
        answer = await reader.read()
        assert not answer or answer.startswith(b"HTTP/1.1 400 ")
        assert (await ask(address, target)).startswith("HTTP/1.1 200 ")
        assert (await student.sign_in.ended(begun["attempt"])).state == "signed_in"
        for _, each in [*silent, (reader, writer)]:
            each.close()

    asyncio.run(scenario())


def test_a_full_disk_does_not_lose_the_one_redirect(
    box: Sandbox, companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("loopback")
        address, target = await come_back(student, begun)
        student.fill_disk(monkeypatch, times=2)
        answering = asyncio.ensure_future(ask(address, target))
        troubles = []
        for _ in range(2):
            await until(lambda: student.notes)
            troubles.append(student.notes.pop()[1]["error"]["data"]["name"])
            await student.waits.step()
        assert (await answering).startswith("HTTP/1.1 200 ")
        assert (await student.sign_in.ended(begun["attempt"])).state == "signed_in"
        assert troubles == ["storage_failed"] * 2

    asyncio.run(scenario())


def test_denial_reaches_the_listener_too(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("loopback")
        url = await student.consent(begun["authorization_url"], deny=True)
        page = await ask(redirect_of(begun), url.split(urlsplit(url).netloc)[1])
        assert "declined" in page
        assert (await student.sign_in.ended(begun["attempt"])).state == "denied"

    asyncio.run(scenario())


def test_a_taken_port_is_said_so_and_a_free_one_is_found_otherwise(
    box: Sandbox, companion_home: Path
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        taken = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
        port = taken.sockets[0].getsockname()[1]
        with pytest.raises(CompanionError) as caught:
            await student.sign_in.start(box.base, "loopback", port=port)
        assert (caught.value.name, caught.value.data["port"]) == ("port_unavailable", port)
        assert student.sign_in.status() == []
        assert urlsplit(redirect_of(await student.start("loopback"))).port not in (None, port)
        taken.close()

    asyncio.run(scenario())


def test_the_listener_gives_up_with_its_attempt(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("loopback")
        assert (await student.outcome(begun)).state == "expired"
        with pytest.raises(ConnectionRefusedError):
            await ask(redirect_of(begun), "/callback?code=late")

    asyncio.run(scenario())


def test_a_listener_that_died_is_noticed_by_the_next_host(box: Sandbox, companion_home: Path) -> None:
    async def dies() -> dict[str, Any]:
        return await Student(box, companion_home).start("loopback")

    async def looks(begun: dict[str, Any]) -> None:
        student = Student(box, companion_home)
        student.sign_in.resume()
        assert (await student.sign_in.ended(begun["attempt"])).state == "expired"

    asyncio.run(looks(asyncio.run(dies())))


def test_it_listens_on_the_literal_address_alone() -> None:
    async def scenario() -> None:
        for registered, host in ((LOOPBACK, "127.0.0.1"), ("http://[::1]:8123/cb", "::1")):
            try:
                listener = await Listener.open(registered)
            except CompanionError:
                assert host == "::1"  # a machine without IPv6
                continue
            assert urlsplit(listener.redirect_uri).hostname == host
            assert [each.getsockname()[0] for each in listener._server.sockets] == [host]
            listener.close()

    asyncio.run(scenario())
