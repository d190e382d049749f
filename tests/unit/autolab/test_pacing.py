"""The pacer against simulated servers whose clocks, limits and headers it does not know."""

from __future__ import annotations

import heapq
import json
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native_host.autolab.headers import RateHint
from native_host.autolab.pacing import FINE_FOR, IN_FLIGHT, Lane, Pacer, Priority, Ticket

START = 1_795_470_370.0
SILENT = RateHint()
KEYS = st.sampled_from(
    ["kept_at", "limited_for", "fine_for", "ahead", "windows", "api", "submit", "limit", "pause", "counts"]
)
RULES = {"api": (10, 30.0), "submit": (4, 60.0)}


@dataclass
class Server:
    """Counts like rack-attack: windows aligned to its own clock, refused requests counted too."""

    skew: float = 0.0
    tells_date: bool = True
    throttles: bool = True
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def refuses(self, lane: Lane, now: float) -> bool:
        names = ("api", "submit") if lane == "submit" else ("api",)
        refused = False
        for name in names:
            limit, period = RULES[name]
            key = (name, int((now + self.skew) // period))
            self.counts[key] = self.counts.get(key, 0) + 1
            refused = refused or self.counts[key] > limit
        return refused and self.throttles

    def date(self, now: float) -> float | None:
        return float(int(now + self.skew)) if self.tells_date else None


@dataclass
class Run:
    """What happened: when requests arrived, and which were refused."""

    arrivals: list[tuple[float, Lane]] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    most_in_flight: int = 0
    end: float = START


def run(
    pacer: Pacer, server: Server, lanes: list[Lane], *, start: float = START, latency: float = 0.05
) -> Run:
    """Send every request until it is answered with something else than 429."""
    seen, now, flying = Run(), start, 0
    answers: list[tuple[float, int, Ticket, bool]] = []
    for lane in lanes:
        pacer.enqueue(Ticket(lane, Priority.SOON))
    left = len(lanes)
    while left:
        for ticket in pacer.admit(now):
            flying += 1
            arrival = now + latency / 2
            refused = server.refuses(ticket.lane, arrival)
            seen.arrivals.append((arrival, ticket.lane))
            if refused:
                seen.refused.append(arrival)
            heapq.heappush(answers, (now + latency, ticket.order, ticket, refused))
        seen.most_in_flight = max(seen.most_in_flight, flying)
        times = [at for at in (pacer.next_time(now), answers[0][0] if answers else None) if at is not None]
        assert times, "nobody would ever wake"
        now = max(now, min(times)) if min(times) > now else now + 0.001
        while answers and answers[0][0] <= now:
            _, _, ticket, refused = heapq.heappop(answers)
            flying -= 1
            pacer.remove(ticket)
            if refused:
                date = server.date(now)
                pacer.offset = pacer.offset if date is None else date - now
                pacer.throttled(ticket.lane, now, SILENT)
                pacer.enqueue(ticket)
            else:
                pacer.succeeded(ticket.lane, now, SILENT)
                left -= 1
        assert now - start < 24 * 3600, "starved"
    seen.end = now
    return seen


@settings(max_examples=60)
@given(
    st.floats(-20, 20),
    st.booleans(),
    st.lists(st.sampled_from(["api", "api", "api", "submit", "download"]), min_size=1, max_size=60),
    st.floats(0, 60),
    st.sampled_from([0.01, 0.05, 0.3]),
)
def test_every_request_is_answered_and_few_are_refused(
    skew: float, tells_date: bool, lanes: list[Lane], phase: float, latency: float
) -> None:
    server = Server(skew, tells_date)
    seen = run(Pacer(), server, lanes, start=START + phase, latency=latency)
    assert seen.most_in_flight <= sum(IN_FLIGHT.values())
    if tells_date:
        # One burst per window kind may be refused while learning; afterwards the limits are kept.
        learning = [at for at in seen.refused if at - seen.refused[0] > 2 * latency]
        assert len(learning) <= IN_FLIGHT["submit"]
    periods = 1 + len(lanes) // 10 + lanes.count("submit") // 4 * 2
    assert seen.end - START - phase <= 30 * (periods + 4) + 60 * 3


def test_a_server_that_never_throttles_costs_nothing() -> None:
    pacer, server = Pacer(), Server(throttles=False)
    seen = run(pacer, server, ["api"] * 101)
    assert seen.end - START < 101 / IN_FLIGHT["api"] * 0.05 + 0.2
    assert not pacer.limited


def test_after_one_429_the_limits_hold_without_further_refusals() -> None:
    pacer, server = Pacer(), Server()
    first = run(pacer, server, ["api"] * 30)
    assert 1 <= len(first.refused) <= IN_FLIGHT["api"]
    assert pacer.limited
    assert not run(pacer, server, ["api"] * 40, start=first.end + 7).refused


def test_the_wait_is_the_rest_of_the_window_and_no_more() -> None:
    boundary = START // 30 * 30 + 30
    pacer = Pacer()
    pacer.throttled("api", boundary - 12, SILENT)
    ticket = Ticket("api", Priority.SHOWN)
    pacer.enqueue(ticket)
    assert pacer.admit(boundary - 0.5) == []
    assert pacer.next_time(boundary - 12) == pytest.approx(boundary + 1)
    assert pacer.admit(boundary + 1) == [ticket]


def test_a_second_429_in_a_row_waits_a_whole_period() -> None:
    boundary = START // 30 * 30 + 30
    pacer = Pacer()
    pacer.throttled("api", boundary - 1, SILENT)
    pacer.throttled("api", boundary - 0.9, SILENT)  # of the same burst: no second strike
    pacer.throttled("api", boundary + 2, SILENT)
    pacer.enqueue(Ticket("api", Priority.SHOWN))
    assert pacer.next_time(boundary + 2) == pytest.approx(boundary + 2 + 31)


def test_two_hosts_of_one_account_get_everything_done() -> None:
    server = Server()
    pacers = [Pacer(), Pacer()]
    first = run(pacers[0], server, ["api"] * 25)
    second = run(pacers[1], server, ["api"] * 25, start=first.end)
    assert second.end - START < 30 * 8


def test_what_a_server_says_about_timing_is_respected() -> None:
    pacer = Pacer()
    pacer.throttled("api", START, RateHint(wait=95, limit=3))
    pacer.enqueue(Ticket("api", Priority.SHOWN))
    assert pacer.next_time(START) == pytest.approx(START + 95)
    for _ in range(9):
        pacer.enqueue(Ticket("download", Priority.SHOWN))
    assert len(pacer.admit(START + 96)) == 3


def test_a_submission_refused_by_the_limit_of_all_requests_changes_not_its_own() -> None:
    pacer = Pacer()
    pacer.throttled("submit", START, RateHint(wait=5, limit=10))
    later = START + 120
    for _ in range(6):
        ticket = Ticket("submit", Priority.SHOWN)
        pacer.enqueue(ticket)
        pacer.admit(later)
        pacer.remove(ticket)
    pacer.enqueue(Ticket("submit", Priority.SHOWN))
    assert pacer.delay_of(Ticket("submit", Priority.SHOWN), later) > 0, "four a minute is still its limit"
    assert pacer.delay_of(Ticket("api", Priority.SHOWN), later) == 0


def test_an_exhausted_window_is_not_pushed() -> None:
    pacer = Pacer()
    pacer.succeeded("api", START, RateHint(wait=12, remaining=0))
    pacer.enqueue(Ticket("api", Priority.SHOWN))
    assert pacer.admit(START) == []
    assert pacer.next_time(START) == pytest.approx(START + 12)
    assert not pacer.limited


def test_an_absurd_wait_is_cut() -> None:
    pacer = Pacer()
    pacer.pause("api", START, 1e9)
    assert pacer.delay_of(Ticket("api", Priority.SHOWN), START) <= 3600


def test_the_limits_survive_a_restart_and_so_does_the_window() -> None:
    pacer, server = Pacer(), Server()
    first = run(pacer, server, ["api"] * 11)
    reborn = next_life(pacer, first.end)
    assert reborn.limited
    assert not run(reborn, server, ["api"] * 25, start=first.end).refused


def next_life(pacer: Pacer, now: float, *, wall: float = START, then: float | None = None) -> Pacer:
    """The pacer of a host that starts when our clock says `then`; the one before ended when it said `wall`."""
    kept = json.loads(json.dumps(pacer.snapshot(now, wall)))
    return Pacer(kept, now=now, wall=wall if then is None else then)


HOUR, DAY, YEAR = 3600.0, 86_400.0, 365 * 86_400.0
JUMPS = [*(hours * HOUR for hours in range(1, 24)), DAY, YEAR, 10 * YEAR]


@pytest.mark.parametrize("jump", [*JUMPS, *(-jump for jump in JUMPS)])
@pytest.mark.parametrize("hint", [SILENT, RateHint(wait=95), RateHint(wait=1e9)])
def test_a_pause_from_a_wrong_clock_is_no_longer_than_it_was_meant(jump: float, hint: RateHint) -> None:
    """One 429 while the clock was wrong; the next host starts when it is right again."""
    pacer = Pacer(now=START, wall=START + jump)
    pacer.throttled("submit", START, hint)
    pacer.throttled("api", START, hint)
    again = next_life(pacer, START, wall=START + jump, then=START + 1)
    for lane in ("api", "submit"):
        assert again.delay_of(Ticket(lane, Priority.SHOWN), START) == 0
    third = next_life(again, START, wall=START + 1, then=START + 2)
    assert third.delay_of(Ticket("api", Priority.SHOWN), START) == 0


@pytest.mark.parametrize("jump", [*JUMPS, *(-jump for jump in JUMPS)])
def test_limits_from_a_wrong_clock_are_not_for_ever(jump: float) -> None:
    pacer = Pacer(now=START, wall=START + jump)
    pacer.throttled("api", START, SILENT)
    again = next_life(pacer, START, wall=START + jump, then=START)
    again.admit(START + FINE_FOR + 1)
    assert not again.limited


def test_a_remembered_pause_goes_on_where_it_was() -> None:
    pacer = Pacer()
    pacer.throttled("api", START, RateHint(wait=95))
    again = next_life(pacer, START + 5, wall=START + 5, then=START + 15)
    assert again.delay_of(Ticket("api", Priority.SHOWN), START + 5) == pytest.approx(80)


@given(st.floats(0, 1e9), st.floats(-1e9, 1e9), st.floats(0, 200))
def test_no_remembered_pause_is_longer_than_what_was_left_of_it(
    wall: float, jump: float, seconds: float
) -> None:
    pacer = Pacer(now=START, wall=wall)
    pacer.pause("api", START, seconds)
    again = next_life(pacer, START, wall=wall, then=wall + jump)
    assert 0 <= again.delay_of(Ticket("api", Priority.SHOWN), START) <= seconds + 1e-3


@given(st.floats(0, 3700), st.lists(st.floats(-1e8, 1e8), max_size=5))
def test_no_jump_of_a_running_clock_prolongs_a_pause(seconds: float, jumps: list[float]) -> None:
    pacer, now = Pacer(), START
    pacer.throttled("api", now, RateHint(wait=seconds or None))
    for jump in jumps:
        now += jump
        pacer.admit(now)
        assert pacer.delay_of(Ticket("api", Priority.SHOWN), now) <= max(seconds, 31) + 2


def test_the_limits_are_dropped_after_a_long_fine_time_and_doubt_grows() -> None:
    pacer = Pacer()
    pacer.throttled("api", START, SILENT)
    pacer.admit(START + FINE_FOR - 1)
    assert pacer.limited
    pacer.admit(START + FINE_FOR + 1)
    assert not pacer.limited
    again = START + FINE_FOR + 100
    pacer.throttled("api", again, SILENT)
    pacer.admit(again + 1.5 * FINE_FOR)
    assert pacer.limited
    pacer.admit(again + 2 * FINE_FOR + 1)
    assert not pacer.limited


def test_what_the_user_looks_at_goes_first() -> None:
    pacer = Pacer()
    idle, soon, shown = (Ticket("api", p) for p in (Priority.IDLE, Priority.SOON, Priority.SHOWN))
    fill = [Ticket("api", Priority.SOON) for _ in range(IN_FLIGHT["api"])]
    for ticket in fill:
        pacer.enqueue(ticket)
    assert pacer.admit(START) == fill
    for ticket in (idle, soon, shown):
        pacer.enqueue(ticket)
    for done, expected in zip(fill, (shown, soon, idle), strict=False):
        pacer.remove(done)
        assert pacer.admit(START) == [expected]


def test_background_work_leaves_room_for_the_user() -> None:
    pacer = Pacer()
    for _ in range(10):
        pacer.enqueue(Ticket("api", Priority.IDLE))
    assert len(pacer.admit(START)) == IN_FLIGHT["api"] // 2
    user = Ticket("api", Priority.SHOWN)
    pacer.enqueue(user)
    assert pacer.admit(START) == [user]


def test_a_long_upload_holds_up_nothing_else() -> None:
    pacer = Pacer()
    pacer.enqueue(Ticket("submit", Priority.SHOWN))
    pacer.admit(START)
    for _ in range(IN_FLIGHT["api"]):
        pacer.enqueue(Ticket("api", Priority.SHOWN))
    assert len(pacer.admit(START)) == IN_FLIGHT["api"]


def test_a_clock_set_back_does_not_stop_the_queue() -> None:
    pacer = Pacer()
    pacer.throttled("api", START, SILENT)
    past = START - 10 * 365 * 86400
    pacer.enqueue(Ticket("api", Priority.SHOWN))
    pacer.admit(past)
    at = pacer.next_time(past)
    assert at is None or at - past <= 32


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
)


@given(st.dictionaries(KEYS, JSON))
def test_a_damaged_memory_is_forgotten(memory: dict[str, object]) -> None:
    pacer = Pacer(memory)
    pacer.enqueue(Ticket("api", Priority.SHOWN))
    pacer.admit(START)
    assert pacer.delay_of(Ticket("submit", Priority.SHOWN), START) >= 0
    json.dumps(pacer.snapshot(START, START), allow_nan=False)
