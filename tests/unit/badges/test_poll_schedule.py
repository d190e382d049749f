from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.badges.poll_schedule import FIRST, HOPELESS_AFTER, JITTER, LONGEST, next_gap

STUDENTS = 500
FIXED = 5.0


def looks(takes: float, usual: float | None, seed: int) -> list[float]:
    """Moments of the requests of one student whose score appears after `takes` seconds."""
    dice = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    moments: list[float] = []
    while not moments or moments[-1] < takes:
        gap = next_gap(moments[-1] if moments else 0.0, usual, dice.random)
        assert gap is not None
        moments.append((moments[-1] if moments else 0.0) + gap)
    return moments


def course(takes: float, usual: float | None) -> list[list[float]]:
    return [looks(takes, usual, seed) for seed in range(STUDENTS)]


@pytest.mark.parametrize("usual", [None, 60.0, 45.0])
def test_a_60_s_autograde_costs_at_most_half_the_requests_of_a_fixed_poll(usual: float | None) -> None:
    fixed = 60.0 / FIXED
    assert statistics.median(len(moments) for moments in course(60.0, usual)) <= 0.5 * fixed


def test_a_known_duration_makes_the_news_cheaper_and_earlier() -> None:
    blind, aimed = course(60.0, None), course(60.0, 60.0)
    assert statistics.mean(map(len, aimed)) < statistics.mean(map(len, blind))
    assert statistics.median(m[-1] for m in aimed) <= statistics.median(m[-1] for m in blind)


def test_quick_news_is_quick_even_where_it_is_usually_slow() -> None:
    assert statistics.median(moments[-1] for moments in course(4.0, 200.0)) < 15


def test_students_who_submit_together_do_not_ask_together() -> None:
    second_looks = [int(moments[1]) for moments in course(60.0, None)]
    assert max(second_looks.count(second) for second in set(second_looks)) < STUDENTS * 0.6


@given(
    waited=st.floats(0, 2 * HOPELESS_AFTER),
    usual=st.none() | st.floats(0, 100_000),
    dice=st.floats(0, 1, exclude_max=True),
)
def test_gaps_are_never_hasty_never_endless(waited: float, usual: float | None, dice: float) -> None:
    gap = next_gap(waited, usual, lambda: dice)
    if waited >= HOPELESS_AFTER:
        assert gap is None
    else:
        assert gap is not None
        assert FIRST * (1 - JITTER) <= gap <= LONGEST * (1 + JITTER)
