"""The steps of a journal entry, each with all that it writes down and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from native_host.storage.submissions.entry import (
    ACCEPTED_UNGRADED,
    LANDED,
    NOT_LANDED,
    PENDING,
    REFUSED,
    SENDING,
    Entry,
)
from native_host.submission import steps
from native_host.submission.listing import Seen
from tests.entries import ENTRY

if TYPE_CHECKING:
    from collections.abc import Callable

    from native_host.wire.shapes.receipts import ReceiptState

NOW = ENTRY.sent_at + 9
LEFT = replace(ENTRY, left_at=ENTRY.sent_at + 1, listed_at=1000.0)
DOUBT = replace(LEFT, state=PENDING, ended_at=ENTRY.sent_at + 5)
SETTLED = {"open": False, "settled_at": NOW, "ended_at": NOW}

STEPS: list[tuple[Callable[[Entry], Entry], Entry, dict[str, object]]] = [
    (lambda e: steps.leaving(e, NOW), ENTRY, {"left_at": NOW}),
    (lambda e: steps.over(e, NOW, 7.5), LEFT, {"ended_at": NOW, "over_at": 1007.5}),
    (lambda e: steps.over(e, NOW, 7.5), replace(LEFT, listed_at=None), {"ended_at": NOW, "over_at": None}),
    (
        lambda e: steps.landed(e, 3, "3_mm.c", NOW),
        LEFT,
        {**SETTLED, "state": LANDED, "answered": 200, "version": 3, "server_filename": "3_mm.c"},
    ),
    (
        lambda e: steps.refused(e, "handin_closed", "too late", NOW),
        LEFT,
        {**SETTLED, "state": REFUSED, "reason": "handin_closed", "server_said": "too late"},
    ),
    (
        lambda e: steps.ungraded(e, "accepted, but"),
        LEFT,
        {"state": ACCEPTED_UNGRADED, "answered": 500, "server_said": "accepted, but"},
    ),
    (
        lambda e: steps.never_sent(e, "cancelled", NOW),
        ENTRY,
        {**SETTLED, "state": NOT_LANDED, "reason": "cancelled"},
    ),
    (
        lambda e: steps.doubted(e, "502"),
        LEFT,
        {"state": PENDING, "reason": "answer_lost", "server_said": "502"},
    ),
    (
        lambda e: steps.answered(e, 418, "handin_failed", "no tea"),
        LEFT,
        {"state": PENDING, "answered": 418, "reason": "handin_failed", "server_said": "no tea"},
    ),
    (
        lambda e: steps.identified(e, Seen(4, 2000.0, "4_mm.c")),
        replace(LEFT, version=3, server_filename="3_mm.c"),
        {"version": 4, "created_at": 2000.0, "server_filename": "4_mm.c"},
    ),
    (
        lambda e: steps.identified(e, Seen(4, 2000.0, None)),
        replace(LEFT, version=3, server_filename="3_mm.c"),
        {"version": 4, "created_at": 2000.0},
    ),
    (
        lambda e: steps.looked_up(e, 1050.0, NOW),
        LEFT,
        {"state": PENDING, "reason": "answer_lost", "ended_at": NOW, "over_at": 1050.0},
    ),
    (
        lambda e: steps.looked_up(e, 1050.0, NOW),
        replace(DOUBT, listed_at=None, reason="server_unreachable"),
        {"reason": "answer_lost", "over_at": 1050.0},
    ),
    (
        lambda e: steps.looked_up(e, 1050.0, NOW),
        replace(DOUBT, answered=500, reason="handin_failed", over_at=1010.0),
        {},
    ),
    (
        lambda e: steps.looked_up(e, 1050.0, NOW),
        replace(DOUBT, state=ACCEPTED_UNGRADED, answered=500, over_at=1010.0),
        {},
    ),
    (
        lambda e: steps.looked_up(e, 1050.0, NOW),
        ENTRY,
        {**SETTLED, "state": NOT_LANDED, "reason": "interrupted"},
    ),
    (lambda e: steps.out_of_reach(e, "server_unreachable"), DOUBT, {"reason": "server_unreachable"}),
    (
        lambda e: steps.out_of_reach(e, "server_unreachable"),
        replace(DOUBT, answered=500, reason="handin_failed"),
        {},
    ),
    (
        lambda e: steps.lost(e, NOW),
        DOUBT,
        {"state": NOT_LANDED, "open": False, "settled_at": NOW, "reason": "never_listed"},
    ),
    (
        lambda e: steps.lost(e, NOW),
        replace(DOUBT, state=ACCEPTED_UNGRADED),
        {"open": False, "settled_at": NOW, "reason": "not_listed"},
    ),
]


@pytest.mark.parametrize(("step", "before", "changes"), STEPS)
def test_a_step_writes_down_what_it_says(
    step: Callable[[Entry], Entry], before: Entry, changes: dict[str, object]
) -> None:
    assert step(before) == replace(before, **changes)  # type: ignore[arg-type]  # replace() is untyped by field


@pytest.mark.parametrize(
    ("status", "state"), [(302, NOT_LANDED), (400, REFUSED), (499, REFUSED), (500, NOT_LANDED)]
)
def test_what_the_answer_was_tells_a_refusal_from_a_failure(status: int, state: ReceiptState) -> None:
    answered = replace(DOUBT, answered=status, reason="handin_failed")
    assert steps.lost(answered, NOW) == replace(answered, state=state, open=False, settled_at=NOW)


def test_the_end_of_an_attempt_is_not_the_end_of_the_doubt() -> None:
    assert steps.lost(DOUBT, NOW).ended_at == DOUBT.ended_at != NOW


@pytest.mark.parametrize(
    ("size", "seconds"), [(0, 200.0), (4000, 201.0), (4_000_000, 1200.0), (10**9, 3600.0)]
)
def test_the_longest_post(size: int, seconds: float) -> None:
    assert steps.longest_post(size) == seconds


def test_a_new_entry_is_being_sent() -> None:
    assert (ENTRY.state, ENTRY.open) == (SENDING, True)
