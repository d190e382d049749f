"""Whose list tells: a group's member, and who is signed in now."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from native_host.rpc.progress import Progress
from native_host.storage.submissions.entry import LANDED, PENDING, UNKNOWN
from native_host.submission.driver import Submitting
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Email
from tests.faults.doubt.scene import (
    CONTENT,
    SUBMIT,
    asks,
    doubtful,
    kept,
    posts,
    received,
    sent,
    settled,
    submitted,
)
from tests.handing_in import COURSE, EMAIL, signed_in, versions
from tests.sandbox.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.services import Services
    from tests.faults.doubt.scene import Time
    from tests.sandbox import Sandbox


def test_a_group_members_own_list_tells_their_version(services: Services, box: Sandbox, clock: Time) -> None:
    """The answer has the version of the group's first member, student1 here or their partner."""
    partner = "student2@foo.bar"
    box.state.assessment(COURSE, "homework2").group_size = 2
    token, instructor = box.issue(EMAIL).token, box.issue("instructor@foo.bar").token
    path = f"/api/v1/courses/{COURSE}/assessments/homework2"
    Visitor(box.base, box.issue(partner).token).upload(f"{path}/submit", b"alone")
    assert Visitor(box.base, token).get(f"{path}/submissions").json() == []
    group = {"groups": [{"name": "pair", "group_members": [EMAIL, partner]}]}
    Visitor(box.base, instructor).json(f"{path}/groups", group)
    box.state.assessment(COURSE, "homework2").groups[0].member_ids.reverse()
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version) == (LANDED, versions(box)[-1].version)
    services = signed_in(Path(services.home), box, partner, clock=clock)
    upload = received(services, box, CONTENT, Email(partner))
    theirs = asyncio.run(sent(services, box, clock, upload, elsewhere=True))
    last = max(versions(box, email=partner), key=lambda row: row.version)
    assert (theirs.version, theirs.server_filename) == (last.version, last.filename) == (3, "3_handin.c")
    assert theirs.created_at == last.created_at.timestamp()
    services.journal.close()
    services.cache.close()


@pytest.mark.parametrize("grouped", [None, True, False])
def test_a_number_that_the_list_does_not_show_is_a_group_members(
    services: Services, box: Sandbox, clock: Time, grouped: bool | None
) -> None:
    box.faults.add(**SUBMIT, process=True, status=200, body='{"version": 9, "filename": "9_handin.c"}')
    entry = asyncio.run(sent(services, box, clock, received(services, box, CONTENT), grouped=grouped))
    assert (entry.state, entry.version) == (LANDED, 9 if grouped is False else 1)
    assert (entry.created_at is None) == (grouped is False)
    assert entry == kept(services)


def test_another_account_signing_in_meanwhile_stops_it(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    upload = received(services, box, CONTENT)
    progress = Progress(lambda _method, _params: None, "submit.progress", {}, clock)
    submitting = Submitting(services, upload, "Homework 2", progress, again=False, waiter=clock.wait)
    signed_in(companion_home, box, "student2@foo.bar", clock=clock)

    async def run() -> None:
        with pytest.raises(CompanionError) as refused:
            await submitting.run()
        assert (refused.value.name, refused.value.data) == ("not_signed_in", {"server": box.base})
        await services.client(box.base).close()

    asyncio.run(run())
    assert (submitting.trouble, submitting.changed) == (None, [])
    assert posts(box) == 0
    assert services.journal.everything() == ([], 0)


def test_somebody_elses_session_settles_nothing(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    box.faults.add(**SUBMIT, process=True, lose_answer=True)
    box.faults.add(method="GET", path="/submissions$")
    box.faults.add(method="GET", path="/submissions$", times=40, status=503)
    assert asyncio.run(submitted(services, box, clock)).open
    box.faults.clear()
    other = signed_in(companion_home, box, "student2@foo.bar", clock=clock)
    waited = len(clock.waits)
    asyncio.run(settled(other, box, clock))
    assert len(clock.waits) == waited, "no waiting signs them in"
    entry = kept(other)
    assert (entry.state, entry.open, entry.reason) == (PENDING, True, "not_signed_in")
    other.journal.close()
    signed_in(companion_home, box, clock=clock)
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "appeared")]


@pytest.fixture
def unlisted(companion_home: Path, box: Sandbox, clock: Time) -> Iterator[Services]:
    """Somebody who may hand in, but not list what they handed in."""
    scopes = ("user_info", "user_courses", "user_submit")
    made = signed_in(companion_home, box, scopes=scopes, clock=clock)
    yield made
    made.journal.close()


@pytest.mark.parametrize(
    "wrong", [{"status": 504}, {"status": 500, "body": '{"error":"nobody knows"}'}], ids=str
)
def test_a_doubt_stays_one_where_the_list_may_not_be_read(
    unlisted: Services, box: Sandbox, clock: Time, wrong: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, **wrong)
    entry = asyncio.run(submitted(unlisted, box, clock))
    assert (entry.state, entry.reason, entry.open) == (UNKNOWN, "not_listable", False)
    assert (entry, clock.waits) == (kept(unlisted), [])
    with asks("outcome_unknown"):
        asyncio.run(submitted(unlisted, box, clock))
    assert posts(box) == 1


def test_a_doubt_of_before_is_asked_about_where_the_list_may_not_be_read(
    unlisted: Services, box: Sandbox, clock: Time
) -> None:
    upload = received(unlisted, box, CONTENT)
    unlisted.journal.begin(doubtful(box, clock, size=len(CONTENT), sha256=upload.spool.sha256()))
    with asks("outcome_unknown"):
        asyncio.run(sent(unlisted, box, clock, upload))
    assert posts(box) == 0
