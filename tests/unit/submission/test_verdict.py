"""Settling: what may be said about a doubtful submission, checked against a world that knows the truth."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from native_host.ledger.entry import (
    ACCEPTED_UNGRADED,
    LANDED,
    NOT_LANDED,
    REFUSED,
    SENDING,
    STATES,
    UNKNOWN,
    Entry,
    receipt,
)
from native_host.moments import iso
from native_host.submission import steps
from native_host.submission.verdict import CHECKS, GRACE, SKEW, Seen, judge

SENT = 1_800_000_000.0


def entry(**changes: object) -> Entry:
    made = Entry(
        id="a" * 32,
        server="https://autolab.example.edu",
        account="stu@example.edu",
        course="c",
        assessment="lab",
        display_name="Lab",
        filename="handin.c",
        size=3,
        sha256="0" * 64,
        sent_at=SENT,
        baseline=2,
    )
    return replace(made, ended_at=SENT + 10, **changes)  # type: ignore[arg-type]  # replace() is untyped by field


def seen(version: int, after: float = 1.0) -> Seen:
    return Seen(version, SENT + after, f"{version}_handin.c")


def test_one_new_version_in_the_window_is_ours() -> None:
    settled = judge(entry(), [seen(3), seen(2, -500)], [], now=SENT + 11, patience_over=False)
    assert settled
    assert (settled.state, settled.version, settled.server_filename, settled.open) == (
        LANDED,
        3,
        "3_handin.c",
        False,
    )


def test_nothing_new_is_not_landed_only_after_the_grace() -> None:
    assert judge(entry(), [seen(2, -500)], [], now=SENT + 11, patience_over=False) is None
    settled = judge(entry(), [seen(2, -500)], [], now=SENT + 200, patience_over=True)
    assert settled
    assert (settled.state, settled.version) == (NOT_LANDED, None)


def test_two_candidates_are_shown_to_the_student() -> None:
    settled = judge(entry(), [seen(4), seen(3)], [], now=SENT + 11, patience_over=False)
    assert settled
    assert (settled.state, settled.reason, settled.candidates) == (UNKNOWN, "several_candidates", (3, 4))


def test_a_version_another_entry_owns_is_not_a_candidate() -> None:
    other = entry(id="b" * 32, state=LANDED, open=False, version=4)
    settled = judge(entry(), [seen(4), seen(3)], [other], now=SENT + 11, patience_over=False)
    assert settled
    assert (settled.state, settled.version) == (LANDED, 3)


def test_one_candidate_for_two_doubts_belongs_to_neither() -> None:
    rival = entry(id="b" * 32)
    settled = judge(entry(), [seen(3)], [rival], now=SENT + 11, patience_over=True)
    assert settled
    assert (settled.state, settled.candidates) == (UNKNOWN, (3,))


def test_a_rival_that_began_above_the_candidate_is_none() -> None:
    rival = entry(id="b" * 32, baseline=3)
    settled = judge(entry(), [seen(3)], [rival], now=SENT + 11, patience_over=True)
    assert settled
    assert settled.version == 3


def test_without_a_baseline_nothing_can_be_told() -> None:
    settled = judge(entry(baseline=None), [seen(3)], [], now=SENT + 11, patience_over=False)
    assert settled
    assert (settled.state, settled.reason) == (UNKNOWN, "not_listable")


def test_a_version_far_later_than_the_window_is_claimed_by_nobody() -> None:
    later = [seen(3, 10 + GRACE + SKEW + 3600)]
    assert judge(entry(), later, [], now=SENT + 20, patience_over=False) is None
    settled = judge(entry(), later, [], now=SENT + 9999, patience_over=True)
    assert settled
    assert (settled.state, settled.reason, settled.candidates) == (UNKNOWN, "later_version", (3,))


def test_an_accepted_one_stays_accepted_whatever_the_list_says() -> None:
    accepted = steps.ungraded(entry(), "autograding failed", SENT + 5)
    assert accepted.open
    for listed, version in (([seen(3)], 3), ([], None), ([seen(3), seen(4)], None)):
        settled = judge(accepted, listed, [], now=SENT + 900, patience_over=True)
        assert settled
        assert (settled.state, settled.version, settled.open) == (ACCEPTED_UNGRADED, version, False)


def test_the_checks_cover_the_grace_time() -> None:
    assert sum(CHECKS) >= GRACE


@dataclass(frozen=True)
class World:
    """What happened: did ours arrive, who else handed in and when, how wrong are the clocks."""

    ours_after: float | None
    foreign_after: tuple[float, ...]
    skew: float

    def listed(self) -> tuple[list[Seen], int | None]:
        moments = [(after, False) for after in self.foreign_after]
        if self.ours_after is not None:
            moments.append((self.ours_after, True))
        moments.sort()
        lines, ours = [], None
        for version, (after, is_ours) in enumerate(moments, start=3):
            lines.append(Seen(version, SENT + after + self.skew, f"{version}_handin.c"))
            ours = version if is_ours else ours
        return lines[::-1], ours


worlds = st.builds(
    World,
    ours_after=st.none() | st.floats(0, 10 + GRACE),
    foreign_after=st.lists(st.floats(0, 40_000), max_size=3).map(tuple),
    skew=st.floats(-90_000, 90_000),
)


@given(world=worlds, patience_over=st.booleans())
def test_what_is_said_is_true_in_every_world(world: World, patience_over: bool) -> None:
    listed, ours = world.listed()
    settled = judge(entry(), listed, [], now=SENT + 50_000, patience_over=patience_over)
    if settled is None:
        assert not patience_over
        return
    clocks_agree = abs(world.skew) <= SKEW
    if settled.state == NOT_LANDED:
        assert ours is None  # however wrong the clocks are: this sentence makes students submit again
    if settled.state == LANDED and clocks_agree and settled.version != ours:
        # The one thing a list cannot show: ours was lost and somebody else handed in within its window.
        assert ours is None
        assert min(world.foreign_after) <= 10 + GRACE + SKEW - world.skew
    if settled.state == UNKNOWN and ours is not None and clocks_agree:
        assert ours in settled.candidates


moves = st.sampled_from(
    ["landed", "refused", "ungraded", "never_sent", "doubted", "orphaned", "out_of_reach", "lost"]
)


@given(st.lists(moves, max_size=4), st.lists(st.integers(1, 6), max_size=3, unique=True))
def test_every_walk_ends_settled_with_a_receipt(walk: list[str], versions: list[int]) -> None:
    at = replace(entry(), ended_at=None)
    for move in walk:
        if not at.open:
            break
        at = {
            "landed": lambda e: steps.landed(e, 3, "3_h.c", SENT + 1),
            "refused": lambda e: steps.refused(e, "submission_limit", "no", SENT + 1),
            "ungraded": lambda e: steps.ungraded(e, "later", SENT + 1),
            "never_sent": lambda e: steps.never_sent(e, "server_unreachable", SENT + 1),
            "doubted": lambda e: steps.doubted(e, None, SENT + 1),
            "orphaned": lambda e: steps.orphaned(e, SENT + 1),
            "out_of_reach": lambda e: steps.out_of_reach(e, "server_unreachable"),
            "lost": lambda e: steps.lost(e, SENT + 1),
        }[move](at)
    if at.open:
        at = steps.orphaned(at, SENT + 2)
        settled = judge(at, [seen(v) for v in versions], [], now=SENT + 900, patience_over=True)
        assert settled
        at = settled
    shown = receipt(at)
    assert not at.open
    assert shown["settled"]
    assert shown["state"] in STATES
    assert shown["state"] != SENDING
    assert shown["settled_at"] >= iso(SENT)
    if shown["state"] == REFUSED:
        assert shown["reason"]


def test_an_orphans_window_stands_still() -> None:
    first = steps.orphaned(replace(entry(), ended_at=None), SENT + 50)
    assert first.ended_at == SENT + 50
    assert steps.orphaned(first, SENT + 5000).ended_at == SENT + 50
    backwards = steps.orphaned(replace(entry(), ended_at=None), SENT - 900)
    assert backwards.ended_at == SENT


def test_a_record_survives_the_way_through_json() -> None:
    kept = entry(candidates=(3, 4), server_said="no <b>")
    assert Entry.from_record(json.loads(json.dumps(kept.as_record()))) == kept
    assert Entry.from_record({**kept.as_record(), "from_the_future": 1}) == kept
