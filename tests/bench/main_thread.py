"""What a page's main thread did for us, out of a trace of Chromium."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Event = dict[str, Any]

OURS = re.compile(r"chrome-extension://|'worldName': 'Autolab Companion'")
"""What an event of ours carries: the address of a script, or the world it was called in, microtasks included."""
TASK = "RunTask"
BROWSERS_OWN = re.compile("ParseHTML|DocumentLoader::|LocalWindowProxy::|Paint")
"""A task with one of these is the browser's own, and only a part of it ours."""


class Work(NamedTuple):
    """Milliseconds of processor time, in all and of the longest task; layouts and styles worked out within ours."""

    total: float
    longest: float
    layouts: float
    styles: float


def our_work(events: Sequence[Event]) -> Work:
    """All that the extension's scripts did on the page's main thread; processor time, as others may use the machine."""
    thread = _page_thread(events)
    starts = [event["ts"] for event in thread]
    tasks = []
    for task in _outermost([event for event in thread if event["name"] == TASK]):
        inner = thread[bisect.bisect_left(starts, task["ts"]) : bisect.bisect_left(starts, _end(task))]
        tasks += _ours(task, inner)
    return Work(
        sum(each.total for each in tasks),
        max((each.total for each in tasks), default=0.0),
        sum(each.layouts for each in tasks),
        sum(each.styles for each in tasks),
    )


def _ours(task: Event, inner: Sequence[Event]) -> list[Work]:
    """The part of a task that is ours, if any is."""
    if not any(_is_ours(event) for event in inner):
        return []
    parts = [task]
    if any(BROWSERS_OWN.match(event["name"]) for event in inner):
        parts = [event for event in inner if _is_ours(event)]
    parts = _outermost(parts)
    within = Counter(
        event["name"] for event in inner if any(part["ts"] <= event["ts"] < _end(part) for part in parts)
    )
    taken = sum(part["tdur"] for part in parts) / 1000
    return [Work(taken, taken, within["Layout"], within["UpdateLayoutTree"])]


def _is_ours(event: Event) -> bool:
    return OURS.search(str(event.get("args", ""))) is not None


def _page_thread(events: Sequence[Event]) -> list[Event]:
    """Complete events of the main thread that laid out the most, outer ones first."""
    mains = [
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    ]
    threads = {
        main: [
            event
            for event in events
            if (event["pid"], event["tid"]) == main and "tdur" in event and event["ph"] == "X"
        ]
        for main in mains
    }
    busiest = max(
        threads.values(), key=lambda thread: sum(event["name"] == "UpdateLayoutTree" for event in thread)
    )
    return sorted(busiest, key=lambda event: (event["ts"], -event["dur"]))


def _outermost(events: Sequence[Event]) -> list[Event]:
    """Those that lie within no other one."""
    found: list[Event] = []
    for event in events:
        if not found or event["ts"] >= _end(found[-1]):
            found.append(event)
    return found


def _end(event: Event) -> float:
    return float(event["ts"] + event["dur"])
