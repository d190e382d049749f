from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab.responses import is_file, proposed_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (None, None),
        ("", None),
        ("inline", None),
        ("inline; filename=\"writeup.pdf\"; filename*=UTF-8''writeup.pdf", "writeup.pdf"),
        ("attachment; filename=plain.txt", "plain.txt"),
        ("attachment; filename*=UTF-8''%e2%82%ac%20rates; filename=\"EURO rates\"", "€ rates"),
        ("attachment; filename*=iso-8859-1'en'%A3%20rates", "£ rates"),
        ("attachment; filename*=utf-16''x; filename=y", "y"),
        ('attachment; filename="a\\"b\\\\c"', 'a"b\\c'),
        ('attachment; filename="../../etc/passwd"', "../../etc/passwd"),
        ("attachment; filename*=UTF-8''%00%0d%0a", "\0\r\n"),
        ('attachment; FILENAME="upper"', "upper"),
        ('attachment; filename="first"; filename="second"', "first"),
        ('attachment; filename="r\udcc3\udca9sum\udcc3\udca9"', "résumé"),
        ('attachment; filename=""', None),
        ("attachment; filename*=UTF-8''%ff", "\ufffd"),
        ('attachment; filename="unclosed', None),
        ("attachment; filename=lab 1 handout.tar", "lab 1 handout.tar"),
        ("attachment; filename= lab 1 handout.tar ; size=3", "lab 1 handout.tar"),
        ("attachment; filename=lab\t1.tar", "lab\t1.tar"),
        ("attachment; filename=; filename*=UTF-8''x y.tar", "x y.tar"),
        ("attachment; filename=lab 1.tar; filename*=UTF-8''lab%202.tar", "lab 2.tar"),
        ('attachment; filename=notes "final".txt', 'notes "final".txt'),
        ("attachment; filename=r\udcc3\udca9sum\udcc3\udca9 1.pdf", "résumé 1.pdf"),
    ],
)
def test_reads_the_name_a_server_proposes(header: str | None, name: str | None) -> None:
    assert proposed_name(header) == name


def test_a_file_is_what_comes_with_the_header() -> None:
    assert is_file("inline; filename=x")
    assert is_file("inline")
    assert not is_file(None)
    assert not is_file(" ")


@given(st.text())
def test_never_fails(header: str) -> None:
    name = proposed_name("attachment;" + header)
    assert name is None or isinstance(name, str)
