"""Which line is whose version: checked against a world that knows, with numbers that staff free and others use."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native_host.storage.submissions.entry import (
    ACCEPTED_UNGRADED,
    LANDED,
    NOT_LANDED,
    PENDING,
    REFUSED,
    UNKNOWN,
    Entry,
    receipt,
)
from native_host.submission.listing import Listing, Seen
from native_host.submission.presence import from_elsewhere, identified, may_be, presence
from native_host.submission.reconcile import reconcile
from native_host.wire.identifiers import Email, Origin

SENT, SERVER, GAP = 1_800_000_000.0, 1_700_000_000.0, 1000.0


def entry(number: int = 1, after: float = 0.0, **changes: object) -> Entry:
    """A submission that landed as this version, `after` seconds after the first."""
    made = Entry(
        id=f"{int(after):032x}",
        server=Origin("https://autolab.example.edu"),
        account=Email("stu@example.edu"),
        course="c",
        assessment="lab",
        display_name="Lab",
        filename="handin.c",
        size=3,
        sha256="0" * 64,
        sent_at=SENT + after,
        baseline=number - 1,
        baseline_at=None,
        listed_at=SERVER + after,
        over_at=SERVER + after + 2,
        settled_at=SENT + after + 2,
        state=LANDED,
        open=False,
        answered=200,
        version=number,
        created_at=SERVER + after + 1,
        server_filename=f"{number}_handin.c",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # replace() is untyped by field


def line(number: int = 1, after: float = 0.0, filename: str | None = "") -> Seen:
    return Seen(number, SERVER + after + 1, f"{number}_handin.c" if filename == "" else filename)


def seen(at: Entry, *lines: Seen, others: tuple[Entry, ...] = (), after: float = 5000.0) -> Entry:
    return presence(at, Listing(lines, SERVER + after), (at, *others), at=SERVER + after)


def test_a_receipt_names_both_moments_of_its_removal() -> None:
    gone = seen(entry())
    assert receipt(gone)["removed_between"] == ["2023-11-14T22:13:21+00:00", "2023-11-14T23:36:40+00:00"]
    assert (gone.state, gone.version) == (LANDED, 1)
    assert receipt(entry())["removed_between"] is None
    assert seen(gone, after=9000.0) == gone, "the first look without it is the one that is told"


def test_the_number_alone_is_not_the_version() -> None:
    first, again = entry(), line(after=GAP)
    gone = seen(first, again)
    assert gone.gone_at is not None
    second = entry(after=GAP)
    assert seen(second, again, others=(gone,)) == second
    assert seen(first, line()) == first


def test_a_row_that_has_lost_its_file_or_got_one_is_the_same() -> None:
    assert seen(entry(), line(filename=None)) == entry()


def test_a_landed_one_is_known_by_the_only_line_of_its_time() -> None:
    """To a group the server answers with another member's number."""
    for told in (entry(4, created_at=None), entry(4, created_at=None, version=None)):
        known = seen(replace(told, baseline=0), line(1), line(2, 300.0), after=400.0)
        assert (known.version, known.created_at, known.server_filename) == (1, SERVER + 1, "1_handin.c")
    two = replace(entry(4, created_at=None, version=None), baseline=0)
    assert seen(two, line(1), line(2, 0.5)) == two
    owner = entry(2, 0.5, id="b" * 32)
    assert seen(two, line(1), line(2, 0.5), others=(owner,)).version == 1


def test_right_after_the_answer_a_groups_list_alone_tells() -> None:
    told = entry(4, created_at=None, baseline=0)
    lines = Listing((line(1),))
    assert identified(told, lines, grouped=True).version == 1
    assert identified(told, lines, grouped=None).version == 1
    assert identified(told, lines, grouped=False) == told
    nothing = identified(told, Listing(()), grouped=True)
    assert (nothing.state, nothing.version, nothing.server_filename) == (LANDED, None, None)
    assert identified(told, Listing(()), grouped=False) == told
    both = Listing((line(4), line(3)))
    assert identified(told, both, grouped=False).created_at == SERVER + 1
    unsure = identified(told, both, grouped=True)
    assert (unsure.version, unsure.candidates) == (None, (4, 3))
    settled = identified(unsure, lines, grouped=True)
    assert (settled.version, settled.candidates) == (1, ())


