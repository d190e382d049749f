"""A server that failed without a word is made ready and gets the file once more, and never a third time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from native_host.storage.submissions.entry import LANDED, NOT_LANDED, PENDING, REFUSED
from tests.faults.doubt.scene import SUBMIT, by_hand, posts, settled, submitted
from tests.handing_in import COURSE, versions

if TYPE_CHECKING:
    from native_host.services import Services
    from tests.faults.doubt.scene import Time
    from tests.sandbox import Sandbox


def test_a_server_that_fails_without_a_word_is_made_ready_and_asked_once_more(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """A process that has not shown the assessment's page yet can't judge a file type."""
    lab = box.state.assessment(COURSE, "homework2")
    lab.required_suffix = ".c"
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version, clock.waits) == (LANDED, 1, [])
    first, second = reversed(services.journal.everything()[0])
    assert (first.state, first.reason, first.answered) == (NOT_LANDED, "handin_failed", 500)
    assert second == entry
    asked = [(seen.method, seen.path.rpartition("/")[2]) for seen in box.requests]
    assert asked == [
        ("GET", "submissions"),
        ("POST", "submit"),
        ("GET", "submissions"),
        ("HEAD", "handout"),
        ("POST", "submit"),
        ("GET", "submissions"),
    ]


def test_a_server_that_fails_each_time_gets_two_posts_and_no_more(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=500, times=10)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, entry.answered, posts(box)) == (NOT_LANDED, "handin_failed", 500, 2)
    assert clock.waits == []


@pytest.mark.parametrize(
    "trouble", [{"path": "/handout$", "status": 404}, {"path": "/submissions$", "status": 403}]
)
def test_a_second_post_needs_a_list_without_it_and_a_server_made_ready(
    services: Services, box: Sandbox, clock: Time, trouble: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, status=500)
    if trouble["path"] == "/submissions$":
        box.faults.add(method="GET", path="/submissions$")  # the baseline
    box.faults.add(**trouble)
    entry = asyncio.run(submitted(services, box, clock))
    assert entry.state == (NOT_LANDED if trouble["path"] == "/handout$" else PENDING)
    assert (posts(box), clock.waits) == (1, [])


def test_a_wrong_type_is_told_as_such_and_nothing_later_is_taken_for_it(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """As on the real server: x.c where only .tar is taken, then x.tar by Autolab's own form."""
    box.state.assessment(COURSE, "homework2").required_suffix = ".tar"
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, clock.waits, posts(box)) == (REFUSED, "file_type_refused", [], 2)
    clock.pass_by(41)
    by_hand(box, b"tar", "x.tar")
    assert len(versions(box)) == 1
    assert asyncio.run(settled(services, box, clock)) == []
    assert [entry.version for entry in services.journal.everything()[0]] == [None, None]
