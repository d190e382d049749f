from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.identity import IDENTITY_REDIRECTS
from native_host.oauth.authorization_code import begin, code_from_native_page, code_from_redirect
from native_host.oauth.deployment import default_redirects
from native_host.oauth.secret import Secret
from native_host.oauth.server_store import Server
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Origin

ORIGIN = Origin("https://autolab.example.edu")
REDIRECT = IDENTITY_REDIRECTS[0]
STATE = Secret("s" * 43)
SERVER = Server(ORIGIN, "client-1", Secret("client-secret"), redirects=default_redirects())


def answer(base: str = REDIRECT, **query: str) -> str:
    return f"{base}?{urlencode(query)}"


def refused(url: str) -> CompanionError:
    with pytest.raises(CompanionError) as caught:
        code_from_redirect(ORIGIN, REDIRECT, STATE, url)
    return caught.value


def test_the_request_names_client_redirect_scopes_state_and_an_s256_challenge() -> None:
    begun = begin(SERVER, REDIRECT, ("user_info", "user_courses"))
    parts = urlsplit(begun.url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ORIGIN}/oauth/authorize"
    digest = hashlib.sha256(begun.verifier.reveal().encode()).digest()
    assert query == {
        "response_type": "code",
        "client_id": "client-1",
        "redirect_uri": REDIRECT,
        "scope": "user_info user_courses",
        "state": begun.state.reveal(),
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    assert 43 <= len(begun.verifier.reveal()) <= 128  # RFC 7636 section 4.1
    assert len(begun.state.reveal()) >= 32


def test_the_request_carries_neither_verifier_nor_client_secret() -> None:
    begun = begin(SERVER, REDIRECT, ("user_info",))
    assert begun.verifier.reveal() not in begun.url
    assert "client-secret" not in begun.url
    assert begun.state.reveal() not in repr(begun)
    assert begin(SERVER, REDIRECT, ()).state != begun.state


def test_the_code_comes_back() -> None:
    assert code_from_redirect(ORIGIN, REDIRECT, STATE, answer(code="abc", state=STATE.reveal())) == Secret(
        "abc"
    )
    fragment = answer(code="abc", state=STATE.reveal()) + "#_=_"
    assert code_from_redirect(ORIGIN, REDIRECT, STATE, fragment) == Secret("abc")


@pytest.mark.parametrize(
    "url",
    [
        answer(code="abc"),
        answer(code="abc", state=""),
        answer(code="abc", state="s" * 42),
        answer(code="abc", state="S" * 43),
        answer(state="s" * 43),
        answer(code="", state="s" * 43),
        answer(code="a b", state="s" * 43),
        answer(code="a\r\nX: y", state="s" * 43),
        answer(code="c" * 2000, state="s" * 43),
        answer(code="abc", state="s" * 43) + "&state=" + "s" * 43,
        answer(code="abc", state="s" * 43) + "&code=other",
        answer(error="access_denied"),
        answer(error="access_denied", state="other"),
        answer(REDIRECT + "/", code="abc", state="s" * 43),
        answer(REDIRECT.replace("https", "http"), code="abc", state="s" * 43),
        answer(IDENTITY_REDIRECTS[1], code="abc", state="s" * 43),
        answer(REDIRECT.replace("://", "://evil@"), code="abc", state="s" * 43),
        answer(ORIGIN + "/oauth/authorize/native", code="abc", state="s" * 43),
        answer(code="abc", state="s" * 43) + "&x=" + "y" * 5000,
        answer(code="abc", state="s" * 43) + "&a" * 50,
        "https://[/?code=abc",
        "",
    ],
)
def test_a_strangers_answer_is_a_mismatch(url: str) -> None:
    assert refused(url).name == "state_mismatch"


@pytest.mark.parametrize(
    ("error", "name"),
    [
        ("access_denied", "access_denied"),
        ("unauthorized_client", "client_rejected"),
        ("invalid_scope", "grant_rejected"),
        ("server_error", "server_failed"),
        ("anything", "grant_rejected"),
    ],
)
def test_the_servers_refusal_keeps_its_words(error: str, name: str) -> None:
    url = answer(error=error, error_description="Said so.", state=STATE.reveal())
    caught = refused(url)
    assert (caught.name, caught.server_said) == (name, "Said so.")


def test_what_a_redirect_cannot_carry_as_a_status_is_one() -> None:
    for error, status in (("server_error", 500), ("temporarily_unavailable", 503)):
        assert f"HTTP {status}" in refused(answer(error=error, state=STATE.reveal())).message


def test_an_error_never_quotes_the_url() -> None:
    url = answer(code="the-code-itself", state="wrong")
    caught = refused(url)
    assert "the-code-itself" not in str(caught.as_json()) + repr(caught)
    assert caught.__cause__ is None


@given(st.text(max_size=300))
def test_whatever_arrives_is_a_code_or_one_catalogued_error(text: str) -> None:
    for url in (text, REDIRECT + text, f"{REDIRECT}?state={STATE.reveal()}&{text}"):
        try:
            code = code_from_redirect(ORIGIN, REDIRECT, STATE, url)
        except CompanionError:
            continue
        assert f"state={STATE.reveal()}" in url
        assert code.reveal().isprintable()


def test_the_native_page_is_that_of_this_server_only() -> None:
    page = f"{ORIGIN}/oauth/authorize/native?code=abc"
    assert code_from_native_page(ORIGIN, page) == Secret("abc")
    for other in (
        page.replace("example", "evil"),
        page.replace("https", "http"),
        page.replace("native", "nativex"),
        page.replace("native?", "native/?"),
        page + "&code=def",
        page.split("?", maxsplit=1)[0],
    ):
        with pytest.raises(CompanionError) as caught:
            code_from_native_page(ORIGIN, other)
        assert caught.value.name == "state_mismatch"