OLD: dict[str, Any] = {"created_at": None, "over_at": None, "listed_at": None, "answered": None}
"""What receipts of an earlier companion do not have."""


def test_an_old_receipt_is_removed_only_when_no_line_can_be_it() -> None:
    old = entry(2, **OLD)
    assert seen(old, line(2, 900.0)).gone_at is None
    assert seen(old, line(2)).created_at == SERVER + 1
    group = seen(old, line(3, 1.0))
    assert (group.gone_at, group.created_at) == (None, None), "its number may be another member's"
    assert seen(old, line(1, -900.0)).gone_at is not None
    assert seen(old).gone_at is not None


def test_of_two_old_receipts_with_one_number_the_later_has_it() -> None:
    first, second = entry(1, **OLD), entry(1, GAP, **OLD)
    assert seen(first, line(after=GAP), others=(second,)).gone_at is not None
    assert seen(second, line(after=GAP), others=(first,)).created_at == SERVER + GAP + 1


def test_an_old_receipt_once_gone_does_not_take_what_comes_after_it() -> None:
    gone = seen(entry(1, **OLD))
    assert seen(gone, line(after=9000.0)) == gone
    pending = entry(
        1,
        8000.0,
        state=PENDING,
        open=True,
        version=None,
        created_at=None,
        answered=None,
        server_filename=None,
    )
    after = reconcile(pending, Listing((line(after=8000.0),), SERVER + 8100), [gone], now=SENT + 8100)
    assert after is not None
    assert after.version == 1


def test_a_gone_one_owns_nothing_however_little_is_known_of_it() -> None:
    gone = seen(entry(1, **OLD))
    pending = entry(
        1,
        8000.0,
        **{**OLD, "over_at": SERVER + 8002.0},
        state=PENDING,
        open=True,
        version=None,
        baseline=1,
        baseline_at=SERVER + 7000.0,
    )
    after = reconcile(pending, Listing((line(after=8000.0),), SERVER + 8100), [gone], now=SENT + 8100)
    assert after is not None
    assert after.version == 1
    assert from_elsewhere([gone], Listing((line(after=8000.0),))) == line(after=8000.0)


@pytest.mark.parametrize("state", [UNKNOWN, ACCEPTED_UNGRADED])
def test_candidates_that_are_gone_leave_the_way_free(state: str) -> None:
    unsure = entry(1, state=state, version=None, created_at=None, candidates=(1, 2), answered=None)
    assert seen(unsure, line(2)) == unsure
    gone = seen(unsure)
    assert gone.gone_at is not None
    pending = entry(1, 60.0, state=PENDING, open=True, version=None, created_at=None, answered=None)
    lines = Listing((line(1, 60.0),), SERVER + 70)
    rival, free = (reconcile(pending, lines, [other], now=SENT) for other in (unsure, gone))
    assert rival
    assert free
    assert (rival.state, free.version) == (UNKNOWN, 1)
    alone = replace(unsure, candidates=(1,), created_at=SERVER + 1)
    assert seen(alone, line()) == alone
    assert seen(alone, line(after=GAP)).gone_at is not None


@pytest.mark.parametrize("state", [REFUSED, NOT_LANDED, PENDING])
def test_what_has_no_version_is_not_looked_for(state: str) -> None:
    at = entry(version=None, created_at=None, state=state, open=state == PENDING)
    assert seen(at) == at


def test_what_cannot_be_traced_is_not_removed() -> None:
    for at in (
        entry(state=UNKNOWN, version=None, created_at=None, baseline=None, reason="not_listable"),
        entry(state=ACCEPTED_UNGRADED, version=None, created_at=None, reason="not_listed"),
    ):
        assert seen(at) == at


