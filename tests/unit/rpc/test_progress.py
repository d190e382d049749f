"""Progress notifications: few, but every phase and the end are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from native_host.rpc.progress import INTERVAL, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping


class Listener:
    def __init__(self) -> None:
        self.now = 100.0
        self.heard: list[tuple[float, Mapping[str, Any]]] = []
        self.progress = Progress(self.notify, "submit.progress", {"upload": "u"}, lambda: self.now)

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        assert method == "submit.progress"
        self.heard.append((self.now, params))


def test_phases_are_told_at_once_and_only_once() -> None:
    listener = Listener()
    for phase in ("sending", "waiting", "waiting", "settling"):
        listener.progress.report(phase=phase, sent=1, size=1)
    assert [told["phase"] for _, told in listener.heard] == ["sending", "waiting", "settling"]
    assert all(told["upload"] == "u" for _, told in listener.heard)


def test_the_last_word_is_always_said() -> None:
    listener = Listener()
    listener.progress.report(received=1, size=9)
    listener.progress.report(received=5, size=9)
    listener.progress.report(received=9, size=9, last=True)
    assert [told["received"] for _, told in listener.heard] == [1, 9]


def test_one_phase_is_told_again_after_the_interval() -> None:
    listener = Listener()
    listener.now = 0.0
    for sent, now in enumerate((0.0, INTERVAL / 2, INTERVAL)):
        listener.now = now
        listener.progress.report(phase="sending", sent=sent, size=9)
    assert [told["sent"] for _, told in listener.heard] == [0, 2]


@given(st.lists(st.floats(-1, 0.3), max_size=60))
def test_at_most_ten_a_second_even_if_the_clock_jumps_back(steps: list[float]) -> None:
    listener = Listener()
    for sent, step in enumerate(steps):
        listener.now += step
        listener.progress.report(phase="sending", sent=sent, size=1000)
    for (before, _), (after, _) in zip(listener.heard, listener.heard[1:], strict=False):
        assert after - before >= INTERVAL or after < before
