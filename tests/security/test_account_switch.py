"""Somebody else signs in while work of the account before is under way: nothing of it goes out in their name."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from native_host.autolab import endpoints
from native_host.oauth.sessions import AccountTokens
from native_host.wire.errors import CompanionError
from tests.handing_in import COURSE, commit, signed_in, upload, versions
from tests.host import HostError, HostProcess
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

BEFORE, AFTER = "student1@foo.bar", "instructor@foo.bar"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as made:
        yield made


async def refused(work: Awaitable[Any]) -> str:
    with pytest.raises(CompanionError) as caught:
        await work
    return caught.value.name


def test_a_rejected_token_is_not_replaced_by_another_accounts(companion_home: Path, box: Sandbox) -> None:
    services = signed_in(companion_home, box, BEFORE)

    async def scene() -> None:
        tokens = AccountTokens(services.sessions, BEFORE)
        token = await tokens.access_token(box.base)
        signed_in(companion_home, box, AFTER)
        assert await refused(tokens.refresh_after(box.base, token)) == "cancelled"
        assert await refused(tokens.access_token(box.base)) == "cancelled"
        own = AccountTokens(services.sessions, AFTER)
        assert (await own.refresh_after(box.base, token)).reveal() != token.reveal()

    asyncio.run(scene())


def test_a_change_of_the_account_before_is_not_made_by_the_one_after(
    companion_home: Path, box: Sandbox
) -> None:
    services = signed_in(companion_home, box, BEFORE)

    async def scene() -> None:
        client = services.client(box.base)
        signed_in(companion_home, box, AFTER)
        drop = endpoints.drop_member(COURSE, "student2@foo.bar")
        assert await refused(client.call(drop)) == "cancelled"
        assert box.requests == []
        assert await services.client(box.base).call(endpoints.courses())
        await services.close()

    asyncio.run(scene())


def test_a_file_chosen_by_one_student_is_not_handed_in_by_the_next(
    companion_home: Path, box: Sandbox
) -> None:
    signed_in(companion_home, box, BEFORE)
    target = {"server": box.base, "course": COURSE, "assessment": "homework2"}
    before = [len(versions(box, "homework2", email)) for email in (BEFORE, "student2@foo.bar")]
    with HostProcess(companion_home) as host:
        host.hello()
        chosen = upload(host, target, b"mine")
        signed_in(companion_home, box, "student2@foo.bar")
        with pytest.raises(HostError) as caught:
            host.request("submit.commit", commit(chosen, b"mine"), caller="page")
        assert caught.value.name == "not_signed_in"
        assert host.request("receipts.list")["receipts"] == []
    assert [len(versions(box, "homework2", email)) for email in (BEFORE, "student2@foo.bar")] == before
