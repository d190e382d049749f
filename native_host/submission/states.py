"""The states of a submission, and what leads from one to the next. Pure.

    sending ──▶ landed              ACCEPTED: the server gave it a version                                (settled)
       │ ├────▶ refused             REFUSAL: the server said no                                           (settled)
       │ ├────▶ not_landed          NOT_SENT: its end never left                                          (settled)
       │ └────▶ accepted_ungraded   UNGRADED: the server said so; open until its list was read
       ▼ DOUBT: no answer, or neither yes nor no
    pending                         it may have arrived; being looked up
       ├──────▶ appeared            LISTED: the list shows a version that is probably this file           (settled)
       ├──────▶ not_stored          LISTED_EMPTY: the list shows its row, without a file                  (settled)
       ├──────▶ refused             ABSENT_REFUSED: not listed, and the server had answered no            (settled)
       ├──────▶ not_landed          ABSENT: not listed, and nothing can arrive any more                   (settled)
       └──────▶ unknown             AMBIGUOUS: the list can't tell; the student can                       (settled)

    not_landed ─▶ appeared, not_stored, unknown   a correction, when a list shows it after all

`TRANSITIONS` is the same as data; `steps.py` writes down what comes with each. Everything that is no key of it can
not happen: `next_state` raises, and a test walks every pair.
"""

from __future__ import annotations

from ..storage.submissions.entry import (
    ACCEPTED_UNGRADED,
    APPEARED,
    LANDED,
    NOT_LANDED,
    NOT_STORED,
    PENDING,
    REFUSED,
    SENDING,
    UNKNOWN,
)

ACCEPTED, REFUSAL, NOT_SENT, UNGRADED, DOUBT = "accepted", "refusal", "not_sent", "ungraded", "doubt"
"""Events of the attempt: how its one POST ended."""
LISTED, LISTED_EMPTY, ABSENT, ABSENT_REFUSED, AMBIGUOUS = (
    "listed",
    "listed_empty",
    "absent",
    "absent_refused",
    "ambiguous",
)
"""Events of reconciling: what the server's list shows."""

TRANSITIONS: dict[str, dict[str, str]] = {
    SENDING: {
        ACCEPTED: LANDED,
        REFUSAL: REFUSED,
        NOT_SENT: NOT_LANDED,
        UNGRADED: ACCEPTED_UNGRADED,
        DOUBT: PENDING,
    },
    PENDING: {
        LISTED: APPEARED,
        LISTED_EMPTY: NOT_STORED,
        ABSENT: NOT_LANDED,
        ABSENT_REFUSED: REFUSED,
        AMBIGUOUS: UNKNOWN,
    },
    ACCEPTED_UNGRADED: {
        LISTED: ACCEPTED_UNGRADED,
        LISTED_EMPTY: NOT_STORED,
        ABSENT: ACCEPTED_UNGRADED,
        ABSENT_REFUSED: ACCEPTED_UNGRADED,
        AMBIGUOUS: ACCEPTED_UNGRADED,
    },
    NOT_LANDED: {
        LISTED: APPEARED,
        LISTED_EMPTY: NOT_STORED,
        ABSENT: NOT_LANDED,
        AMBIGUOUS: UNKNOWN,
    },
    LANDED: {},
    APPEARED: {},
    NOT_STORED: {},
    REFUSED: {},
    UNKNOWN: {},
}
"""State → event → next state. What is settled changes by a correction only."""


def next_state(state: str, event: str) -> str:
    """Where `event` leads from `state`. Raises KeyError for what can not happen there: a bug."""
    return TRANSITIONS[state][event]
