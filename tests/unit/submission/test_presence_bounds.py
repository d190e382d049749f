"""Where a line stops being a receipt's version: the moments and numbers that just count, or just do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from native_host.storage.submissions.entry import ACCEPTED_UNGRADED
from native_host.submission.listing import MARGIN, Listing, Seen
from native_host.submission.presence import from_elsewhere, identified, may_be

from .test_presence import GAP, OLD, SERVER, entry, line, seen

TOOK = 2.0
"""Seconds between the list before an attempt and its end."""


def test_what_is_listed_again_is_not_gone() -> None:
    gone = seen(entry())
    assert gone.gone_at is not None
    assert seen(gone, line()) == entry()


def test_what_the_list_still_decides_is_left_to_its_verdict() -> None:
    at = entry(state=ACCEPTED_UNGRADED, open=True, version=None, created_at=None)
    assert seen(at, line()) == at
    assert seen(replace(at, open=False), line()).version == 1


def test_a_line_without_a_readable_moment_is_known_by_its_number() -> None:
    unreadable = Seen(1, None, "1_handin.c")
    assert may_be(entry(), unreadable, ())
    assert not may_be(entry(2), unreadable, ()), "it was there before"


@pytest.mark.parametrize("moment", [-MARGIN, TOOK + MARGIN])
def test_a_line_from_just_when_the_attempt_began_or_ended_may_be_its_version(moment: float) -> None:
    unknown = entry(created_at=None)
    assert may_be(unknown, line(after=moment - 1), ())
    assert not may_be(unknown, line(after=moment - 1 + (0.001 if moment > 0 else -0.001)), ())


def test_an_attempt_that_nobody_saw_begin_or_end_has_no_window() -> None:
    late = line(after=GAP)
    assert may_be(entry(created_at=None, over_at=None), late, ())
    assert may_be(entry(created_at=None, listed_at=None), late, ())


def test_a_moment_takes_the_line_of_its_own_number_only() -> None:
    """A member's group may have handed in at the same moment."""
    neighbour = entry(id="b" * 32)
    assert may_be(entry(2, created_at=None), line(2), (neighbour,))
    assert not may_be(entry(1, created_at=None), line(1), (neighbour,))


def test_the_newest_is_the_last_to_come_whatever_its_number() -> None:
    last = line(2, GAP)
    assert from_elsewhere([], Listing((line(5), last))) == last
    assert from_elsewhere([entry(3)], Listing((last,))) == last, "ours was removed, and its number is free"
    assert from_elsewhere([entry(1)], Listing((line(1, GAP),))) == line(1, GAP), "so is its own"


def test_a_receipt_that_does_not_know_its_moment_is_its_number() -> None:
    ours = entry(2, **{**OLD, "baseline_at": SERVER})
    assert from_elsewhere([ours], Listing((line(2),))) is None
    assert from_elsewhere([ours], Listing((line(3),))) == line(3)


def test_right_after_the_answer_only_what_came_in_its_time_is_its_version() -> None:
    told = entry(4, created_at=None, baseline=1)
    just_before, ours, later = line(1, -MARGIN), line(2), line(3, GAP)
    known = identified(told, Listing((later, ours, just_before)), grouped=True)
    assert (known.version, known.created_at, known.candidates) == (2, ours.created_at, ())
