"""What goes to a server and what comes back, as plain values: no sockets here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping


@dataclass(frozen=True, slots=True)
class FormBody:
    """application/x-www-form-urlencoded. May hold secrets, so its repr shows none."""

    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class JsonBody:
    """application/json."""

    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class UploadBody:
    """One file as multipart/form-data, streamed.

    `open_parts()` gives the content in chunks, exactly `size` bytes together; each chunk is asked for only once
    the one before has gone to the socket. `progress(bytes of content handed over so far)` is called after each.
    """

    filename: str
    size: int
    open_parts: Callable[[], AsyncIterator[bytes]] = field(repr=False)
    progress: Callable[[int], None] | None = field(default=None, repr=False)
    field_name: str = "submission[file]"


Body = FormBody | JsonBody | UploadBody


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request to one origin. `path` is absolute and already percent-encoded (see path_segments.segment)."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Body | None = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer of any status. Header names are lower-case; `body` is decompressed and bounded.

    Not `to_whole`: it came while the request's body was still being sent, and the rest was kept back. No
    application can have acted on that request.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    to_whole: bool = True


class Token(Protocol):
    """An access token that does not show itself; oauth/secret.py's Secret is one."""

    def reveal(self) -> str:
        """The token itself, for the Authorization header."""


class Sink(Protocol):
    """Takes the bytes of a streamed answer, in order; each write is awaited before the next bytes are read."""

    def __call__(self, chunk: bytes, /) -> Awaitable[None]:
        """Keep the chunk."""
