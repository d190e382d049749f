"""Staying signed in."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from native_host.oauth.deployment import default_redirects
from native_host.oauth.secret import Secret
from native_host.oauth.server_store import Server
from native_host.oauth.sign_out import sign_out
from native_host.wire.errors import CompanionError
from tests.sandbox import start_sandbox
from tests.sandbox.visitor import Visitor
from tests.student import EMAIL, Student, error_of, known_server, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox
    from tests.sandbox.oauth.records import AccessToken

TOKEN = "/oauth/token"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


def token_answer(row: AccessToken, seconds: int) -> str:
    """As the server words it, with an `expires_in` of our choice."""
    answer = {"access_token": row.token, "refresh_token": row.refresh_token, "token_type": "Bearer"}
    return json.dumps({**answer, "expires_in": seconds, "scope": " ".join(row.scopes)})


def test_a_semester_passes(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        for refreshed in range(1, 30):
            box.clock.advance(7150)
            assert await student.whoami() == 200
            assert await student.whoami() == 200
            assert student.count(TOKEN) == refreshed
        assert sum(not token.revoked for token in box.state.tokens) == 1
        box.clock.advance(120 * 86_400)
        assert await student.whoami() == 200

    asyncio.run(scenario())


def test_what_another_host_stored_long_ago_is_renewed_before_it_is_used(
    box: Sandbox, companion_home: Path
) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        sessions = student.services.sessions
        first = await sessions.access_token(box.base)
        second = await sessions.refresh_after(box.base, first)
        box.clock.advance(7300)
        third = await sessions.refresh_after(box.base, first)  # asked by whoever still holds the first
        assert len({first, second, third}) == 3
        assert student.count(TOKEN) == 2
        visitor = Visitor(box.base, third.reveal())
        assert (await asyncio.to_thread(visitor.get, "/api/v1/user")).status == 200

    asyncio.run(scenario())


def test_many_askers_share_one_refresh(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.clock.advance(7190)
        tokens = await asyncio.gather(*(student.services.sessions.access_token(box.base) for _ in range(20)))
        assert len(set(tokens)) == 1
        assert student.count(TOKEN) == 1

    asyncio.run(scenario())


def test_an_asker_who_goes_away_does_not_tear_the_refresh(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.clock.advance(7190)
        box.latency = 0.05
        asker = asyncio.ensure_future(student.services.sessions.access_token(box.base))
        await student.asked(TOKEN)
        asker.cancel()
        token = await student.services.sessions.access_token(box.base)
        assert student.count(TOKEN) == 1
        assert token == student.services.sessions.get(box.base).access
        assert await student.whoami() == 200

    asyncio.run(scenario())


def test_the_new_token_is_on_disk_before_it_is_used(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        old = student.services.sessions.get(box.base).access
        token = await student.services.sessions.refresh_after(box.base, old)
        other = Student(box, companion_home)
        assert other.services.sessions.get(box.base).access == token != old
        assert other.services.sessions.get(box.base).generation == 2

    asyncio.run(scenario())


def test_a_rejected_token_is_renewed_once_for_all(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        sessions = student.services.sessions
        old = sessions.get(box.base).access
        new = await sessions.refresh_after(box.base, old)
        assert await sessions.refresh_after(box.base, old) == new
        assert await Student(box, companion_home).services.sessions.refresh_after(box.base, old) == new
        assert student.count(TOKEN) == 1

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "fault",
    [{"status": 503}, {"html": True}, {"cut_request_after": 0}, {"lose_answer": True}, {"status": 429}],
)
def test_while_the_old_token_lives_a_failing_server_is_no_trouble(
    box: Sandbox, companion_home: Path, fault: dict[str, Any]
) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.clock.advance(7180)
        box.faults.add(path=TOKEN + "$", **fault)
        assert await student.whoami() == 200
        assert await student.whoami() == 200
        assert student.count(TOKEN) == 1  # not at every request
        box.clock.advance(31)
        assert await student.whoami() == 200
        assert student.count(TOKEN) == 2

    asyncio.run(scenario())


def test_a_lost_answer_costs_nothing(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.clock.advance(8000)
        box.faults.add(path=TOKEN + "$", process=True, lose_answer=True)
        with pytest.raises(CompanionError) as caught:
            await student.services.sessions.access_token(box.base)
        assert caught.value.name == "server_unreachable"
        assert await student.whoami() == 200

    asyncio.run(scenario())


def full(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_at_the_wrong_moment_costs_nothing(
    box: Sandbox, companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        box.clock.advance(8000)
        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", full)
            for _ in range(2):
                with pytest.raises(CompanionError, match="storage_failed"):
                    await student.services.sessions.access_token(box.base)
        box.state.tokens[0].revoked = True  # a server that ends the old pair with its answer
        assert await student.whoami() == 200
        assert student.count(TOKEN) == 1
        assert len(box.state.tokens) == 2

    asyncio.run(scenario())


def test_while_the_old_token_lives_a_full_disk_is_no_trouble(
    box: Sandbox, companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        old = student.services.sessions.get(box.base).access
        box.clock.advance(7100)
        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", full)
            assert await student.whoami() == 200
            assert student.services.sessions.get(box.base).access == old
        box.clock.advance(31)
        assert await student.whoami() == 200
        assert student.services.sessions.get(box.base).access != old
        assert student.count(TOKEN) == 1

    asyncio.run(scenario())


def test_the_user_revoked_us_on_the_server(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        for token in box.state.tokens:
            token.revoked = True
        stored = student.services.sessions.get(box.base).access
        with pytest.raises(CompanionError) as caught:
            await student.services.sessions.refresh_after(box.base, stored)
        assert caught.value.name == "sign_in_again"
        assert student.notes == [
            ("session.changed", {"server": box.base, "signed_in": False, "reason": "ended"})
        ]
        assert error_of(student).name == "sign_in_again"
        assert error_of(Student(box, companion_home)).name == "sign_in_again"
        assert student.services.sessions.email(box.base) is None
        assert stored.reveal() not in str(student.services.vault.read("session:" + box.base))
        await student.sign_in_now()
        assert await student.whoami() == 200

    asyncio.run(scenario())


def test_a_refusal_clears_only_the_token_that_was_sent(
    box: Sandbox, companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should a lock ever fail (some network file systems), the loser must not throw the winner's session away."""

    async def scenario() -> None:
        student, other = await signed_in(box, companion_home), Student(box, companion_home)
        stored = student.services.sessions.get(box.base)
        box.faults.add(path=TOKEN + "$", status=400, body='{"error":"invalid_grant"}')
        from native_host.oauth import refresh

        real = refresh._ask

        async def ask(*args: Any) -> Any:
            monkeypatch.setattr(refresh, "_ask", real)
            try:
                return await real(*args)
            finally:  # meanwhile another process has stored a new pair
                fresh = box.issue(EMAIL)
                record = other.services.vault.read("session:" + box.base)
                assert record is not None
                changed = {"access": fresh.token, "refresh": fresh.refresh_token, "generation": 9}
                other.services.vault.write("session:" + box.base, record | changed)

        monkeypatch.setattr(refresh, "_ask", ask)
        token = await student.services.sessions.refresh_after(box.base, stored.access)
        assert token == student.services.sessions.get(box.base).access != stored.access
        assert await student.whoami() == 200

    asyncio.run(scenario())


