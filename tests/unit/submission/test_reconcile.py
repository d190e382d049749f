"""Reconciling: what may be said about a doubtful submission, checked against a world that knows the truth."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.storage.submissions.entry import (
    ACCEPTED_UNGRADED,
    APPEARED,
    LANDED,
    NOT_LANDED,
    NOT_STORED,
    PENDING,
    REFUSED,
    SENDING,
    STATES,
    UNKNOWN,
    Entry,
    receipt,
)
from native_host.submission import states, steps
from native_host.submission.follow_up import SPREAD
from native_host.submission.listing import HORIZON, MARGIN, STORING, Listing, Seen
from native_host.submission.reconcile import CORRECTABLE, correct, reconcile
from native_host.submission.reconciler import FIRST_PAUSES, LATER_PAUSES
from native_host.submission.states import TRANSITIONS
from native_host.timestamps import iso
from native_host.wire.identifiers import Email, Origin

if TYPE_CHECKING:
    from collections.abc import Callable

SENT = 1_800_000_000.0
SERVER = 1_700_000_000.0
"""The server's clock when it listed the baseline: years away from ours, which must not matter."""
TOOK = 10.0
"""Seconds from there to the end of the attempt."""


def entry(**changes: object) -> Entry:
    made = Entry(
        id="a" * 32,
        server=Origin("https://autolab.example.edu"),
        account=Email("stu@example.edu"),
        course="c",
        assessment="lab",
        display_name="Lab",
        filename="handin.c",
        size=3,
        sha256="0" * 64,
        sent_at=SENT,
        baseline=2,
        baseline_at=SERVER - 500,
        listed_at=SERVER,
        state=PENDING,
        left_at=SENT + 1,
        ended_at=SENT + TOOK,
        over_at=SERVER + TOOK,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # replace() is untyped by field


def seen(version: int, after: float = 1.0) -> Seen:
    return Seen(version, SERVER + after, f"{version}_handin.c")


OLD = seen(2, -500)


def look(*lines: Seen, after: float = TOOK + 1) -> Listing:
    return Listing((*lines, OLD), SERVER + after)


def settled(at: Entry, listing: Listing, *others: Entry, prompt: bool = False, last: bool = False) -> Entry:
    after = reconcile(at, listing, others, now=SENT + 11, prompt=prompt, last=last)
    assert after is not None
    assert not after.open
    assert after.state in TRANSITIONS[at.state].values()
    return after


def still_open(at: Entry, listing: Listing, *others: Entry) -> bool:
    return reconcile(at, listing, others, now=SENT + 11) is None


def test_one_new_version_in_the_window_is_probably_ours() -> None:
    after = settled(entry(), look(seen(3)))
    assert (after.state, after.version, after.server_filename, after.created_at, after.reason) == (
        APPEARED,
        3,
        "3_handin.c",
        SERVER + 1,
        "listed",
    )


def test_nothing_new_is_not_listed_yet_for_as_long_as_it_can_arrive() -> None:
    assert still_open(entry(), look())
    assert still_open(entry(), look(after=TOOK + HORIZON))
    after = settled(entry(), look(after=TOOK + HORIZON + 1))
    assert (after.state, after.version, after.reason) == (NOT_LANDED, None, "never_listed")


def test_how_long_that_is_only_the_servers_clock_and_a_monotonic_one_can_tell() -> None:
    for sent_at in (SENT - 10**9, SENT + 10**9):
        assert still_open(entry(sent_at=sent_at, ended_at=sent_at), look())
    assert still_open(entry(), Listing((OLD,), None))
    assert settled(entry(), Listing((OLD,), None), last=True).state == NOT_LANDED


@pytest.mark.parametrize(
    ("status", "state"), [(500, NOT_LANDED), (200, NOT_LANDED), (403, REFUSED), (429, REFUSED)]
)
def test_an_answer_of_the_application_closes_the_window_at_once(status: int, state: str) -> None:
    at = entry(answered=status, reason="handin_failed")
    after = settled(at, look(), prompt=True)
    assert (after.state, after.reason) == (state, "handin_failed")
    assert settled(at, look(seen(3)), prompt=True).state == APPEARED


def test_what_appears_after_an_answer_is_not_ours() -> None:
    at = entry(answered=500, reason="handin_failed")
    elsewhere = look(seen(3, TOOK + 41), after=TOOK + 60)
    assert settled(at, elsewhere).state == NOT_LANDED
    assert settled(at, look(seen(3, TOOK), after=TOOK + 60)).state == APPEARED
    without_a_clock = settled(replace(at, over_at=None), elsewhere)
    assert (without_a_clock.state, without_a_clock.candidates) == (UNKNOWN, (3,))


def test_a_list_read_right_after_the_answer_shows_only_what_was_there() -> None:
    at = entry(answered=500, over_at=None, listed_at=None)
    assert settled(at, Listing((Seen(3, None, "3_handin.c"),)), prompt=True).version == 3


def test_a_row_without_a_file_is_a_third_outcome() -> None:
    empty = Seen(3, SERVER + 1, None)
    after = settled(entry(answered=500), look(empty), prompt=True)
    assert (after.state, after.version, after.server_filename) == (NOT_STORED, 3, None)
    accepted = steps.ungraded(entry(state=SENDING), "Submission accepted, but autograding failed")
    assert settled(accepted, look(empty), prompt=True).state == NOT_STORED


def test_a_row_whose_file_is_still_being_written_is_looked_at_again() -> None:
    empty = Seen(3, SERVER + 1, None)
    assert still_open(entry(), look(empty))
    assert still_open(entry(), Listing((empty,), None))
    assert settled(entry(), look(empty, after=1 + STORING)).state == NOT_STORED
    assert settled(entry(), Listing((empty,), None), last=True).state == NOT_STORED


def test_two_candidates_are_shown_to_the_student() -> None:
    after = settled(entry(), look(seen(4), seen(3)))
    assert (after.state, after.reason, after.candidates) == (UNKNOWN, "several_candidates", (3, 4))


def test_a_version_another_entry_owns_is_not_a_candidate() -> None:
    other = entry(id="b" * 32, state=LANDED, open=False, version=4, settled_at=SENT + 20)
    assert settled(entry(), look(seen(4), seen(3)), other).version == 3
    known = replace(other, created_at=SERVER + 1)
    assert settled(entry(), look(seen(4), seen(3)), known).version == 3


def test_a_number_that_staff_have_freed_belongs_to_nobody_any_more() -> None:
    """They deleted the newest version; the next one gets its number."""
    gone = entry(
        id="b" * 32, state=LANDED, open=False, version=3, created_at=SERVER - 900, settled_at=SENT - 900
    )
    for other in (gone, replace(gone, created_at=None)):
        assert settled(entry(), look(seen(3)), other).version == 3
        accepted = steps.ungraded(entry(state=SENDING), "Submission accepted, but autograding failed")
        assert settled(accepted, look(seen(3)), other, prompt=True).version == 3


def test_a_version_deleted_while_ours_was_on_its_way() -> None:
    """Version 2 was there when we looked; the new version 2 was created after it."""
    again = Seen(2, SERVER + 1, "2_handin.c")
    assert settled(entry(), Listing((again,), SERVER + 20)).version == 2
    assert still_open(entry(), Listing((OLD,), SERVER + 20))


def test_one_candidate_for_two_doubts_belongs_to_neither() -> None:
    rival = entry(id="b" * 32)
    after = settled(entry(), look(seen(3)), rival, last=True)
    assert (after.state, after.candidates, after.created_at) == (UNKNOWN, (3,), SERVER + 1)


def test_a_rival_that_began_above_the_candidate_is_none() -> None:
    rival = entry(id="b" * 32, baseline=3, baseline_at=SERVER + 1)
    assert settled(entry(), look(seen(3)), rival).version == 3


def test_without_a_baseline_nothing_can_be_told() -> None:
    after = settled(entry(baseline=None), look(seen(3)))
    assert (after.state, after.reason) == (UNKNOWN, "not_listable")


def test_a_version_far_later_than_the_window_is_claimed_by_nobody() -> None:
    later = seen(3, TOOK + HORIZON + MARGIN + 1)
    assert still_open(entry(), look(later, after=TOOK + HORIZON))
    after = settled(entry(), look(later, after=TOOK + HORIZON + 60))
    assert (after.state, after.reason, after.candidates) == (UNKNOWN, "later_version", (3,))


def test_an_accepted_one_stays_accepted_whatever_the_list_says() -> None:
    accepted = steps.ungraded(entry(state=SENDING), "autograding failed")
    assert accepted.open
    for lines, version in (([seen(3)], 3), ([], None), ([seen(3), seen(4)], None)):
        after = settled(accepted, look(*lines), prompt=True)
        assert (after.state, after.version) == (ACCEPTED_UNGRADED, version)


def test_what_was_told_not_to_have_arrived_is_corrected_when_it_is_listed_after_all() -> None:
    told = settled(entry(), look(), last=True)
    assert correct(told, look(), [], now=SENT + 5000) is None
    after = correct(told, look(seen(3, 3000), after=5000), [], now=SENT + 5000)
    assert after
    assert (after.state, after.version, after.created_at) == (APPEARED, 3, SERVER + 3000)
    assert (after.settled_at, after.corrected_at, after.corrected_from) == (
        SENT + 11,
        SENT + 5000,
        NOT_LANDED,
    )
    much_later = correct(told, look(seen(3, TOOK + HORIZON + 60), after=9000), [], now=SENT + 9000)
    assert much_later
    assert (much_later.state, much_later.candidates) == (UNKNOWN, (3,))


def test_only_what_a_list_alone_has_told_is_corrected() -> None:
    lines = look(seen(3, 3000), after=5000)
    days_later = look(seen(3, TOOK + CORRECTABLE + 1), after=CORRECTABLE + 100)
    told = settled(entry(), look(), last=True)
    assert correct(told, days_later, [], now=SENT) is None
    assert (
        correct(
            settled(entry(answered=500, reason="handin_failed"), look(), prompt=True), lines, [], now=SENT
        )
        is None
    )
    assert correct(steps.never_sent(entry(state=SENDING), "cancelled", SENT), lines, [], now=SENT) is None
    own = entry(
        id="b" * 32, state=LANDED, open=False, version=3, created_at=SERVER + 3000, settled_at=SENT + 3000
    )
    assert correct(told, lines, [own], now=SENT) is None


def test_the_looks_outlast_the_horizon_at_a_price_a_course_can_pay() -> None:
    assert sum(LATER_PAUSES) * SPREAD[0] > HORIZON
    assert len(FIRST_PAUSES) + len(LATER_PAUSES) <= 13
    assert max(LATER_PAUSES) <= 900


@dataclass(frozen=True)
class World:
    """What happened, by the server's clock: did ours arrive, who else handed in and when, how wrong our clock is."""

    ours_after: float | None
    foreign_after: tuple[float, ...]
    skew: float

    def listing(self, at: float) -> tuple[Listing, int | None]:
        moments = [(after, False) for after in self.foreign_after]
        if self.ours_after is not None:
            moments.append((self.ours_after, True))
        lines, ours = [], None
        for version, (after, is_ours) in enumerate(sorted(m for m in moments if m[0] <= at), start=3):
            lines.append(seen(version, after))
            ours = version if is_ours else ours
        return look(*lines[::-1], after=at), ours


worlds = st.builds(
    World,
    ours_after=st.none() | st.floats(0, TOOK + HORIZON),
    foreign_after=st.lists(st.floats(0, 40_000), max_size=3).map(tuple),
    skew=st.floats(-(10**8), 10**8),
)


@given(world=worlds, at=st.floats(TOOK, 50_000), last=st.booleans())
def test_what_is_said_is_true_in_every_world(world: World, at: float, last: bool) -> None:
    last = last and at > TOOK + HORIZON
    listing, ours = world.listing(at)
    sent_at = SENT + world.skew
    after = reconcile(entry(sent_at=sent_at, ended_at=sent_at), listing, [], now=sent_at + 5, last=last)
    if after is None:
        assert at - TOOK <= HORIZON
        return
    arrived = world.ours_after is not None
    if after.state == NOT_LANDED:
        assert not arrived  # however wrong our clock is: this sentence makes students submit again
    if after.state == APPEARED and after.version != ours:
        # The one thing a list can't show: somebody else handed in within our window. So we say "probably".
        assert ours is None
        assert min(world.foreign_after) <= TOOK + HORIZON + MARGIN
    if after.state == UNKNOWN and ours is not None:
        assert ours in after.candidates


MOVES: dict[str, Callable[[Entry], Entry]] = {
    "landed": lambda e: steps.landed(e, 3, "3_h.c", SENT + 1),
    "refused": lambda e: steps.refused(e, "submission_limit", "no", SENT + 1),
    "ungraded": lambda e: steps.ungraded(e, "later"),
    "never_sent": lambda e: steps.never_sent(e, "server_unreachable", SENT + 1),
    "doubted": steps.doubted,
    "answered": lambda e: steps.answered(e, 500, "handin_failed", None),
    "orphaned": lambda e: steps.orphaned(e, SENT + 1),
    "leaving": lambda e: steps.leaving(e, SENT + 1),
    "looked_up": lambda e: steps.looked_up(e, SERVER + 1, SENT + 1),
    "out_of_reach": lambda e: steps.out_of_reach(e, "server_unreachable"),
    "lost": lambda e: steps.lost(e, SENT + 1),
}


@given(
    st.lists(st.sampled_from(sorted(MOVES)), max_size=4), st.lists(st.integers(1, 6), max_size=3, unique=True)
)
def test_every_walk_ends_settled_with_a_receipt(walk: list[str], versions: list[int]) -> None:
    at = entry(state=SENDING, left_at=None, ended_at=None, over_at=None)
    for move in walk:
        if not at.open:
            break
        try:
            at = MOVES[move](at)
        except KeyError:  # the table knows no such step from there
            break
    if at.open:
        at = steps.looked_up(at, SERVER + 20, SENT + 2)
        at = reconcile(at, look(*map(seen, versions)), [], now=SENT + 900, last=True) or at
    shown = receipt(at)
    assert not at.open
    assert shown["settled"]
    assert shown["state"] in STATES
    assert shown["state"] not in {SENDING, PENDING}
    assert shown["settled_at"] is not None
    assert shown["settled_at"] >= iso(SENT)
    if shown["state"] == REFUSED:
        assert shown["reason"]


def test_the_table_of_transitions_names_every_state() -> None:
    assert set(TRANSITIONS) == set(STATES)
    assert {state for events in TRANSITIONS.values() for state in events.values()} | {SENDING} == set(STATES)
    assert states.__doc__
    assert all(state in states.__doc__ for state in STATES)
    assert all(event.upper() in states.__doc__ for events in TRANSITIONS.values() for event in events)


def test_what_is_settled_is_moved_by_a_correction_only() -> None:
    for state in set(STATES) - {SENDING, PENDING, ACCEPTED_UNGRADED, NOT_LANDED}:
        with pytest.raises(KeyError):
            states.next_state(state, states.LISTED)


def test_a_killed_host_leaves_what_never_left_and_what_may_have_arrived() -> None:
    sending = entry(state=SENDING, left_at=None, ended_at=None, over_at=None)
    never = steps.orphaned(sending, SENT + 50)
    assert (never.state, never.open, never.reason) == (NOT_LANDED, False, "interrupted")
    maybe = steps.orphaned(steps.leaving(sending, SENT + 1), SENT + 50)
    assert (maybe.state, maybe.open, maybe.ended_at) == (PENDING, True, SENT + 50)
    assert steps.orphaned(maybe, SENT + 5000) == maybe


def test_an_orphans_window_stands_still_from_the_first_look_on() -> None:
    orphan = steps.orphaned(entry(state=SENDING, ended_at=None, over_at=None), SENT + 50)
    first = steps.looked_up(orphan, SERVER + 60, SENT + 60)
    assert first.over_at == SERVER + 60
    assert steps.looked_up(first, SERVER + 5000, SENT + 5000).over_at == SERVER + 60
    late = steps.looked_up(orphan, SERVER + 90_000, SENT + 5000)
    assert late.over_at == SERVER + steps.longest_post(3)
    assert steps.looked_up(orphan, None, SENT).over_at is None


def test_a_record_survives_the_way_through_json() -> None:
    kept = entry(candidates=(3, 4), server_said="no <b>")
    assert Entry.from_record(json.loads(json.dumps(kept.as_record()))) == kept
    assert Entry.from_record({**kept.as_record(), "from_the_future": 1}) == kept


@pytest.mark.parametrize(("is_open", "state"), [(True, PENDING), (False, UNKNOWN)])
def test_a_state_of_a_newer_companion_is_looked_up_or_not_known(is_open: bool, state: str) -> None:
    newer = Entry.from_record({**entry().as_record(), "state": "withdrawn", "open": is_open})
    assert (newer.state, newer.open) == (state, is_open)


@pytest.mark.parametrize("state", [SENDING, UNKNOWN])
def test_what_an_earlier_companion_left_open_may_have_arrived(state: str) -> None:
    later = ("left_at", "listed_at", "over_at", "answered", "created_at", "baseline_at")
    record = {**entry(state=state).as_record(), "open": True}
    old = Entry.from_record({name: value for name, value in record.items() if name not in later})
    left = steps.orphaned(old, SENT + 60)
    assert (left.state, left.open) == (PENDING, True)
    asked = steps.looked_up(left, SERVER + 60, SENT + 60)
    assert still_open(asked, look(after=60))
    assert settled(asked, look(seen(3), after=60)).state == APPEARED