def test_only_what_is_newer_than_all_that_was_sent_is_from_elsewhere() -> None:
    ours, theirs = entry(1), line(2, GAP)
    listing = Listing((theirs, line(1)), SERVER + 2 * GAP)
    assert from_elsewhere([ours], listing) == theirs
    assert from_elsewhere([], listing) == theirs
    refused = entry(
        2, 2 * GAP, state=REFUSED, version=None, created_at=None, baseline=2, baseline_at=theirs.created_at
    )
    assert from_elsewhere([refused, ours], listing) is None
    assert from_elsewhere([entry(3, 2 * GAP)], Listing((line(3, 2 * GAP), theirs))) is None
    assert from_elsewhere([ours], Listing((line(2, GAP, None), line(1)))) is None
    assert from_elsewhere([ours], Listing(())) is None
    without_its_moment = entry(1, created_at=None, gone_at=SERVER + 500)
    again = line(1, GAP)
    assert from_elsewhere([without_its_moment], Listing((again,))) == again
    assert from_elsewhere([replace(without_its_moment, version=2)], Listing((again,))) == again
    nameless = Seen(2, None, "2_handin.c")
    assert from_elsewhere([ours], Listing((nameless,))) == nameless
    assert from_elsewhere([entry(2)], Listing((nameless,))) is None


def test_what_may_be_ours_is_not_from_elsewhere() -> None:
    doubt = entry(2, GAP, state=PENDING, open=True, version=None, created_at=None, answered=None)
    assert from_elsewhere([doubt], Listing((line(2, GAP),))) is None
    unsure = entry(2, GAP, state=UNKNOWN, version=None, created_at=None, candidates=(2,), answered=None)
    assert from_elsewhere([unsure], Listing((line(2, GAP),))) is None


@dataclass
class World:
    """A server with one student's list, and what this computer knows of it."""

    rows: list[tuple[int, float, str]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    after: float = 0.0

    def act(self, deed: str) -> None:
        self.after += GAP
        number = max((row[0] for row in self.rows), default=0) + 1
        if deed in {"ours", "ours, list lost"}:
            lines = self.listing()
            made = entry(number, self.after, baseline=lines.newest, baseline_at=lines.newest_at)
            self.rows.append((number, SERVER + self.after + 1, made.id))
            self.entries.append(made if deed == "ours" else replace(made, created_at=None))
        elif deed == "theirs":
            self.rows.append((number, SERVER + self.after + 1, "them"))
        elif deed == "delete newest" and self.rows:
            self.rows.pop()
        elif deed == "delete oldest" and self.rows:
            self.rows.pop(0)
        elif deed == "look":
            self.entries = [
                presence(each, self.listing(), self.entries, at=SERVER + self.after) for each in self.entries
            ]

    def listing(self) -> Listing:
        lines = tuple(Seen(number, at, f"{number}_handin.c") for number, at, _ in self.rows[::-1])
        return Listing(lines, SERVER + self.after)


DEEDS = ["ours", "ours, list lost", "theirs", "delete newest", "delete oldest", "look"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(DEEDS), max_size=14))
def test_removed_is_said_of_what_is_removed_and_of_nothing_else(deeds: list[str]) -> None:
    world = World()
    for deed in deeds:
        world.act(deed)
    world.act("look")
    there = {owner for _, _, owner in world.rows}
    assert {each.id for each in world.entries if each.gone_at is None} == there - {"them"}
    for number, at, owner in world.rows:
        one = Seen(number, at, f"{number}_handin.c")
        assert [each.id for each in world.entries if may_be(each, one, world.entries)] == (
            [] if owner == "them" else [owner]
        )


@settings(deadline=None)
@given(st.lists(st.sampled_from(DEEDS), max_size=14))
def test_from_elsewhere_is_what_came_after_everything_of_ours(deeds: list[str]) -> None:
    world = World()
    for deed in deeds:
        world.act(deed)
    newest = max(world.rows, key=lambda row: row[1], default=None)
    last = max((each.listed_at or 0.0 for each in world.entries), default=0.0)
    world.act("look")
    found = from_elsewhere(world.entries, world.listing())
    expected = newest if newest and newest[2] == "them" and newest[1] > last else None
    assert (found and found.created_at) == (expected and expected[1])
