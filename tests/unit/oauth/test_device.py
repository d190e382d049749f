from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.oauth.device import (
    ENDED,
    GRANTED,
    HICCUP,
    MAX_WINDOWS,
    PENDING,
    PHASES,
    THROTTLED,
    WINDOW,
    Schedule,
    activate_url,
    deep_link,
    read_init,
    read_poll,
)
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable

ORIGIN = "https://autolab.example.edu"


def test_an_opened_request() -> None:
    opened = read_init(
        ORIGIN,
        200,
        b'{"device_code":"' + b"d" * 64 + b'","user_code":"hjlvIe","verification_uri":"http://evil/"}',
    )
    assert (opened.user_code, opened.device_code.reveal()) == ("hjlvIe", "d" * 64)
    assert "ddd" not in repr(opened)


def test_addresses_come_from_our_origin_not_from_the_answer() -> None:
    assert activate_url(ORIGIN) == ORIGIN + "/activate"
    assert deep_link(ORIGIN, "aB3&x=1") == ORIGIN + "/device_flow_resolve?user_code=aB3%26x%3D1"


@pytest.mark.parametrize(
    ("status", "body", "name"),
    [
        (429, b'{"error": "Too Many Requests. Retry Later."}', "device_throttled"),
        (400, b'{"error":"Unrecognized client_id"}', "client_rejected"),
        (404, b"<html>", "way_unavailable"),
        (500, b"", "server_failed"),
        (200, b"<html>", "answer_unexpected"),
        (200, b'{"device_code":"x"}', "answer_unexpected"),
        (200, b'{"device_code":"x","user_code":"a b"}', "answer_unexpected"),
        (200, b'{"device_code":5,"user_code":"ab"}', "answer_unexpected"),
    ],
)
def test_a_request_that_cannot_be_opened(status: int, body: bytes, name: str) -> None:
    with pytest.raises(CompanionError) as caught:
        read_init(ORIGIN, status, body)
    assert caught.value.name == name


@pytest.mark.parametrize(
    ("status", "body", "kind", "error"),
    [
        (400, b'{"error":"authorization_pending"}', PENDING, None),
        (429, b'{"error": "Too Many Requests. Retry Later."}', THROTTLED, None),
        (429, b"", THROTTLED, None),
        (200, b'{"code":"abc"}', GRANTED, None),
        (400, b'{"error":"authorization denied by user"}', ENDED, "device_denied"),
        (400, b'{"error":"Invalid device_code. User may have denied access"}', ENDED, "device_code_unknown"),
        (400, b'{"error":"Unrecognized client_id"}', ENDED, "client_rejected"),
        (200, b"<html>portal</html>", HICCUP, None),
        (200, b'{"code":""}', HICCUP, None),
        (200, b'{"code":["abc"]}', HICCUP, None),
        (400, b"<html>", HICCUP, None),
        (400, b'{"error":{"a":1}}', HICCUP, None),
        (400, b'{"error":"something new"}', HICCUP, None),
        (502, b"<html>", HICCUP, None),
        (302, b"", HICCUP, None),
    ],
)
def test_every_answer_of_a_poll(status: int, body: bytes, kind: str, error: str | None) -> None:
    poll = read_poll(ORIGIN, status, body)
    assert poll.kind == kind
    assert (poll.error.name if poll.error else None) == error
    assert (poll.code is not None) == (kind == GRANTED)


@given(st.integers(100, 599), st.binary(max_size=80))
def test_whatever_a_poll_brings_is_one_of_the_kinds(status: int, body: bytes) -> None:
    assert read_poll(ORIGIN, status, body).kind in (PENDING, THROTTLED, HICCUP, GRANTED, ENDED)


HISTORY = st.lists(
    st.tuples(st.sampled_from([PENDING, THROTTLED, HICCUP]), st.floats(0, 20), st.floats(0, 2)), max_size=40
)


def dice(seed: int) -> Callable[[], float]:
    return random.Random(seed).random  # noqa: S311 - repeatable draws are the point


@given(HISTORY, st.floats(0, 2e9), st.integers())
def test_polls_are_five_seconds_apart_and_just_past_a_windows_start(
    history: list[tuple[str, float, float]], start: float, seed: int
) -> None:
    schedule = Schedule(dice(seed), not_before=start)
    sent_at = None
    at = schedule.next_at
    assert start <= at <= start + 2 * WINDOW
    for kind, took, lag in history:
        actual = at + lag
        if sent_at is not None:
            assert actual - sent_at >= WINDOW - 1e-6
        sent_at = actual
        at = schedule.polled(kind, sent_at, sent_at + took)
        assert at >= sent_at + took - 1e-6
        assert PHASES[0] - 1e-5 <= at % WINDOW <= PHASES[1] + 1e-5
        assert at - max(sent_at + took, sent_at) <= WINDOW * (MAX_WINDOWS + 2)


def test_a_lone_client_polls_every_window_despite_lagging_timers() -> None:
    schedule = Schedule(dice(1), not_before=100.0)
    now = schedule.next_at
    polls = 0
    while now < 100 + 600:
        polls += 1
        now = schedule.polled(PENDING, now + 0.004, now + 0.08)
    assert polls >= 600 / WINDOW * 0.95


def test_a_clock_set_back_during_a_poll_does_not_stop_the_polling() -> None:
    schedule = Schedule(dice(1), not_before=100_000.0)
    now = schedule.next_at - 86_400
    assert WINDOW <= schedule.polled(PENDING, schedule.next_at, now) - now <= 3 * WINDOW


@pytest.mark.parametrize("clients", [2, 10, 30])
def test_a_campus_behind_one_address_all_gets_in(clients: int) -> None:
    """The server lets one poll per window and address through; refused ones count too."""
    draw = dice(clients)
    schedules = [Schedule(draw, not_before=draw() * 30) for _ in range(clients)]
    windows: set[int] = set()
    approved_at = {n: 20 + draw() * 40 for n in range(clients)}
    waited: dict[int, float] = {}
    polls = refused = 0
    while len(waited) < clients:
        n = min((n for n in range(clients) if n not in waited), key=lambda n: schedules[n].next_at)
        now = schedules[n].next_at
        polls += 1
        if int(now // WINDOW) in windows:
            refused += 1
            schedules[n].polled(THROTTLED, now, now)
            continue
        windows.add(int(now // WINDOW))
        if now >= approved_at[n]:
            waited[n] = now - approved_at[n]
        else:
            schedules[n].polled(PENDING, now, now)
    assert max(waited.values()) < 60 + clients * WINDOW * 4
    assert refused < polls * 0.85
