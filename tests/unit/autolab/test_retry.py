from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from native_host.autolab.error_responses import ThrottledError, TokenRejectedError
from native_host.autolab.headers import RateHint
from native_host.autolab.retry import FIRST_PAUSE, RENEW, THROTTLES, TRIES, WAITED_FOR, WORTH_IT, Retries
from native_host.autolab.transport_errors import ExchangeError
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from native_host.wire.error_names import ErrorName

SERVER = "https://autolab.example.edu"
DOWN = CompanionError("server_failed", server=SERVER, status=503)
THROTTLED = ThrottledError(SERVER, RateHint(), None)


def highest(_low: float, high: float) -> float:
    return high


def test_a_read_outlives_a_passing_trouble_with_growing_pauses() -> None:
    attempts = Retries("read", highest)
    assert [attempts.after(DOWN) for _ in range(TRIES)] == [FIRST_PAUSE, 2 * FIRST_PAUSE, None]


def test_the_pause_is_drawn_from_its_whole_range() -> None:
    assert Retries("read", lambda low, _high: low).after(DOWN) == 0.0


@pytest.mark.parametrize("kind", ["write", "submit"])
def test_a_change_is_repeated_only_if_it_never_left(kind: str) -> None:
    for sent, repeated in (("no", True), ("partly", True), ("maybe", False)):
        error = ExchangeError("server_unreachable", sent, server=SERVER, detail="x")  # type: ignore[arg-type]  # literals
        step = Retries(kind, highest).after(error)  # type: ignore[arg-type]  # literals
        assert (step is not None) is repeated
    assert Retries("write", highest).after(DOWN) is None


def test_a_token_is_renewed_once() -> None:
    attempts = Retries("write")
    rejected = TokenRejectedError(SERVER, "expired", None)
    assert attempts.after(rejected) == RENEW
    assert attempts.after(rejected) is None


def test_a_429_is_waited_out_a_few_times() -> None:
    attempts = Retries("write")
    assert [attempts.after(THROTTLED) for _ in range(THROTTLES)] == [0.0] * (THROTTLES - 1) + [None]


@pytest.mark.parametrize(
    "name", ["tls_failed", "redirect_refused", "answer_too_large", "not_enrolled", "not_autolab"]
)
def test_what_will_not_pass_is_told_at_once(name: ErrorName) -> None:
    assert Retries("read").after(CompanionError(name, server=SERVER)) is None


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_server_that_hangs_is_not_waited_for_once_more() -> None:
    clock = Clock()
    attempts = Retries("read", highest, clock)
    with attempts.waiting():
        clock.now += WAITED_FOR - WORTH_IT + 0.1
    assert attempts.after(DOWN) is None


def test_what_is_left_for_the_next_attempt_ends_all_of_them_in_time() -> None:
    clock = Clock()
    attempts = Retries("read", highest, clock)
    assert attempts.left == WAITED_FOR
    with attempts.waiting():  # for a new token
        clock.now += 15
    clock.now += 1000  # for a turn
    assert attempts.after(DOWN) is not None
    assert attempts.left == WAITED_FOR - 15
    with attempts.waiting():
        clock.now += attempts.left
    assert attempts.after(DOWN) is None


def test_a_token_that_took_long_leaves_the_request_itself_some_time() -> None:
    clock = Clock()
    attempts = Retries("read", highest, clock)
    with attempts.waiting():
        clock.now += 1000  # somebody had to unlock a keychain
    assert attempts.left == WORTH_IT
