"""Where the rules of a verdict begin and end: the moments, numbers and neighbours that just count, or just do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from native_host.storage.submissions.entry import ACCEPTED_UNGRADED, APPEARED, NOT_STORED, REFUSED, UNKNOWN
from native_host.submission.listing import HORIZON, MARGIN, Listing, Seen, is_fresh, owns, window_end
from native_host.submission.reconcile import CORRECTABLE, correct

from .test_reconcile import OLD, SENT, SERVER, TOOK, entry, look, seen, settled

NEIGHBOUR = "b" * 32


def test_a_line_without_its_moment_is_told_by_its_number_alone() -> None:
    assert is_fresh(entry(), Seen(3, None, "3_handin.c"))
    assert not is_fresh(entry(), Seen(2, None, "2_handin.c"))
    assert not is_fresh(entry(baseline_at=None), seen(2))


def test_a_version_with_its_moment_is_whose_moment_it_is() -> None:
    other = entry(id=NEIGHBOUR, version=3, created_at=SERVER + 1, settled_at=SENT - 900)
    assert owns(other, seen(3), entry())
    assert not owns(other, seen(3, 2.0), entry())
    assert not owns(other, seen(4), entry())


def test_a_number_that_was_free_again_when_we_looked_is_not_the_old_versions() -> None:
    other = entry(id=NEIGHBOUR, version=3, settled_at=SENT)
    assert not owns(other, seen(3), entry())
    assert owns(other, seen(3), entry(baseline=3)), "it was still there"
    assert owns(other, seen(3), entry(baseline=None)), "nobody looked"
    assert owns(replace(other, settled_at=SENT + 1), seen(3), entry()), "it was on its way beside ours"
    assert owns(replace(other, settled_at=None), seen(3), entry())


def test_the_window_ends_with_the_answer_or_with_the_horizon() -> None:
    over_at = SERVER + TOOK
    assert window_end(entry()) == over_at + MARGIN + HORIZON
    assert window_end(entry(answered=200)) == over_at + MARGIN
    assert window_end(entry(over_at=None)) is None
    assert settled(entry(), look(seen(3, TOOK + MARGIN + HORIZON))).version == 3


@pytest.mark.parametrize(
    "neighbour",
    [
        entry(id=NEIGHBOUR, state=ACCEPTED_UNGRADED, open=False, version=9),
        entry(id=NEIGHBOUR, assessment="another"),
        entry(id=NEIGHBOUR, state=REFUSED, open=False),
    ],
    ids=["its version is known", "of another assessment", "refused"],
)
def test_who_is_no_rival(neighbour: object) -> None:
    assert settled(entry(), look(seen(3)), neighbour).state == APPEARED  # type: ignore[arg-type]  # pytest's params are objects


@pytest.mark.parametrize("state", [UNKNOWN, ACCEPTED_UNGRADED])
def test_who_is_settled_without_a_version_is_a_rival_still(state: str) -> None:
    neighbour = entry(id=NEIGHBOUR, state=state, open=False)
    assert settled(entry(), look(seen(3)), neighbour).state == UNKNOWN


def test_what_nobody_can_tell_is_settled_now() -> None:
    for at, lines in ((entry(baseline=None), []), (entry(), [seen(3, TOOK + HORIZON + MARGIN + 1)])):
        after = settled(at, look(*lines), last=True)
        assert (after.state, after.settled_at) == (UNKNOWN, SENT + 11)


def test_an_answered_one_may_be_the_line_without_a_moment() -> None:
    answered = entry(answered=403, reason="handin_failed")
    after = settled(answered, look(Seen(3, None, "3_handin.c")))
    assert (after.state, after.reason, after.candidates) == (UNKNOWN, "later_version", (3,))
    assert settled(answered, look(seen(3, TOOK + MARGIN + 1))).state == REFUSED


def test_a_correction_counts_to_its_last_second() -> None:
    told = settled(entry(), look(), last=True)
    for after, state in ((CORRECTABLE, UNKNOWN), (CORRECTABLE + 1, None)):
        corrected = correct(told, look(seen(3, TOOK + after), after=2 * CORRECTABLE), [], now=SENT + 9000)
        assert (corrected and corrected.state) == state


def test_a_row_without_its_file_corrects_at_once() -> None:
    """Nobody is waiting for its file any more."""
    told = settled(entry(), look(), last=True)
    lines = Listing((Seen(3, SERVER + 50, None), OLD), SERVER + 51)
    corrected = correct(told, lines, [], now=SENT + 100)
    assert corrected
    assert corrected.state == NOT_STORED
