"""Two hosts on one data folder: what one learns after the other counts, though their clocks are not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.badges.book import BadgeBook
from native_host.badges.handed_in import HOSTS_APART, learned_at, newer
from native_host.services import Services
from native_host.timestamps import DAY, iso
from native_host.wire.identifiers import AccountKey

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_800_000_000.0
COURSE, LAB = "cs101", "lab1"
ACCOUNT = AccountKey("https://autolab.example.edu anne@example.edu")
DATES = {"start_at": iso(NOW - DAY), "due_at": iso(NOW + DAY), "end_at": iso(NOW + DAY)}
TIMES = st.floats(min_value=0, max_value=2 * NOW)


def book_at(home: Path, clock: float) -> BadgeBook:
    """As a host with this clock begins."""
    return BadgeBook(Services(str(home), lambda: clock), ACCOUNT, COURSE)


@pytest.mark.parametrize("ahead", [-0.5, 0.0, 0.9, HOSTS_APART, 300.0, DAY])
def test_an_arrival_counts_however_far_ahead_the_earlier_host_was(companion_home: Path, ahead: float) -> None:
    first = book_at(companion_home, NOW + ahead)
    first.list([{"name": LAB, "display_name": "Lab 1", **DATES}])
    first.handed_in(LAB, [])
    first.save()
    second = book_at(companion_home, NOW)
    assert second.just_handed_in(LAB, 1)
    second.save()
    (badge,) = second.news(LAB)
    assert (badge["state"], badge["version"]) == ("submitted", 1)
    (kept,) = book_at(companion_home, NOW).badges()
    assert (kept["state"], kept["version"]) == ("submitted", 1)


@pytest.mark.parametrize("ahead", [0.9, DAY])
def test_a_list_read_later_counts_however_far_ahead_the_earlier_host_was(
    companion_home: Path, ahead: float
) -> None:
    first = book_at(companion_home, NOW + ahead)
    first.list([{"name": LAB, "display_name": "Lab 1", **DATES}])
    first.handed_in(LAB, [])
    first.detailed(LAB, {"name": LAB, "display_name": "Lab 1", "max_submissions": 1, **DATES})
    first.save()
    second = book_at(companion_home, NOW)
    second.handed_in(LAB, [{"version": 1, "scores": {}}])
    second.detailed(LAB, {"name": LAB, "display_name": "Lab 1", "max_submissions": 3, **DATES})
    second.save()
    (kept,) = book_at(companion_home, NOW).badges()
    assert (kept["version"], kept["versions_left"]) == (1, 2)


def test_what_another_host_learned_meanwhile_counts(companion_home: Path) -> None:
    first = book_at(companion_home, NOW)
    first.list([{"name": LAB, "display_name": "Lab 1", **DATES}])
    first.handed_in(LAB, [])
    first.save()
    other = book_at(companion_home, NOW + 0.5)
    assert other.just_handed_in(LAB, 1)
    other.save()
    first.save()
    (kept,) = book_at(companion_home, NOW).badges()
    assert kept["version"] == 1


@given(now=TIMES, at=TIMES)
def test_a_moment_is_never_before_what_another_host_may_have_told(now: float, at: float) -> None:
    found = learned_at(now, known(at))
    assert found == (at if now <= at <= now + HOSTS_APART else now)
    assert newer(known(found), known(at), now) == known(found)


def known(at: float) -> dict[str, Any]:
    """Nothing handed in, as of `at`."""
    return {"count": 0, "version": None, "stored": True, "scores": {}, "at": at}
