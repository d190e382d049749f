"""Reads a server's answer: the typed value of a good one, the catalogued error of any other. Sans-I/O."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from ..wire.errors import CompanionError
from .error_responses import refusal

if TYPE_CHECKING:
    from .calls import Call
    from .http_messages import HttpResponse

T = TypeVar("T")

OK = range(200, 300)


def read_answer(server: str, call: Call[T], response: HttpResponse) -> T:
    """The value. Raises what refusals.refusal gives, not_autolab for a web page, answer_unexpected else."""
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
    """A model as JSON-able builtins, for the ledger and the wire."""
    return msgspec.to_builtins(value)
