"""Reads what a writeup or handout turned out to be. Sans-I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ..wire.errors import CompanionError
from .error_responses import refusal
from .models import Material
from .responses import OK, decode

if TYPE_CHECKING:
    from .calls import Call
    from .http_messages import HttpResponse

MAX_DOWNLOAD = 1024 * 1024 * 1024
"""Bytes of a writeup or handout; the largest handouts in use are disk images of some hundred MB."""


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
