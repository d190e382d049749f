"""Redaction: a server may repeat what it was sent; its error messages pass on nothing secret of that. Sans-I/O.

Looked for is what a reader could get the secret back from: as it is, in JSON, percent or HTML escapes up to LAYERS
deep, in base64 or hexadecimal, in other capitals, with blanks or signs put in between, and long pieces of it.
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from .http_messages import FormBody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .http_messages import HttpRequest, HttpResponse, Token

    Piece = tuple[str, int, int]
    """A character and where it stands in the body: from, to."""

SECRET_FIELDS = frozenset({"client_secret", "code", "code_verifier", "device_code", "refresh_token", "token"})
"""Parameters of the OAuth endpoints that are secret."""
SHORTEST = 8
"""Characters; hiding anything shorter would garble words that have nothing to do with it."""
FRAGMENT = 16
"""Characters of a secret in a row that are hidden although the rest is missing: a server may cut what it repeats."""
LAYERS = 3
"""Escapes within escapes: JSON in HTML in JSON."""
LONGEST = 65_536
"""Bytes of a refusal that are looked through; Autolab's are below 500, and a longer one is left without words."""
HIDDEN = b"***"
_OK = range(200, 300)
_ESCAPE = re.compile(
    r"\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[0-7]{3}|%[0-9a-f]{2}|&(?:\#[0-9]{1,7}|\#x[0-9a-f]{1,6}|[a-z]{2,8});?|<[^<>]{0,40}>",
    re.IGNORECASE,
)


def redacted(request: HttpRequest, token: Token | None, response: HttpResponse) -> HttpResponse:
    """The response to `request`; if it is a refusal, without the secrets that were sent."""
    if response.status in _OK:
        return response
    fields = request.body.fields if isinstance(request.body, FormBody) else {}
    sent = [value for name, value in (*fields.items(), *request.query.items()) if name in SECRET_FIELDS]
    if token is not None:
        sent.append(token.reveal())
    secrets = [secret for secret in sent if len(secret) >= SHORTEST]
    if not secrets:
        return response
    return replace(response, body=b"" if len(response.body) > LONGEST else _hidden(response.body, secrets))


def _hidden(body: bytes, secrets: list[str]) -> bytes:
    sought = _fragments(
        form for secret in secrets for form in _forms(secret.encode("utf-8", "surrogatepass"))
    )
    pieces: list[Piece] = [(chr(byte), at, at + 1) for at, byte in enumerate(body)]
    found = [*_places(pieces, sought)]
    for _ in range(LAYERS):
        pieces, before = [*_decoded(pieces)], len(pieces)
        if len(pieces) == before:
            break
        found += _places(pieces, sought)
    return _without(body, found)


def _forms(secret: bytes) -> Iterator[str]:
    """The secret and its usual encodings, one character for each byte."""
    yield secret.decode("latin-1")
    yield secret.hex()
    for shift in range(3):  # within a longer text it may begin at any of three bytes of a group
        whole = base64.b64encode(b"\0" * shift + secret).decode()
        yield whole[(0, 2, 3)[shift] : (len(secret) + shift) // 3 * 4]


def _fragments(forms: Iterable[str]) -> dict[int, set[str]]:
    """By length, the texts that reveal (a good part of) a secret."""
    fragments: dict[int, set[str]] = {}
    for form in forms:
        bare = _bare(form)
        length = min(len(bare), FRAGMENT)
        fragments.setdefault(len(form), set()).add(form)
        if length >= SHORTEST:
            fragments.setdefault(length, set()).update(
                bare[at : at + length] for at in range(len(bare) - length + 1)
            )
    return fragments


def _places(pieces: list[Piece], sought: dict[int, set[str]]) -> Iterator[tuple[int, int]]:
    """Where in the body a fragment stands."""
    letters = [piece for piece in pieces if _bare(piece[0])]
    for row, text in (
        (pieces, "".join(p[0] for p in pieces)),
        (letters, _bare("".join(p[0] for p in letters))),
    ):
        for length, fragments in sought.items():
            for at in range(len(text) - length + 1):
                if text[at : at + length] in fragments:
                    yield row[at][1], row[at + length - 1][2]


def _bare(text: str) -> str:
    """Letters and digits alone, all small."""
    return "".join(mark for mark in text if mark.isascii() and mark.isalnum()).lower()


def _decoded(pieces: list[Piece]) -> Iterator[Piece]:
    """One layer of escapes less; a tag becomes nothing."""
    text, at = "".join(piece[0] for piece in pieces), 0
    for escape in _ESCAPE.finditer(text):
        yield from pieces[at : escape.start()]
        at = escape.end()
        mark = _meant(escape[0])
        if len(mark) == 1:
            yield mark, pieces[escape.start()][1], pieces[at - 1][2]
        elif mark:  # a name that HTML does not know
            yield from pieces[escape.start() : at]
    yield from pieces[at:]


def _meant(escape: str) -> str:
    match escape[0]:
        case "<":
            return ""
        case "&":
            return unescape(escape)
        case "%":
            return chr(int(escape[1:], 16))
    digits, base = (escape[1:], 8) if escape[1].isdigit() else (escape[2:], 16)
    return chr(int(digits, base))


def _without(body: bytes, places: list[tuple[int, int]]) -> bytes:
    """The body with HIDDEN for every stretch of it that `places` cover."""
    kept: list[bytes] = []
    end = 0
    for start, stop in sorted(places):
        if start > end or not kept:
            kept += [body[end:start], HIDDEN]
        end = max(end, stop)
    return b"".join((*kept, body[end:]))
