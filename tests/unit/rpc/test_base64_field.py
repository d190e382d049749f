"""A part's data: standard base64 and nothing merely like it, as the standard library's strict mode has it."""

from __future__ import annotations

import base64
import binascii

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from native_host.rpc.fields import base64_bytes
from native_host.wire.errors import CompanionError

FIELD = base64_bytes(60)


def strictly(text: str) -> bytes | None:
    if len(text) % 4:  # RFC 4648 section 4; binascii's strict mode lets "0000=" pass
        return None
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None


@given(st.binary(max_size=60))
def test_every_content_arrives(content: bytes) -> None:
    assert FIELD.decode(base64.b64encode(content).decode(), "data") == content


@given(st.text(alphabet="AQgz09+/=-_ \n\0é\ud800", max_size=12))
@example("QQ==QQ==")
@example("QQ=")
@example("====")
@example("0000=")
def test_what_is_not_base64_is_refused(text: str) -> None:
    content = strictly(text)
    if content is None:
        with pytest.raises(CompanionError, match="must be base64"):
            FIELD.decode(text, "data")
    else:
        assert FIELD.decode(text, "data") == content


def test_more_than_its_limit_is_refused() -> None:
    with pytest.raises(CompanionError, match="60 bytes"):
        FIELD.decode(base64.b64encode(b"x" * 61).decode(), "data")
