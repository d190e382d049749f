"""The server's time, reckoned from its Date headers whatever happens to our own clock."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab.server_clock import ServerClock

NOW = 1_795_470_370.25
DAY = 86_400.0


class World:
    """A server's clock, ours, and one that nobody sets."""

    def __init__(self, ahead: float = 0.0) -> None:
        self.server, self.steady, self.wall = NOW, 100.0, NOW + ahead
        self.clock = ServerClock(lambda: self.steady, lambda: self.wall)

    def passes(self, seconds: float) -> None:
        self.server += seconds
        self.steady += seconds
        self.wall += seconds

    def exchange(self, there: float = 0.1, back: float = 0.1) -> None:
        sent = self.steady
        self.passes(there)
        date = formatdate(int(self.server), usegmt=True)
        self.passes(back)
        self.clock.observe({"date": date}, sent)


def test_nothing_is_known_before_an_answer() -> None:
    world = World(ahead=DAY)
    assert world.clock.ahead() is None
    assert world.clock.now() == world.wall


@pytest.mark.parametrize("ahead", [0.0, -3 * DAY, 3 * DAY, 365 * DAY, 3600.0])
def test_one_answer_tells(ahead: float) -> None:
    world = World(ahead)
    world.exchange()
    assert world.clock.now() == pytest.approx(world.server, abs=1)
    assert world.clock.ahead() == pytest.approx(ahead, abs=1)


def test_our_clock_may_be_set_meanwhile() -> None:
    world = World()
    world.exchange()
    world.wall -= DAY
    world.passes(600)
    assert world.clock.now() == pytest.approx(world.server, abs=1)
    assert world.clock.ahead() == pytest.approx(-DAY, abs=1)


def test_each_answer_counts_and_the_servers_clock_may_be_set_too() -> None:
    world = World()
    world.exchange()
    world.server += 3600
    world.exchange()
    assert world.clock.now() == pytest.approx(world.server, abs=1)


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 900), st.floats(0, 3600)), max_size=20))
def test_slow_answers_do_not_make_it_worse(exchanges: list[tuple[float, float, float]]) -> None:
    world = World(ahead=-DAY)
    world.exchange(0.01, 0.01)
    for there, back, pause in exchanges:
        world.exchange(there, back)
        world.passes(pause)
        assert world.clock.now() == pytest.approx(world.server, abs=1.1)


@pytest.mark.parametrize(
    "headers", [{}, {"date": "soon"}, {"date": "Thu, 01 Jan 1970 00:00:00 GMT", "age": "3"}]
)
def test_what_tells_no_time_of_the_servers_changes_nothing(headers: dict[str, str]) -> None:
    world = World()
    world.exchange()
    before = world.clock.now()
    world.clock.observe(headers, world.steady)
    assert world.clock.now() == before
