"""Names on disk: harmless on every platform, whatever the server says."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.downloads.file_names import LONGEST, numbered, safe_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("writeup.pdf", "writeup.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", "fallback"),
        (".", "fallback"),
        ("", "fallback"),
        ("///", "fallback"),
        ("C:\\Windows\\x.dll", "C__Windows_x.dll"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM¹.pdf", "_COM¹.pdf"),
        ("aux .c", "_aux .c"),
        ("name. . ", "name"),
        (".bashrc", "bashrc"),
        ("-rf", "_-rf"),
        (" ~root", "_~root"),
        ("a\x00b\nc", "ab c"),
        ("fdp\u202excod.exe", "fdpxcod.exe"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("\ud800x", "x"),
        ("日本語.pdf", "日本語.pdf"),
    ],
)
def test_known_names(name: str, expected: str) -> None:
    assert safe_name(name, "fallback") == expected


def test_long_names_keep_their_ending_and_differ() -> None:
    one, two = safe_name("é" * 300 + ".tar.gz", "f"), safe_name("é" * 301 + ".tar.gz", "f")
    assert one != two
    assert one.endswith(".tar.gz")
    assert len(one.encode()) <= LONGEST
    assert len(safe_name("x." + "y" * 300, "f").encode()) <= LONGEST


@given(st.text(st.characters(exclude_categories=())))
def test_every_name_is_one_harmless_segment(name: str) -> None:
    made = safe_name(name, "fallback")
    assert 0 < len(made.encode()) <= LONGEST
    assert not set(made) & set('<>:"/\\|?*')
    assert made not in {".", ".."}
    assert made[-1] not in " ."
    assert made[0] not in ".-~"
    assert all(unicodedata.category(char)[0] != "C" for char in made)
    assert made.split(".")[0].rstrip().lower() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}
    assert safe_name(made, "fallback") == made


@pytest.mark.parametrize(
    ("name", "count", "expected"),
    [
        ("a.pdf", 1, "a.pdf"),
        ("a.pdf", 2, "a (2).pdf"),
        ("lab.tar.gz", 3, "lab (3).tar.gz"),
        ("Makefile", 2, "Makefile (2)"),
    ],
)
def test_numbered(name: str, count: int, expected: str) -> None:
    assert numbered(name, count) == expected