def test_a_wrong_client_secret_does_not_cost_the_session(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        student.services.servers.add(known_server(box, secret="wrong"))
        box.clock.advance(8000)
        with pytest.raises(CompanionError) as caught:
            await student.services.sessions.access_token(box.base)
        assert caught.value.name == "client_rejected"
        student.services.servers.add(known_server(box))
        assert await student.whoami() == 200

    asyncio.run(scenario())


@pytest.mark.parametrize("skew", [-86_400, -300, 300, 86_400])
def test_a_wrong_clock_of_ours_costs_requests_not_sessions(
    box: Sandbox, companion_home: Path, skew: float
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        offset = [0.0]
        student.services = type(student.services)(
            str(companion_home), clock=lambda: box.clock.time() + offset[0]
        )
        await student.sign_in_now()
        offset[0] = skew
        for _ in range(6):
            box.clock.advance(3600)
            if await student.whoami() == 401:  # what the client then does
                rejected = student.services.sessions.get(box.base).access
                await student.services.sessions.refresh_after(box.base, rejected)
            assert await student.whoami() == 200

    asyncio.run(scenario())


@pytest.mark.parametrize("seconds", [0, -1, 10**12, 1, 30])
def test_absurd_lifetimes_cause_no_storm(box: Sandbox, companion_home: Path, seconds: int) -> None:
    async def scenario() -> None:
        box.token_seconds = 7200
        student = Student(box, companion_home)
        begun = await student.start()
        url = await student.consent(begun["authorization_url"])
        row = box.issue(EMAIL, "user_info")
        box.faults.add(path=TOKEN + "$", status=200, body=token_answer(row, seconds))
        await student.sign_in.finish(begun["attempt"], url)
        box.requests.clear()
        for _ in range(5):
            assert await student.whoami() == 200
        assert student.count(TOKEN) == 0

    asyncio.run(scenario())


def test_without_a_lifetime_a_401_renews(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        record = student.services.vault.read("session:" + box.base)
        assert record is not None
        student.services.vault.write("session:" + box.base, record | {"expires_at": None, "refresh_at": None})
        box.clock.advance(100_000)
        assert await student.whoami() == 401
        rejected = student.services.sessions.get(box.base).access
        await student.services.sessions.refresh_after(box.base, rejected)
        assert await student.whoami() == 200

    asyncio.run(scenario())


def test_scopes_that_shrank_or_grew_are_read_back(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        for scopes in (
            ("user_info", "user_courses"),
            ("user_info", "user_courses", "user_scores", "admin_all"),
        ):
            row = box.issue(EMAIL, *scopes)
            box.faults.add(path=TOKEN + "$", status=200, body=token_answer(row, 7200))
            stored = student.services.sessions.get(box.base)
            await student.services.sessions.refresh_after(box.base, stored.access)
            assert student.services.sessions.get(box.base).scope == scopes
        with pytest.raises(CompanionError) as caught:
            student.services.sessions.require(box.base, "user_submit")
        assert caught.value.name == "scope_withdrawn"

    asyncio.run(scenario())


def test_why_a_scope_is_lacking(box: Sandbox, companion_home: Path) -> None:
    """Not granted, taken from the application, or staff tools that are off: each has words of its own."""

    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        assert error_of(student, "instructor_all").name == "staff_tools_off"
        student.services.servers.set_staff_tools(box.base, on=True)
        assert error_of(student, "instructor_all").name == "scope_missing"
        box.application().scopes = ("user_info", "user_courses", "user_scores")
        student.services.sessions.require(
            box.base, "user_submit"
        )  # what was granted lives until it is renewed
        box.clock.advance(7190)
        assert await student.whoami() == 200
        assert error_of(student, "user_submit").name == "scope_withdrawn"
        assert error_of(student, "instructor_all").name == "scope_missing"
        box.clock.advance(7190)
        assert await student.whoami() == 200
        assert error_of(student, "user_submit").name == "scope_withdrawn"
        box.application().scopes = (*box.application().scopes, "user_submit", "instructor_all")
        await student.sign_in_now()
        student.services.sessions.require(box.base, "user_submit")
        student.services.sessions.require(box.base, "instructor_all")

    asyncio.run(scenario())


def test_a_scope_taken_away_before_tools_were_turned_off_was_not_withdrawn(
    box: Sandbox, companion_home: Path
) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home, staff_tools=True)
        student.services.servers.set_staff_tools(box.base, on=False)
        box.clock.advance(7190)
        assert await student.whoami() == 200
        assert error_of(student, "instructor_all").name == "staff_tools_off"
        student.services.servers.set_staff_tools(box.base, on=True)
        assert error_of(student, "instructor_all").name == "scope_missing"

    asyncio.run(scenario())


def test_turning_staff_tools_off_gives_the_scope_back(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home, staff_tools=True)
        assert "instructor_all" in student.services.sessions.get(box.base).scope
        student.services.servers.set_staff_tools(box.base, on=False)
        box.clock.advance(7190)
        assert await student.whoami() == 200
        assert "instructor_all" not in student.services.sessions.get(box.base).scope
        assert "instructor_all" not in box.state.tokens[-1].scopes

    asyncio.run(scenario())


def test_an_answer_without_refresh_token_or_scope_keeps_the_old(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        row = box.issue(EMAIL)
        body = json.dumps({"access_token": row.token, "token_type": "Bearer", "expires_in": 7200})
        box.faults.add(path=TOKEN + "$", status=200, body=body)
        before = student.services.sessions.get(box.base)
        await student.services.sessions.refresh_after(box.base, before.access)
        after = student.services.sessions.get(box.base)
        assert (after.refresh, after.scope) == (before.refresh, before.scope)
        assert after.access.reveal() == row.token

    asyncio.run(scenario())


def test_several_servers_each_with_its_own_account(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        with start_sandbox() as second:
            student = await signed_in(box, companion_home)
            other = Student(second, companion_home, email="student2@foo.bar", password="studentpw2")
            await other.sign_in_now()
            assert student.services.sessions.email(box.base) == EMAIL
            assert student.services.sessions.email(second.base) == "student2@foo.bar"
            assert [server.origin for server in student.services.servers.list()] == sorted(
                [box.base, second.base]
            )
            mine = {token.token for token in box.state.tokens} | {
                token.refresh_token for token in box.state.tokens
            }
            sent = {(each.authorization or "").removeprefix("Bearer ") for each in second.requests}
            assert not mine & sent
            await sign_out(other.services, second.base)
            assert await student.whoami() == 200

    asyncio.run(scenario())


def test_a_new_deployment_file_keeps_session_and_staff_tools(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home, staff_tools=True)
        replaced = Server(box.base, "new-id", Secret("new"), redirects=default_redirects(), label="New")
        student.services.servers.add(replaced)
        assert student.services.servers.get(box.base).staff_tools
        assert student.services.sessions.email(box.base) == EMAIL

    asyncio.run(scenario())
