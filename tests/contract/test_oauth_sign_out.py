"""Signing out, and removing a server: nothing lives on, here or there; what could not be ended is told."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from native_host.oauth.sign_out import forget_server, sign_out
from native_host.wire.errors import CompanionError
from tests.sandbox import start_sandbox
from tests.sandbox.oauth import store
from tests.student import EMAIL, Student, error_of, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

TOKEN = "/oauth/token"
DAY = 86_400


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


def test_signing_out_ends_the_tokens_everywhere(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        done = await sign_out(student.services, box.base)
        assert done == {"revoked": True, "account": EMAIL}
        assert all(token.revoked for token in box.state.tokens)
        assert student.services.vault.read("session:" + box.base) is None
        assert error_of(student).name == "not_signed_in"
        assert student.notes == [
            ("session.changed", {"server": box.base, "signed_in": False, "reason": "signed_out"})
        ]
        assert await sign_out(student.services, box.base) == {"revoked": False, "account": None}

    asyncio.run(scenario())


async def erased_though_not_ended(student: Student, box: Sandbox) -> None:
    """Sign out of a server that cannot be told: it is said, with the page that ends the access, and all is erased."""
    done = await sign_out(student.services, box.base)
    assert not done["revoked"]
    assert box.base + "/oauth/authorized_applications" in done["warning"]["data"]["remedy"]
    assert dict(done["cause"]["data"])["server"] == box.base
    assert student.services.vault.read("session:" + box.base) is None


@pytest.mark.parametrize(
    "fault",
    [
        {"cut_request_after": 0},
        {"status": 503},
        {
            "status": 403,
            "body": '{"error":"unauthorized_client","error_description":"You are not authorized"}',
        },
        {"redirect": "https://elsewhere.example/"},
    ],
)
def test_signing_out_erases_also_when_the_server_will_not_hear(
    box: Sandbox, companion_home: Path, fault: dict[str, Any]
) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.faults.add(path="/oauth/revoke$", **fault)
        await erased_though_not_ended(student, box)

    asyncio.run(scenario())


def test_signing_out_ends_an_expired_session_too(box: Sandbox, companion_home: Path) -> None:
    """The server leaves a pair alone whose access token has expired; its refresh token would live for ever."""

    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.clock.advance(DAY)
        assert await sign_out(student.services, box.base) == {"revoked": True, "account": EMAIL}
        assert all(token.revoked for token in box.state.tokens)

    asyncio.run(scenario())


def test_signing_out_of_a_session_that_the_server_has_ended(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.clock.advance(DAY)
        for token in box.state.tokens:
            token.revoked = True
        assert await sign_out(student.services, box.base) == {"revoked": True, "account": EMAIL}

    asyncio.run(scenario())


@pytest.mark.parametrize("path", ["/oauth/token$", "/api/v1/user$", "/oauth/revoke$"])
def test_an_expired_session_that_could_not_be_ended_is_told(
    box: Sandbox, companion_home: Path, path: str
) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.clock.advance(DAY)
        box.faults.add(path=path, status=503)
        await erased_though_not_ended(student, box)

    asyncio.run(scenario())


def test_a_sign_out_waits_for_a_refresh_and_ends_its_result(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student, other = await signed_in(box, companion_home), Student(box, companion_home)
        box.clock.advance(7190)
        box.latency = 0.05
        refreshing = asyncio.ensure_future(student.services.sessions.access_token(box.base))
        await student.asked(TOKEN)
        await sign_out(other.services, box.base)
        token = await refreshing
        row = next(each for each in box.state.tokens if each.token == token.reveal())
        assert row.revoked
        assert error_of(student).name == "not_signed_in"

    asyncio.run(scenario())


def test_removing_a_server_signs_out_and_forgets_everything(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        await student.start()
        assert (await forget_server(student.services, box.base))["revoked"]
        assert student.services.vault.records() == []
        assert error_of(student).name == "server_unknown"

    asyncio.run(scenario())


def test_a_sign_in_under_way_ends_with_its_server(box: Sandbox, companion_home: Path) -> None:
    """Its code is being redeemed when the server is removed: no session may come to life behind it."""

    async def scenario() -> None:
        student, other = Student(box, companion_home), Student(box, companion_home)
        begun = await student.start()
        url = await student.consent(begun["authorization_url"])
        box.latency = 0.05
        finishing = asyncio.ensure_future(student.sign_in.finish(begun["attempt"], url))
        while student.count(TOKEN) < 2:  # noqa: ASYNC110 - the server is in another thread
            await asyncio.sleep(0)
        await forget_server(other.services, box.base)
        with suppress(CompanionError):
            await finishing
        assert student.services.vault.records() == []
        assert all(token.revoked for token in box.state.tokens)

    asyncio.run(scenario())


@pytest.mark.parametrize("hours", [0, 3, 24 * 30])
def test_signing_out_of_a_deleted_application_sends_nobody_to_revoke_it(
    box: Sandbox, companion_home: Path, hours: int
) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.clock.advance(3600 * hours)
        store.delete_application(box.state, box.application())
        assert await sign_out(student.services, box.base) == {"revoked": True, "account": EMAIL}

    asyncio.run(scenario())


@pytest.mark.parametrize("hours", [0, 3])
def test_signing_out_with_a_secret_that_was_renewed_does(
    box: Sandbox, companion_home: Path, hours: int
) -> None:
    """The tokens live on: the user has to end them."""

    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.clock.advance(3600 * hours)
        box.application().secret = "another"
        done = await sign_out(student.services, box.base)
        assert not done["revoked"]
        assert "/oauth/authorized_applications" in done["warning"]["data"]["remedy"]
        assert any(not token.revoked for token in box.state.tokens)

    asyncio.run(scenario())
