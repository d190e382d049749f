"""What a server repeats of our secrets is hidden in its refusals, and nothing else is touched."""

from __future__ import annotations

import json
import re
from base64 import b64encode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab.http_messages import FormBody, HttpRequest, HttpResponse
from native_host.autolab.redaction import LONGEST, redacted
from native_host.oauth.secret import Secret

TOKEN = Secret("an-access-token")
FORM = HttpRequest(
    "POST", "/oauth/token", body=FormBody({"client_id": "a-known-client", "client_secret": "p4ssw0rd!"})
)
POLL = HttpRequest("GET", "/oauth/device_flow_authorize", {"client_id": "x", "device_code": "0123456789"})
GET = HttpRequest("GET", "/api/v1/user")


@pytest.mark.parametrize(
    ("request_", "token", "said", "kept"),
    [
        (FORM, None, b"a-known-client, p4ssw0rd! is wrong: p4ssw0rd!", b"a-known-client, *** is wrong: ***"),
        (POLL, None, b'{"error": "0123456789?"}', b'{"error": "***?"}'),
        (GET, TOKEN, b"Bearer an-access-token", b"Bearer ***"),
        (GET, None, b"an-access-token", b"an-access-token"),
        (HttpRequest("POST", "/", body=FormBody({"code": "e"})), None, b"refused", b"refused"),
    ],
)
def test_a_refusal_tells_no_secret(
    request_: HttpRequest, token: Secret | None, said: bytes, kept: bytes
) -> None:
    assert redacted(request_, token, HttpResponse(400, {}, said)).body == kept


SECRET = "kY3-Zr8_q0PvT5wXnB7dLmGhJc2sAeU9fQ1oIxKtRy4"


def _spelled(form: str) -> str:
    return "".join(form.format(code=ord(mark), mark=mark) for mark in SECRET)


ECHOES = {
    "JSON escapes": _spelled("\\u{code:04x}"),
    "JSON escapes, capitals": _spelled("\\u{code:04X}"),
    "some JSON escapes": SECRET.replace("q", "\\u0071").replace("-", "\\u002d"),
    "escapes of a script": _spelled("\\x{code:02x}"),
    "octal": _spelled("\\{code:03o}"),
    "percent": _spelled("%{code:02x}"),
    "percent twice": _spelled("%25{code:02X}"),
    "HTML decimal": _spelled("&#{code};"),
    "HTML hexadecimal": _spelled("&#x{code:X};"),
    "HTML in JSON": _spelled("\\u0026#{code};"),
    "JSON in HTML": _spelled("&#92;u{code:04x}"),
    "HTML names": SECRET.replace("-", "&hyphen;").replace("_", "&lowbar;"),
    "capitals": SECRET.upper(),
    "small letters": SECRET.lower(),
    "split by blanks": _spelled("{mark} "),
    "split in lines": SECRET[:20] + "\\n" + SECRET[20:],
    "split by tags": SECRET[:9] + "<wbr>" + SECRET[9:14] + "</b>" + SECRET[14:],
    "split into strings": SECRET[:20] + '\\", \\"' + SECRET[20:],
    "base64": b64encode(SECRET.encode()).decode(),
    "base64 of a header": b64encode(f"Bearer {SECRET}".encode()).decode(),
    "base64 of credentials": urlsafe_b64encode(f"ab:{SECRET}".encode()).decode(),
    "hexadecimal": SECRET.encode().hex(),
    "its beginning": SECRET[:24],
    "its end": SECRET[-17:],
}


def _longest_of_secret(text: str) -> int:
    """Letters and digits of the secret in a row that are still there, capitals or not."""
    bare, letters = (re.sub(r"[\W_]", "", each).lower() for each in (text, SECRET))
    pieces = ((start, end) for start in range(len(letters)) for end in range(start + 1, len(letters) + 1))
    return max((end - start for start, end in pieces if letters[start:end] in bare), default=0)


@pytest.mark.parametrize("form", ECHOES)
@pytest.mark.parametrize("in_body", [True, False])
def test_in_whatever_form_it_is_repeated(form: str, *, in_body: bool) -> None:
    request = (
        HttpRequest("POST", "/oauth/token", body=FormBody({"refresh_token": SECRET})) if in_body else GET
    )
    said = f'{{"error": "Token {ECHOES[form]} is wrong"}}'.encode("latin-1")
    kept = redacted(request, None if in_body else Secret(SECRET), HttpResponse(400, {}, said)).body
    words = json.loads(kept)["error"]
    assert words.startswith("Token ")
    assert "***" in words
    assert words.endswith(" is wrong")
    assert _longest_of_secret(words) < 8


def test_in_another_encoding_of_the_whole() -> None:
    said = f'{{"error": "Token {SECRET} is wrong"}}'.encode("utf-16")
    kept = redacted(GET, Secret(SECRET), HttpResponse(400, {}, said)).body
    assert b"***" in kept
    assert len(kept) <= len(said) - 2 * len(SECRET) + len("***x")


@given(st.binary(max_size=200), st.sampled_from(sorted(ECHOES)))
def test_whatever_stands_around_it(around: bytes, form: str) -> None:
    body = around + b" " + ECHOES[form].encode("latin-1") + b" " + around[::-1]
    kept = redacted(GET, Secret(SECRET), HttpResponse(500, {}, body)).body
    assert ECHOES[form].encode("latin-1") not in kept
    assert b"***" in kept


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters=SECRET), max_size=300))
def test_other_words_are_left_as_they_are(words: str) -> None:
    body = words.encode()
    assert redacted(GET, Secret(SECRET), HttpResponse(404, {}, body)).body == body


def test_a_refusal_of_unheard_length_is_left_without_words() -> None:
    body = b'{"error": "' + b"x" * LONGEST + SECRET.encode() + b'"}'
    assert redacted(GET, Secret(SECRET), HttpResponse(404, {}, body)).body == b""
    assert redacted(GET, None, HttpResponse(404, {}, body)).body == body


def test_an_answer_is_left_as_it_is() -> None:
    """A token endpoint may give the same refresh token again."""
    answer = HttpResponse(200, {}, b'{"refresh_token": "p4ssw0rd!"}')
    assert redacted(FORM, TOKEN, answer) == answer
