from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.oauth.deployment import default_redirects
from native_host.oauth.secret import Secret
from native_host.oauth.server_store import Server
from native_host.oauth.tokens import (
    MAX_LIFETIME,
    TokenAnswer,
    deadlines,
    exchange_form,
    read_token_answer,
    refresh_form,
)
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Origin

ORIGIN = Origin("https://autolab.example.edu")
CONFIDENTIAL = Server(ORIGIN, "id", Secret("client-secret"), redirects=default_redirects())
PUBLIC = Server(ORIGIN, "id", None, redirects=default_redirects())
GOOD = {
    "access_token": "a" * 43,
    "token_type": "Bearer",
    "expires_in": 7200,
    "refresh_token": "r" * 43,
    "scope": "user_info user_courses",
    "created_at": 1795453117,
}


def read(status: int = 200, body: bytes | None = None, **changes: Any) -> TokenAnswer:
    raw = json.dumps({**GOOD, **changes}).encode() if body is None else body
    return read_token_answer(ORIGIN, status, raw)


def test_a_good_answer() -> None:
    tokens = read()
    assert tokens.access.reveal() == "a" * 43
    assert tokens.refresh == Secret("r" * 43)
    assert (tokens.lifetime, tokens.scope) == (7200, ("user_info", "user_courses"))
    assert "aaa" not in repr(tokens)
    assert "rrr" not in repr(tokens)


def test_exchange_sends_redirect_verifier_and_client() -> None:
    form = exchange_form(CONFIDENTIAL, Secret("code"), "https://x/cb", Secret("v" * 43))
    assert form == {
        "grant_type": "authorization_code",
        "redirect_uri": "https://x/cb",
        "code": "code",
        "code_verifier": "v" * 43,
        "client_id": "id",
        "client_secret": "client-secret",
    }


def test_a_public_client_sends_no_secret() -> None:
    assert refresh_form(PUBLIC, Secret("r"), None) == {
        "grant_type": "refresh_token",
        "refresh_token": "r",
        "client_id": "id",
    }
    assert refresh_form(PUBLIC, Secret("r"), ("user_info", "user_scores"))["scope"] == "user_info user_scores"


@pytest.mark.parametrize(
    ("value", "lifetime"),
    [
        (7200, 7200),
        ("7200", 7200),
        (7200.9, 7200),
        (1, 1),
        (None, None),
        (0, None),
        (-5, None),
        (True, None),
        ("soon", None),
        ("", None),
        ([], None),
        (10**30, MAX_LIFETIME),
        ("9" * 19, MAX_LIFETIME),
        ("9" * 4000, None),
        ("٧٢٠٠", None),
        (1e308, MAX_LIFETIME),
    ],
)
def test_expires_in_is_believed_only_when_it_makes_sense(value: object, lifetime: int | None) -> None:
    assert read(expires_in=value).lifetime == lifetime


@pytest.mark.parametrize("raw", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
def test_numbers_that_are_none(raw: bytes) -> None:
    body = json.dumps({**GOOD, "expires_in": 1}).encode().replace(b'"expires_in": 1', b'"expires_in": ' + raw)
    assert read(body=body).lifetime is None


def test_what_the_server_leaves_out_stays_as_it_was() -> None:
    tokens = read(refresh_token=None, scope=None).completed(Secret("old"), ("user_info",))
    assert (tokens.refresh, tokens.scope) == (Secret("old"), ("user_info",))
    assert (
        read(scope="").completed(None, ("user_info",)).scope == ()
    )  # none granted is not the same as none named
    kept = read().completed(Secret("old"), ("user_info",))
    assert kept.refresh == Secret("r" * 43)


def test_records_bring_the_tokens_back() -> None:
    tokens = read()
    assert TokenAnswer.from_record(json.loads(json.dumps(tokens.as_record()))) == tokens


@pytest.mark.parametrize(
    ("status", "body", "name"),
    [
        (401, b'{"error":"invalid_client","error_description":"no"}', "client_rejected"),
        (400, b'{"error":"unauthorized_client"}', "client_rejected"),
        (400, b'{"error":"unsupported_grant_type"}', "client_rejected"),
        (400, b'{"error":"invalid_grant"}', "grant_rejected"),
        (400, b'{"error":"invalid_request"}', "answer_unexpected"),
        (400, b"", "answer_unexpected"),
        (400, b'{"error":["invalid_grant"]}', "answer_unexpected"),
        (429, b'{"error": "Too Many Requests. Retry Later."}', "throttled"),
        (500, b"<html>", "server_failed"),
        (200, b"<html>Sign in to the network</html>", "answer_unexpected"),
        (200, b"[]", "answer_unexpected"),
        (200, b"{}", "answer_unexpected"),
        (200, b"[" * 100_000, "answer_unexpected"),
        (200, b'{"access_token":"x","token_type":"mac"}', "answer_unexpected"),
        (200, b'{"access_token":"x"}', "answer_unexpected"),
        (200, b'{"access_token":"x\\r\\nCookie: y","token_type":"bearer"}', "answer_unexpected"),
        (200, b'{"access_token":"","token_type":"bearer"}', "answer_unexpected"),
        (200, b'{"access_token":7,"token_type":"bearer"}', "answer_unexpected"),
        (302, b"", "answer_unexpected"),
    ],
)
def test_every_refusal_has_its_name(status: int, body: bytes, name: str) -> None:
    with pytest.raises(CompanionError) as caught:
        read(status, body)
    assert caught.value.name == name


@given(st.integers(100, 599), st.binary(max_size=200))
def test_any_answer_is_tokens_or_one_catalogued_error(status: int, body: bytes) -> None:
    try:
        tokens = read(status, body)
    except CompanionError:
        return
    assert tokens.access.reveal()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), JSON))
def test_any_shape_of_members_is_tokens_or_one_catalogued_error(changes: dict[str, Any]) -> None:
    try:
        tokens = read(**changes)
    except CompanionError:
        return
    assert tokens.lifetime is None or 1 <= tokens.lifetime <= MAX_LIFETIME


@given(st.integers(1, MAX_LIFETIME), st.floats(0, 1, exclude_max=True), st.floats(0, 2e9))
def test_a_refresh_comes_before_the_expiry_but_never_early_in_a_life(
    lifetime: int, draw: float, received: float
) -> None:
    expires_at, refresh_at = deadlines(received, lifetime, draw)
    assert expires_at is not None
    assert refresh_at is not None
    assert received + lifetime * 0.75 <= refresh_at + 1e-3
    assert refresh_at < expires_at
    assert expires_at - refresh_at <= 300.001


def test_without_a_lifetime_only_a_401_tells() -> None:
    assert deadlines(1000.0, None, 0.5) == (None, None)
