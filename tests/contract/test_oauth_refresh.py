"""The finer points of staying signed in: who shares a renewal, what ends with it, and what it keeps."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from native_host.oauth import refresh
from native_host.oauth.refresh import RETRY_AFTER
from native_host.oauth.secret import Secret
from native_host.wire.catalogue import CATALOGUE
from native_host.wire.errors import CompanionError
from tests.sandbox import start_sandbox
from tests.student import EMAIL, Student

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

TOKEN = "/oauth/token"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


async def signed_in(box: Sandbox, home: Path, **more: Any) -> Student:
    student = Student(box, home, **more)
    await student.sign_in_now()
    box.requests.clear()
    student.notes.clear()
    return student


def mishaps() -> list[dict[str, Any]]:
    """What the running loop would only have written into a log."""
    seen: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: seen.append(context))
    return seen


def change(student: Student, **members: Any) -> None:
    """Of the session as it lies on the disk."""
    record = student.services.vault.read("session:" + student.box.base)
    assert record is not None
    student.services.vault.write("session:" + student.box.base, record | members)


def test_many_askers_share_one_failure(box: Sandbox, companion_home: Path) -> None:
    """Twenty requests of a page that opens are no twenty renewals for a server that is down."""

    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        sessions = student.services.sessions
        stale = sessions.get(box.base).access
        box.clock.advance(8000)
        box.faults.add(path=TOKEN + "$", status=503, times=100)
        asking = [sessions.access_token(box.base) for _ in range(10)]
        asking += [sessions.refresh_after(box.base, stale) for _ in range(10)]
        failures = await asyncio.gather(*asking, return_exceptions=True)
        told = {(each.name, each.data["server"]) for each in failures if isinstance(each, CompanionError)}
        assert told == {("server_failed", box.base)}
        assert student.count(TOKEN) == 1
        box.faults.clear()
        assert await sessions.access_token(box.base) != stale, "a failure is not remembered"

    asyncio.run(scenario())


def test_renewals_of_two_servers_do_not_meet(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        with start_sandbox() as second:
            mine = await signed_in(box, companion_home)
            other = await signed_in(second, companion_home, email="student2@foo.bar", password="studentpw2")
            sessions = mine.services.sessions
            first, theirs = sessions.get(box.base).access, sessions.get(second.base).access
            tokens = await asyncio.gather(
                sessions.refresh_after(box.base, first), sessions.refresh_after(second.base, theirs)
            )
            assert tuple(tokens) == (sessions.get(box.base).access, sessions.get(second.base).access)
            assert mine.count(TOKEN) == other.count(TOKEN) == 1

    asyncio.run(scenario())


def test_a_renewal_that_nobody_waits_for_any_more_leaves_no_complaint(
    box: Sandbox, companion_home: Path
) -> None:
    """Neither when it succeeds nor when it fails nor when the host ends meanwhile."""
    seen: list[dict[str, Any]] = []

    async def scenario() -> None:
        nonlocal seen
        seen = mishaps()
        student = await signed_in(box, companion_home)
        sessions = student.services.sessions
        box.latency = 0.02
        for failing in (False, True):
            stale = sessions.get(box.base).access
            box.requests.clear()
            if failing:
                box.faults.add(path=TOKEN + "$", status=503)
            asker = asyncio.ensure_future(sessions.refresh_after(box.base, stale))
            await student.asked(TOKEN)
            asker.cancel()
            await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})
            assert (sessions.get(box.base).access == stale) is failing
        box.requests.clear()
        asker = asyncio.ensure_future(sessions.refresh_after(box.base, stale))
        await student.asked(TOKEN)
        asker.cancel()

    asyncio.run(scenario())
    assert seen == []


def test_an_early_renewal_that_failed_is_left_alone_for_half_a_minute(
    box: Sandbox, companion_home: Path
) -> None:
    now = [0.0]

    async def scenario() -> None:
        now[0] = box.clock.time()
        student = await signed_in(box, companion_home, clock=lambda: now[0])
        session = student.services.sessions.get(box.base)
        assert session.refresh_at is not None
        now[0] = session.refresh_at
        box.faults.add(path=TOKEN + "$", status=503, times=100)
        for seconds, requests in ((0.0, 1), (0.0, 1), (RETRY_AFTER - 0.5, 1), (0.5, 2), (0.0, 2), (-60.0, 2)):
            now[0] += seconds
            assert await student.services.sessions.access_token(box.base) == session.access
            assert student.count(TOKEN) == requests
        now[0] = session.refresh_at  # set back by half a minute: a pause further away than it is long is none
        assert await student.services.sessions.access_token(box.base) == session.access
        assert student.count(TOKEN) == 3

    asyncio.run(scenario())


def test_a_session_that_cannot_be_renewed_ends_in_words(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        change(student, refresh=None)
        stale = student.services.sessions.get(box.base).access
        with pytest.raises(CompanionError, match="sign_in_again") as caught:
            await student.services.sessions.refresh_after(box.base, stale)
        assert caught.value.data["server"] == box.base
        assert "it has expired and cannot be renewed" in caught.value.message
        assert student.count(TOKEN) == 0
        assert student.notes == [
            ("session.changed", {"server": box.base, "signed_in": False, "reason": "ended"})
        ]

    asyncio.run(scenario())


def test_a_renewal_keeps_who_signed_in_when_and_how(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        before = student.services.sessions.get(box.base)
        await student.services.sessions.refresh_after(box.base, before.access)
        after = student.services.sessions.get(box.base)
        kept = ("user_info", "signed_in_at", "attempt", "scope", "withdrawn")
        assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
        assert (after.user_info["email"], after.generation) == (EMAIL, before.generation + 1)

    asyncio.run(scenario())


def test_an_answer_that_a_full_disk_did_not_take_is_of_no_use_to_a_new_session(
    box: Sandbox, companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        sessions = student.services.sessions
        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", full)
            with pytest.raises(CompanionError, match="storage_failed"):
                await sessions.refresh_after(box.base, sessions.get(box.base).access)
        unwritten = box.state.tokens[-1].token
        await student.sign_in_now()
        box.requests.clear()
        fresh = await sessions.refresh_after(box.base, sessions.get(box.base).access)
        assert student.count(TOKEN) == 1
        assert fresh.reveal() == box.state.tokens[-1].token != unwritten

    asyncio.run(scenario())


INVALID_SCOPE = '{"error":"invalid_scope"}'


@pytest.fixture
def tools_off(box: Sandbox, companion_home: Path) -> Student:
    """Signed in with more than is wanted by now: the next renewal asks for less."""

    async def prepared() -> Student:
        student = await signed_in(box, companion_home, staff_tools=True)
        student.services.servers.set_staff_tools(box.base, on=False)
        return student

    return asyncio.run(prepared())


def renewed(student: Student) -> tuple[str, ...]:
    """The scopes after a renewal."""
    sessions = student.services.sessions
    asyncio.run(sessions.refresh_after(student.box.base, sessions.get(student.box.base).access))
    return sessions.get(student.box.base).scope


def test_a_server_that_will_not_narrow_does_not_cost_the_session(tools_off: Student, box: Sandbox) -> None:
    box.faults.add(path=TOKEN + "$", status=400, body=INVALID_SCOPE)
    assert "instructor_all" in renewed(tools_off)
    assert tools_off.count(TOKEN) == 2
    assert tools_off.services.sessions.get(box.base).access.reveal() == box.state.tokens[-1].token


def test_who_was_refused_the_old_scopes_too_signs_in_again(tools_off: Student, box: Sandbox) -> None:
    box.faults.add(path=TOKEN + "$", status=400, body=INVALID_SCOPE, times=2)
    with pytest.raises(CompanionError, match="sign_in_again"):
        renewed(tools_off)
    assert tools_off.count(TOKEN) == 2


def test_without_anything_to_narrow_a_refused_scope_is_asked_for_once(
    box: Sandbox, companion_home: Path
) -> None:
    student = asyncio.run(signed_in(box, companion_home))
    box.faults.add(path=TOKEN + "$", status=400, body=INVALID_SCOPE)
    with pytest.raises(CompanionError, match="sign_in_again"):
        renewed(student)
    assert student.count(TOKEN) == 1


def test_a_narrowed_answer_that_names_no_scope_is_what_was_asked_for(
    tools_off: Student, box: Sandbox
) -> None:
    """RFC 6749 section 5.1: left out, if it is what was asked for."""
    row = box.issue(EMAIL)
    body = json.dumps({"access_token": row.token, "token_type": "Bearer", "expires_in": 7200})
    box.faults.add(path=TOKEN + "$", status=200, body=body)
    before = tools_off.services.sessions.get(box.base).scope
    assert renewed(tools_off) == tuple(scope for scope in before if scope != "instructor_all")


def test_a_renewal_answers_with_what_another_process_has_renewed_meanwhile(
    box: Sandbox, companion_home: Path
) -> None:
    """Not while that is due itself: its token would be refused at once."""

    async def scenario() -> None:
        student = await signed_in(box, companion_home)
        sessions = student.services.sessions
        stale = Secret("long gone")
        assert await sessions.refresh_after(box.base, stale) == sessions.get(box.base).access
        assert student.count(TOKEN) == 0
        box.clock.advance(8000)
        old = sessions.get(box.base).access
        assert await sessions.refresh_after(box.base, stale) != old
        assert student.count(TOKEN) == 1

    asyncio.run(scenario())


def test_the_old_token_is_kept_for_what_says_nothing_about_the_session() -> None:
    assert {row.name for row in CATALOGUE if refresh.says_nothing(CompanionError(row.name))} == {
        *("server_unreachable", "tls_failed", "certificate_untrusted", "not_autolab", "proxy_unreachable"),
        *("proxy_name_unknown", "proxy_auth_required", "proxy_refused", "server_failed", "throttled"),
        *("answer_unexpected", "answer_too_large", "redirect_refused", "sign_on_first"),
        *("storage_failed", "vault_busy", "home_in_use", "job_elsewhere"),
    }
