from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab.headers import content_length, read_hint, server_time

DATE = "Mon, 23 Nov 2026 21:46:10 GMT"
LATER = "Mon, 23 Nov 2026 21:46:40 GMT"
MOMENT = 1795470370


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "17"}, 17),
        ({"retry-after": " 17 "}, 17),
        ({"retry-after": LATER, "date": DATE}, 30),
        ({"retry-after": DATE, "date": LATER}, None),
        ({"retry-after": "0"}, None),
        ({"retry-after": "0", "x-ratelimit-reset": "12"}, 12),
        ({"x-ratelimit-reset": "2026-11-23 21:46:40 UTC", "date": DATE}, 30),
        ({"x-ratelimit-reset": "2026-11-23 16:46:40 -0500", "date": DATE}, 30),
        ({"x-ratelimit-reset": "2026-11-23T21:46:40Z", "date": DATE}, 30),
        ({"x-ratelimit-reset": "2026-11-23 21:46:00 UTC", "date": DATE}, None),
        ({"x-ratelimit-reset": "2026-11-23 21:46:40 UTC"}, None),
        ({"retry-after": LATER}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"x-ratelimit-reset": "12"}, 12),
        ({"x-ratelimit-reset": str(MOMENT + 20), "date": DATE}, 20),
        ({"x-ratelimit-reset": str(MOMENT + 20)}, None),
        ({"retry-after": "3", "x-ratelimit-reset": "12"}, 3),
    ],
)
def test_how_long_a_server_asks_to_wait(headers: dict[str, str], wait: float | None) -> None:
    assert read_hint(headers).wait == wait


def test_what_is_left_of_a_window() -> None:
    hint = read_hint({"x-ratelimit-limit": "10", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "5"})
    assert (hint.limit, hint.remaining, hint.exhausted) == (10, 0, True)
    assert not read_hint({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "5"}).exhausted
    assert not read_hint({"x-ratelimit-remaining": "0"}).exhausted
    assert not read_hint({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "0"}).exhausted


def test_the_servers_clock() -> None:
    assert server_time({"date": DATE}) == MOMENT
    assert server_time({"date": "yesterday"}) is None
    assert server_time({}) is None


def test_the_announced_size() -> None:
    assert content_length({"content-length": "12"}) == 12
    assert content_length({"content-length": "-1"}) is None
    assert content_length({"content-length": "12", "content-encoding": "gzip"}) is None, (
        "of the compressed form"
    )
    assert content_length({}) is None


@given(
    st.dictionaries(
        st.sampled_from(["date", "retry-after", "x-ratelimit-reset", "x-ratelimit-limit"]), st.text()
    )
)
def test_never_fails(headers: dict[str, str]) -> None:
    hint = read_hint(headers)
    assert hint.wait is None or hint.wait >= 0
