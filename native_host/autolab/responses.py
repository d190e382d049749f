"""Reads a server's response: a typed value, a file and the name proposed for it, or the catalogued error. Sans-I/O.

Usage:

    response = await transport.send(call.request, token=token)
    courses = read_answer(server, call, response)  # list[Course], or CompanionError("not_enrolled") and the like
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote_to_bytes

import msgspec

from ..wire.errors import CompanionError
from .error_responses import refusal
from .models import Material

if TYPE_CHECKING:
    from .calls import Call
    from .http_messages import HttpResponse

T = TypeVar("T")

OK = range(200, 300)
MAX_DOWNLOAD = 1024 * 1024 * 1024
"""Bytes of a writeup or handout; the largest handouts in use are disk images of some hundred MB."""
_PARAMETER = re.compile(
    r""";\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"][^;]*|))""", re.DOTALL
)
"""A value without quotes goes on to the next semicolon, blanks and all: old servers and proxies drop the quotes, and
browsers read it so."""
_CHARSETS = {"utf-8": "utf-8", "iso-8859-1": "latin-1"}
"""RFC 8187 section 3.2.1 asks for UTF-8; older servers write the other one."""


def read_answer(server: str, call: Call[T], response: HttpResponse) -> T:
    """The value. Raises error_responses.refusal's error, not_autolab for a web page, answer_unexpected."""
    if response.status not in OK:
        raise refusal(server, response, call.about, call.scope)
    if call.request.method == "HEAD":  # never has a body (RFC 9110 section 9.3.2)
        response = replace(response, body=b"null")
    return decode(server, response, call.answer)


def decode(server: str, response: HttpResponse, shape: type[T]) -> T:
    """The body as `shape`. Raises not_autolab, answer_unexpected naming the place that does not fit."""
    try:
        return msgspec.json.decode(response.body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if is_web_page(response):
            raise CompanionError("not_autolab", server=server) from error
        # msgspec names the place and the types, never the content.
        raise CompanionError("answer_unexpected", server=server, detail=str(error)) from error


def is_web_page(response: HttpResponse) -> bool:
    """Whether a person's browser was meant: a captive portal, a single sign-on, a proxy's error page."""
    html = "html" in response.headers.get("content-type", "").lower()
    return html or response.body.lstrip()[:1] == b"<"


def plain(value: Any) -> Any:
    """A model as JSON-able builtins, for the cache and the wire."""
    return msgspec.to_builtins(value)


class _Described(msgspec.Struct):
    """`{"url": address}`, or `{"writeup": "none"}` and `{"handout": "none"}`; older servers say it in a `msg`."""

    url: str | None = None
    writeup: str | None = None
    handout: str | None = None
    msg: str | None = None


def read_material(
    server: str, call: Call[Material], response: HttpResponse, streamed: tuple[str | None, int] | None
) -> Material:
    """The material; `streamed` is (proposed name, bytes) if a file went to a sink. Raises as read_answer does."""
    if streamed is not None:
        return Material("file", filename=streamed[0], size=streamed[1])
    if response.status not in OK:
        raise refusal(server, response, call.about, call.scope)
    said = decode(server, response, _Described)
    if said.url:
        if not said.url.lower().startswith(("https://", "http://")):
            raise CompanionError("answer_unexpected", server=server, detail="the link is no web address")
        return Material("url", url=said.url)
    if said.writeup or said.handout or said.msg:
        return Material("none")
    raise CompanionError("answer_unexpected", server=server, detail="neither a file nor a link")


def is_file(header: str | None) -> bool:
    """Whether the answer is a file to keep: the server sends the header with files and only with files."""
    return header is not None and header.strip() != ""


def proposed_name(header: str | None) -> str | None:
    """The proposed name as text, still to be made safe; `filename*` counts before `filename`."""
    found: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(header or ""):
        # The first of equal parameters counts: a second one is somebody's trick or mistake.
        found.setdefault(
            name.lower(), re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL) if quoted else bare.rstrip()
        )
    extended = _extended(found.get("filename*", ""))
    return extended or _from_wire(found.get("filename", "")) or None


def _extended(value: str) -> str | None:
    charset, quote, rest = value.partition("'")
    _language, quote, octets = rest.partition("'")
    codec = _CHARSETS.get(charset.lower())
    if not quote or codec is None:
        return None
    return unquote_to_bytes(octets.encode("utf-8", "replace")).decode(codec, "replace")


def _from_wire(value: str) -> str:
    """Raw UTF-8 in a header arrives from aiohttp as surrogates."""
    return (
        value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if _has_escapes(value) else value
    )


def _has_escapes(value: str) -> bool:
    return any("\udc80" <= mark <= "\udcff" for mark in value)
