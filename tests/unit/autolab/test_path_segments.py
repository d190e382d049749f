from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from native_host.autolab.path_segments import segment
from native_host.wire.errors import CompanionError
from tests.unit.autolab.attempt import attempt

HOSTILE = (
    "../../admin",
    "a/b",
    "a\\b",
    "%2e%2e",
    "a?x=1",
    "a#x",
    "a;b",
    "a b",
    "a+b",
    "naïve",
    "日本",
    "..%2f",
    "...",
    ".git",
    "a@b.c",
    "'\"<>&",
    "\u202e",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_one_segment(name: str) -> None:
    encoded = segment(name)
    assert unquote(encoded, errors="strict") == name
    url = URL(f"https://autolab.example.edu/api/{encoded}/end", encoded=True)
    assert url.raw_parts == ("/", "api", encoded, "end")
    assert str(url.host) == "autolab.example.edu"


@pytest.mark.parametrize("name", ["", ".", "..", "a\0b", "a\r\nb", "\x7f", "a\x85b", "\ud800", "a\udfffb"])
def test_refuses_what_no_segment_can_hold(name: str) -> None:
    with pytest.raises(CompanionError) as caught:
        segment(name)
    assert caught.value.name == "name_refused"


@given(st.text())
def test_any_text_is_one_segment_or_refused(name: str) -> None:
    encoded, error = attempt(lambda: segment(name))
    assert error in {None, "name_refused"}
    if encoded is not None:
        assert unquote(encoded, errors="strict") == name
        assert set(encoded) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%")
