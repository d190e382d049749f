"""Codes and tokens belong to one server; nothing secret is told, logged or left in clear."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from native_host.oauth.sign_out import sign_out
from native_host.wire.errors import CompanionError
from tests.sandbox import start_sandbox
from tests.student import EMAIL, REDIRECT, Student

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def other() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


async def refused(work: Any) -> str:
    with pytest.raises(CompanionError) as caught:
        await work
    return caught.value.name


def left_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_code_of_one_server_is_never_offered_to_another(
    box: Sandbox, other: Sandbox, companion_home: Path
) -> None:
    async def scenario() -> None:
        mine, theirs = Student(box, companion_home), Student(other, companion_home)
        for way in ("identity", "oob"):
            at_mine, at_theirs = await mine.start(way), await theirs.start(way)
            url = await theirs.consent(at_theirs["authorization_url"])
            assert await refused(mine.sign_in.finish(at_mine["attempt"], url)) == "state_mismatch"
        codes = other.secrets("code")
        assert len(codes) == 2
        assert mine.count("/oauth/token") == 2  # the two checks of the client, no exchange
        assert mine.services.sessions.email(box.base) is None

    asyncio.run(scenario())


def test_a_server_with_a_redirect_of_its_own_cannot_be_mixed_up(
    box: Sandbox, other: Sandbox, companion_home: Path
) -> None:
    """The user signs in to the hostile `other`, which sends their browser on to `box` with its own state."""

    async def scenario() -> None:
        apart = {each.base: f"{REDIRECT}/{urlsplit(each.base).netloc}" for each in (box, other)}
        for each in (box, other):
            registered = each.application().redirect_uris
            registered[:] = [uri for uri in registered if uri != REDIRECT] + [apart[each.base]]
        student = Student(other, companion_home, redirects={"identity": [apart[other.base]]})
        begun = await student.sign_in.start(other.base, "identity", apart[other.base])
        victim = Student(box, companion_home, redirects={"identity": [apart[box.base]]})
        asked = dict(parse_qsl(urlsplit(begun["authorization_url"]).query))
        del asked["response_type"]
        for redirect in (REDIRECT, apart[other.base]):  # neither is registered at `box`: it gives no code
            query = asked | {"redirect_uri": redirect}
            answer = await asyncio.to_thread(victim.browser.authorize, deny=False, **query)
            assert answer.status == 400
        relayed = asked | {"redirect_uri": apart[box.base]}
        answer = await asyncio.to_thread(victim.browser.authorize, deny=False, **relayed)
        assert "code=" in answer.location
        assert await refused(student.sign_in.finish(begun["attempt"], answer.location)) == "state_mismatch"
        assert len([each for each in other.requests if each.path == "/oauth/token"]) == 1
        own = await victim.sign_in.start(box.base, "identity", apart[box.base])
        done = await victim.sign_in.finish(own["attempt"], await victim.consent(own["authorization_url"]))
        assert done["account"]["email"] == EMAIL

    asyncio.run(scenario())


def test_no_server_can_claim_the_redirect_of_another(
    box: Sandbox, other: Sandbox, companion_home: Path
) -> None:
    async def scenario() -> None:
        stolen = f"{REDIRECT}/{urlsplit(box.base).netloc}"
        hostile = Student(
            other, companion_home, redirects={"identity": [stolen, stolen + "/", REDIRECT + "/"]}
        )
        for redirect in (stolen, stolen + "/", REDIRECT + "/"):
            starting = hostile.sign_in.start(other.base, "identity", redirect)
            assert await refused(starting) == "redirect_not_registered"

    asyncio.run(scenario())


def test_tokens_travel_only_in_the_authorization_header(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        await student.sign_in_now()
        begun = await student.start("device")
        await student.activate(begun["deep_link"])
        await student.outcome(begun)
        box.clock.advance(7190)
        await student.services.sessions.access_token(box.base)
        await sign_out(student.services, box.base)
        secret = box.secrets("access_token", "refresh_token", "client_secret")
        for each in box.requests:
            assert not any(value in f"{each.path}?{each.query}" for value in secret)

    asyncio.run(scenario())


def test_redirects_are_not_followed_with_a_token(box: Sandbox, other: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        await student.sign_in_now()
        box.clock.advance(8000)
        other.requests.clear()
        for path in ("/oauth/token", "/oauth/revoke", "/api/v1/user"):
            box.faults.add(path=path + "$", redirect=other.base + path)
        assert await refused(student.services.sessions.access_token(box.base)) == "redirect_refused"
        await sign_out(student.services, box.base)
        assert other.requests == []

    asyncio.run(scenario())


def test_nothing_secret_is_told_logged_or_left_in_clear(
    box: Sandbox, companion_home: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    async def scenario() -> None:
        student = Student(box, companion_home)
        told: list[Any] = [await student.sign_in_now()]
        device = await student.start("device")
        await student.activate(device["deep_link"])
        told += [device, (await student.outcome(device)).public(), repr(await student.outcome(device))]
        for way in ("identity", "oob"):
            waiting = await student.start(way)
            told.append({name: value for name, value in waiting.items() if name != "authorization_url"})
            told.append(repr(student.sign_in._attempts.get(waiting["attempt"])))
        denied = await student.start()
        url = await student.consent(denied["authorization_url"].replace("user_submit", "user_info"))
        box.faults.add(path="/oauth/token$", status=400, body='{"error":"invalid_grant"}')
        with pytest.raises(CompanionError) as caught:
            await student.sign_in.finish(denied["attempt"], url)
        told += [caught.value.as_json(), repr(caught.value)]
        box.clock.advance(7190)
        told.append(repr(await student.services.sessions.access_token(box.base)))
        session = student.services.sessions.get(box.base)
        told += [repr(session), repr(vars(student.services)), student.sign_in.status(), student.notes]
        told += [server.public() for server in student.services.servers.list()]
        verifiers = [
            record[name]
            for record in map(student.services.vault.read, student.services.vault.records("attempt:"))
            if record
            for name in ("verifier", "oauth_state")
            if record[name]
        ]
        assert verifiers
        captured = capfd.readouterr()
        spoken = json.dumps(told, default=str) + caplog.text + captured.out + captured.err
        left = left_in(companion_home)
        for value in {*box.secrets(), *verifiers}:
            assert value not in spoken
            assert value.encode() not in left

    asyncio.run(scenario())
