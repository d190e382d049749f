"""The doctor tries each session: client, token and permissions, and says what the server answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from installer.checks.sign_in import signed_in
from installer.findings import NOTE, PROBLEM, WARNING
from installer.site import here
from native_host.services import Services
from tests.sandbox import start_sandbox
from tests.student import Student, known_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from installer.findings import Finding
    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def session(box: Sandbox, companion_home: Path) -> Callable[..., None]:
    """Someone has signed in; with arguments, these members of the session are then otherwise."""

    async def sign_in() -> Student:
        student = Student(box, companion_home)
        await student.sign_in_now()
        await student.services.close()
        return student

    vault = asyncio.run(sign_in()).services.vault

    def change(**members: object) -> None:
        record = vault.read("session:" + box.base)
        assert record is not None
        vault.write("session:" + box.base, record | members)

    return change


def found() -> list[Finding]:
    return list(signed_in(here()))


@pytest.mark.usefixtures("session")
def test_a_session_that_works_is_no_finding() -> None:
    assert found() == []


def test_a_token_that_the_server_has_revoked_is_told(box: Sandbox, session: Callable[..., None]) -> None:
    session(access="revoked", refresh="revoked")
    (finding,) = found()
    assert finding.level == PROBLEM
    assert f"Your access to {box.base} has ended" in finding.cause
    assert "Sign in again" in finding.remedy
    (again,) = found()
    assert again.cause == finding.cause


def test_a_client_that_the_server_does_not_know_is_told(
    box: Sandbox, session: Callable[..., None], companion_home: Path
) -> None:
    session(access="revoked")
    Services(str(companion_home)).servers.add(known_server(box, secret="of another application"))
    (finding,) = found()
    assert finding.level == PROBLEM
    assert "client id" in finding.cause


def test_a_permission_that_was_not_granted_is_told(session: Callable[..., None]) -> None:
    session(scope=["user_info", "user_courses", "user_scores"])
    (finding,) = found()
    assert finding.level == WARNING
    assert "Hand in files" in finding.finding
    session(scope=["user_info", "user_courses", "user_scores"], withdrawn=["user_submit"])
    (finding,) = found()
    assert "administrator" in finding.remedy


def test_nobody_signed_in_is_only_a_note(box: Sandbox, companion_home: Path) -> None:
    assert found() == []
    Student(box, companion_home)
    (finding,) = found()
    assert finding.level == NOTE


@pytest.mark.usefixtures("session")
def test_a_server_that_is_away_is_left_to_its_own_check(box: Sandbox) -> None:
    box.faults.add(path="/api/", status=503, times=100)
    assert found() == []
