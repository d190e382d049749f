"""The client when tokens end, servers fail and networks break."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from native_host.autolab import endpoints
from native_host.autolab.client import Client
from native_host.autolab.pacing import Pacer
from native_host.autolab.rate_limiter import RateLimiter
from native_host.autolab.transport import Transport
from native_host.oauth.secret import Secret
from native_host.wire.errors import CompanionError
from tests.contract.asking import COURSE, ask, connected, refused
from tests.contract.tokens import SignedIn
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.autolab.http_messages import Token
    from tests.sandbox import Sandbox

STUDENT = "student1@foo.bar"
USER = "/api/v1/user"
TOO_MANY = '{"error": "Too Many Requests. Retry Later."}'


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(seed="reference") as running:
        yield running


def asked(box: Sandbox, path: str = USER) -> int:
    return sum(record.path == path for record in box.requests)


# Tokens


def test_an_expired_token_is_renewed_once_and_the_request_repeated(box: Sandbox) -> None:
    async def main() -> None:
        async with connected(box, STUDENT) as (client, tokens):
            await client.call(endpoints.user())
            box.clock.advance(7201)
            assert (await client.call(endpoints.user())).email == STUDENT
            assert tokens.refreshes == 1

    asyncio.run(main())


def test_a_whole_page_with_an_expired_token_renews_once(box: Sandbox) -> None:
    async def main() -> None:
        async with connected(box, STUDENT) as (client, tokens):
            box.clock.advance(7201)
            names = [row.name for row in await client.call(endpoints.assessments(COURSE))]
            box.clock.advance(7201)
            await asyncio.gather(*(client.call(endpoints.submissions(COURSE, name)) for name in names))
            assert tokens.refreshes == 2

    asyncio.run(main())


@pytest.mark.parametrize(
    ("state", "words"), [("revoked", "revoked"), ("expired", "expired"), ("invalid", "not know")]
)
def test_a_token_that_stays_refused_says_why(box: Sandbox, state: str, words: str) -> None:
    class Ended:
        async def access_token(self, server: str) -> Token:
            return token

        async def refresh_after(self, server: str, rejected: Token) -> Token:
            return token

    issued = box.issue(STUDENT, expires_in=1 if state == "expired" else 7200)
    token = Secret("nonsense" if state == "invalid" else issued.token)
    issued.revoked = state == "revoked"
    box.clock.advance(2)

    async def main() -> None:
        async with Transport(box.base) as transport:
            await Client(transport, Ended()).call(endpoints.user())

    with pytest.raises(CompanionError) as caught:
        asyncio.run(main())
    assert caught.value.name == "sign_in_again"
    assert words in caught.value.message
    assert asked(box) == 2


def test_a_session_that_ended_is_told_as_the_token_source_tells_it(box: Sandbox) -> None:
    class Nobody:
        async def access_token(self, server: str) -> Token:
            raise CompanionError("not_signed_in", server=server)

        async def refresh_after(self, server: str, rejected: Token) -> Token:
            raise AssertionError

    async def main() -> None:
        async with Transport(box.base) as transport:
            await Client(transport, Nobody()).call(endpoints.user())

    with pytest.raises(CompanionError) as caught:
        asyncio.run(main())
    assert caught.value.name == "not_signed_in"
    assert box.requests == []


# Passing trouble


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 502, "body": "<html>Bad Gateway</html>"},
        {"lose_answer": True},
        {"cut_answer_after": 0},
        {"cut_answer_after": 25},
        {"cut_answer_after": 300},
    ],
    ids=str,
)
def test_a_read_outlives_two_failures(box: Sandbox, fault: dict[str, Any]) -> None:
    box.faults.add(path=f"^{USER}$", times=2, **fault)
    assert ask(box, STUDENT, endpoints.user())["email"] == STUDENT


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ({"status": 503}, "server_failed"),
        ({"lose_answer": True}, "server_unreachable"),
        ({"html": True}, "not_autolab"),
        ({"status": 200, "body": '{"email": 5}'}, "answer_unexpected"),
        ({"status": 200, "body": ""}, "answer_unexpected"),
        ({"status": 204, "body": ""}, "answer_unexpected"),
        ({"redirect": "https://elsewhere.example/"}, "sign_on_first"),
        ({"redirect": "/login"}, "sign_on_first"),
        ({"status": 404, "body": "<html>"}, "path_unknown"),
        ({"status": 401, "body": "<html>"}, "not_autolab"),
        ({"status": 418, "body": "{}"}, "request_refused"),
        ({"gzip_bomb_mib": 32}, "answer_too_large"),
    ],
    ids=str,
)
def test_lasting_trouble_has_a_name(box: Sandbox, fault: dict[str, Any], name: str) -> None:
    box.faults.add(path=f"^{USER}$", times=9, **fault)
    error = refused(box, STUDENT, endpoints.user())
    assert error.name == name
    json.dumps(error.as_json())
    assert asked(box) <= 6


def test_the_next_request_after_any_trouble_is_fine(box: Sandbox) -> None:
    async def main() -> None:
        async with connected(box, STUDENT) as (client, _):
            for fault in ({"html": True}, {"gzip_bomb_mib": 20}, {"status": 404}, {"redirect": "/x"}):
                box.faults.add(path=f"^{USER}$", **fault)
                with pytest.raises(CompanionError):
                    await client.call(endpoints.user())
                assert (await client.call(endpoints.user())).email == STUDENT

    asyncio.run(main())


# 429


def test_a_429_with_a_time_is_waited_out_and_remembered(box: Sandbox) -> None:
    kept: list[Any] = []

    async def main() -> None:
        tokens = SignedIn(box, STUDENT)
        box.faults.add(path="^/api/", status=429, body=TOO_MANY, headers={"Retry-After": "1"})
        async with Transport(box.base) as transport:
            client = Client(transport, tokens, RateLimiter(box.base, Pacer(), keep=kept.append))
            rows = await client.call(endpoints.assessments(COURSE))
            assert len(rows) == 15

    asyncio.run(main())
    refusal, answer = [record.time for record in box.requests if record.path.endswith("/assessments")]
    assert answer - refusal >= 1
    assert Pacer(kept[-1]).limited


# One request for all who ask


def test_equal_reads_in_flight_are_one_request(box: Sandbox) -> None:
    async def main() -> None:
        async with connected(box, STUDENT) as (client, _):
            box.latency = 0.05
            answers = await asyncio.gather(*(client.call(endpoints.user()) for _ in range(20)))
            assert {answer.email for answer in answers} == {STUDENT}
            assert asked(box) == 1
            await client.call(endpoints.user())
            assert asked(box) == 2, "a later question is asked anew"

    asyncio.run(main())


def test_one_asker_who_leaves_breaks_nothing(box: Sandbox) -> None:
    async def main() -> None:
        async with connected(box, STUDENT) as (client, _):
            box.latency = 0.1
            first = asyncio.ensure_future(client.call(endpoints.user()))
            second = asyncio.ensure_future(client.call(endpoints.user()))
            await asyncio.sleep(0)
            first.cancel()
            assert (await second).email == STUDENT
            assert asked(box) == 1

    asyncio.run(main())


def test_two_accounts_never_share_an_answer(box: Sandbox) -> None:
    async def main() -> None:
        one, two = SignedIn(box, STUDENT), SignedIn(box, "student2@foo.bar")
        current = [one]

        class Source:
            async def access_token(self, server: str) -> Token:
                return await current[0].access_token(server)

            async def refresh_after(self, server: str, rejected: Token) -> Token:
                raise AssertionError

        box.latency = 0.1
        async with Transport(box.base) as transport:
            client = Client(transport, Source())
            first = asyncio.ensure_future(client.call(endpoints.user()))
            await asyncio.sleep(0)
            current[0] = two
            second = asyncio.ensure_future(client.call(endpoints.user()))
            assert [(await first).email, (await second).email] == [STUDENT, "student2@foo.bar"]

    asyncio.run(main())
