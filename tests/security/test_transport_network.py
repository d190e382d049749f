"""The transport against servers that mean no good: where tokens go, how much is read, how long is waited."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native_host.autolab.http_messages import FormBody, HttpRequest, JsonBody, UploadBody
from native_host.autolab.proxy import parse_proxy
from native_host.autolab.timeouts import Timeouts
from native_host.autolab.transport import Transport
from native_host.autolab.transport_errors import ExchangeError
from native_host.oauth.secret import Secret
from native_host.wire.errors import CompanionError
from tests.security.raw_server import OK, Heard, answering, json_answer, raw_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from native_host.autolab.http_messages import HttpResponse
    from native_host.autolab.proxy import Proxy
    from tests.security.raw_server import Talk

GET = HttpRequest("GET", "/api/v1/user")
TOKEN = Secret("the-token")
MIB = 2**20
QUICK = Timeouts(connect=5, total=0.6, stall=0.2, answer=0.2, upload=5)


def exchange(
    script: Callable[[Heard], Talk],
    request: HttpRequest = GET,
    *,
    timeouts: Timeouts | None = None,
    max_bytes: int = MIB,
    proxy: Proxy | None = None,
) -> tuple[HttpResponse, Heard]:
    async def main() -> tuple[HttpResponse, Heard]:
        async with (
            raw_server(script) as heard,
            Transport(heard.origin, timeouts=timeouts, proxy=proxy) as transport,
        ):
            return await transport.send(request, token=TOKEN, max_bytes=max_bytes), heard

    return asyncio.run(main())


def failing(script: Callable[[Heard], Talk], request: HttpRequest = GET, **options: object) -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        exchange(script, request, **options)  # type: ignore[arg-type]  # options of exchange
    assert "the-token" not in json.dumps(caught.value.as_json())
    return caught.value


# Where the token goes


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("location", "name", "gate"),
    [
        ("https://evil.example/", "sign_on_first", "https://evil.example"),
        ("//idp.example.edu/login?token=s3cret#s3cret", "sign_on_first", "http://idp.example.edu"),
        ("https://stu:s3cret@idp.example.edu:8443/SSO", "sign_on_first", "https://idp.example.edu"),
        ("/Shibboleth.sso/Login", "sign_on_first", "http://127.0.0.1"),
        ("https://autolab.cs.example.edu/api/v1/user", "redirect_refused", None),
        ("/api/v1/user/", "redirect_refused", None),
        ("x:y", "redirect_refused", None),
        ("https://[", "redirect_refused", None),
    ],
)
def test_no_redirect_is_followed(status: int, location: str, name: str, gate: str | None) -> None:
    answer = f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    error = failing(answering(answer))
    assert (error.name, error.data.get("gate")) == (name, gate)
    assert "s3cret" not in json.dumps(error.as_json())


def test_a_redirect_to_the_same_origin_is_not_followed_either() -> None:
    async def main() -> Heard:
        answer = b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
        async with raw_server(answering(answer, json_answer(b"{}"))) as heard:
            async with Transport(heard.origin) as transport:
                with pytest.raises(ExchangeError):
                    await transport.send(GET, token=TOKEN)
            return heard

    assert len(asyncio.run(main()).heads) == 1


def test_cookies_are_not_kept_and_the_token_travels_in_its_header_alone() -> None:
    async def main() -> Heard:
        answer = json_answer(b"{}", b"Set-Cookie: session=abc; Path=/")
        async with raw_server(answering(answer, answer)) as heard:
            async with Transport(heard.origin) as transport:
                await transport.send(GET, token=TOKEN)
                await transport.send(GET)
            return heard

    first, second = asyncio.run(main()).heads
    assert "cookie" not in second.lower()
    assert first.count("the-token") == 1
    assert "\r\nAuthorization: Bearer the-token\r\n" in first
    assert "the-token" not in second


def test_the_environments_proxies_and_netrc_are_not_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w") as file:  # noqa: PTH123 - one line
        file.write("machine 127.0.0.1 login stu password hunter2\n")
    monkeypatch.setenv("NETRC", netrc)

    async def main() -> Heard:
        async with raw_server(answering(json_answer(b"{}"))) as heard, Transport(heard.origin) as transport:
            await transport.send(GET)
            return heard

    assert "authorization" not in asyncio.run(main()).heads[0].lower()


def test_a_proxy_the_user_configured_is_used() -> None:
    async def main() -> Heard:
        async with raw_server(answering(json_answer(b"{}"))) as heard:
            async with Transport("http://127.0.0.1:1", proxy=parse_proxy(heard.origin)) as transport:
                await transport.send(GET, token=TOKEN)
            return heard

    assert asyncio.run(main()).heads[0].startswith("GET http://127.0.0.1:1/api/v1/user HTTP/1.1\r\n")


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8), max_size=3))
@settings(max_examples=20)
def test_no_query_can_break_out_of_its_line(query: dict[str, str]) -> None:
    query = {
        k.encode("utf-8", "replace").decode(): v.encode("utf-8", "replace").decode() for k, v in query.items()
    }
    _, heard = exchange(answering(json_answer(b"{}")), HttpRequest("GET", "/x", query=query))
    lines = heard.heads[0].split("\r\n")
    assert lines[0].startswith("GET /x")
    assert lines[0].endswith(" HTTP/1.1")
    assert lines[0].count(" ") == 2


def test_nothing_secret_shows_in_a_request() -> None:
    request = HttpRequest(
        "POST", "/oauth/token", headers={"X": "s3cret"}, body=FormBody({"client_secret": "s3cret"})
    )
    assert "s3cret" not in repr(request)
    assert "s3cret" not in repr(JsonBody({"a": "s3cret"}))


# How much is read


@pytest.mark.parametrize(
    "answer",
    [
        lambda: json_answer(b"x" * (MIB + 1)),
        lambda: (
            OK
            + b"Transfer-Encoding: chunked\r\n\r\n"
            + b"80000\r\n"
            + b"x" * 0x80000
            + b"\r\n" * 1
            + b"80001\r\n"
            + b"x" * 0x80001
        ),
        lambda: OK + b"Connection: close\r\n\r\n" + b"x" * (2 * MIB),
        lambda: json_answer(gzip.compress(b"\0" * 200 * MIB), b"Content-Encoding: gzip"),
    ],
    ids=["announced", "chunked", "endless", "bomb"],
)
def test_no_answer_exceeds_its_limit(answer: Callable[[], bytes]) -> None:
    error = failing(answering(answer()))
    assert error.name == "answer_too_large"
    assert error.data["limit"] == MIB


def test_an_endless_head_is_cut() -> None:
    assert failing(answering(OK + b"X-Long: " + b"x" * MIB)).name in {
        "answer_unexpected",
        "server_unreachable",
    }


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 mail.example.edu ESMTP\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\x16\x03\x01\x02\x00",
        b"",
        json_answer(b"not gzip", b"Content-Encoding: gzip"),
        json_answer(gzip.compress(b"{}", mtime=0)[:-5], b"Content-Encoding: gzip"),
        json_answer(b"{}", b"Content-Encoding: br"),
    ],
)
def test_what_is_not_http_is_one_catalogued_error(answer: bytes) -> None:
    assert failing(answering(answer)).name in {"answer_unexpected", "server_unreachable"}


@given(st.binary(max_size=120))
@settings(max_examples=40)
def test_any_bytes_are_an_answer_or_a_catalogued_error(answer: bytes) -> None:
    for script in (answering(answer), answering(b"HTTP/1.1 200 OK\r\n" + answer + b"\r\n\r\n")):
        try:
            exchange(script, timeouts=QUICK)
        except CompanionError as error:
            json.dumps(error.as_json())


# How long is waited, and what is certain then


def silent(_heard: Heard) -> Talk:
    async def talk(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    return talk


def dripping(_heard: Heard) -> Talk:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)  # the attack itself: always something, never enough

    return talk


def deaf(_heard: Heard) -> Talk:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]  # a read transport it is
        await asyncio.Event().wait()

    return talk


def upload_of(size: int) -> HttpRequest:
    async def opened() -> AsyncIterator[bytes]:
        for _ in range(size // MIB):
            yield b"x" * MIB

    return HttpRequest("POST", "/submit", body=UploadBody("a.c", size, opened))


@pytest.mark.parametrize("script", [silent, dripping], ids=["silent", "dripping"])
def test_no_server_can_hold_us(script: Callable[[Heard], Talk]) -> None:
    error = failing(script, timeouts=QUICK)
    assert error.name == "server_unreachable"
    assert "in time" in error.message
    assert error.sent == "maybe"


@pytest.mark.parametrize("script", [silent, dripping], ids=["silent", "dripping"])
def test_the_answer_to_a_whole_upload_is_not_waited_for_without_end(script: Callable[[Heard], Talk]) -> None:
    error = failing(script, upload_of(0), timeouts=Timeouts(connect=5, total=0.2, stall=60, answer=0.2))
    assert (error.name, error.sent) == ("server_unreachable", "maybe")


@pytest.mark.parametrize("script", [silent, dripping], ids=["silent", "dripping"])
@pytest.mark.parametrize("within", [None, 0.2])
def test_a_download_that_never_begins_is_given_up(
    script: Callable[[Heard], Talk], within: float | None
) -> None:
    async def main() -> None:
        timeouts = Timeouts(connect=5, total=0.2 if within is None or script is dripping else 60, stall=60)
        async with raw_server(script) as heard, Transport(heard.origin, timeouts=timeouts) as transport:
            await transport.stream(GET, lambda _: None, max_bytes=MIB, within=within)

    with pytest.raises(ExchangeError) as caught:
        asyncio.run(main())
    assert caught.value.name == "server_unreachable"


def test_an_upload_that_does_not_move_is_given_up_and_did_not_arrive() -> None:
    error = failing(deaf, upload_of(64 * MIB), timeouts=QUICK)
    assert (error.name, error.sent) == ("server_unreachable", "partly")


def test_an_upload_that_moves_may_take_longer_than_a_request() -> None:
    def slow(_heard: Heard) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            while length:
                length -= len(await reader.read(256 * 1024))
                await asyncio.sleep(0.004)
            writer.write(json_answer(b'{"version": 1}'))
            await writer.drain()

        return talk

    response, _ = exchange(
        slow, upload_of(48 * MIB), timeouts=Timeouts(total=0.2, stall=30, answer=30, upload=60)
    )
    assert response.status == 200


def test_an_answer_that_comes_before_the_upload_has_ended_is_no_certainty_of_failure() -> None:
    def early(_heard: Heard) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            while await reader.read(MIB):
                pass

        return talk

    response, _ = exchange(early, upload_of(8 * MIB))
    assert response.status == 413


def test_nobody_there() -> None:
    async def main() -> None:
        async with Transport("http://127.0.0.1:1") as transport:
            await transport.send(GET, token=TOKEN)

    with pytest.raises(ExchangeError) as caught:
        asyncio.run(main())
    assert (caught.value.name, caught.value.sent) == ("server_unreachable", "no")
    assert "refused" in caught.value.message


def test_no_such_name() -> None:
    async def main() -> None:
        async with Transport("https://autolab.invalid") as transport:
            await transport.send(GET)

    with pytest.raises(ExchangeError) as caught:
        asyncio.run(main())
    assert (caught.value.name, caught.value.sent) == ("server_unreachable", "no")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_transport_that_does_not_last_sends_once_and_on_new_connections(method: str) -> None:
    async def main() -> Heard:
        async with (
            raw_server(answering(json_answer(b"{}"), json_answer(b"{}"))) as heard,
            Transport(heard.origin, lasting=False) as transport,
        ):
            for _ in range(2):
                await transport.send(HttpRequest(method, "/poll"))
            with pytest.raises(ExchangeError):  # the third connection is closed without an answer
                await transport.send(HttpRequest(method, "/poll"))
            return heard

    assert asyncio.run(main()).connections == 3


def test_connections_are_reused_and_an_upload_gets_its_own() -> None:
    async def main() -> Heard:
        def script(heard: Heard) -> Talk:
            async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                while True:
                    head = (await reader.readuntil(b"\r\n\r\n")).decode()
                    heard.heads.append(head)
                    if "Content-Length: " in head:
                        await reader.readexactly(int(head.split("Content-Length: ")[1].split("\r\n")[0]))
                    writer.write(json_answer(b"{}"))

            return talk

        async with raw_server(script) as heard, Transport(heard.origin) as transport:
            for _ in range(5):
                await transport.send(GET, token=TOKEN)
            assert heard.connections == 1
            await transport.send(upload_of(MIB), token=TOKEN)
            return heard

    assert asyncio.run(main()).connections == 2
