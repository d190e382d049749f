"""The connections to one server: an aiohttp session that leads nowhere else, and carries nothing of its own along."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from .timeouts import Timeouts
from .tls import system_trust

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from typing import Any

    from .http_messages import HttpRequest
    from .proxy import Proxy
    from .upload import UploadSockets

CONNECTIONS = 8
"""Open connections to one server: pacing keeps fewer requests than this in flight for one account."""
READ_CHUNK = 256 * 1024


class ConnectionPool:
    """Connections to one origin. Used on one event loop; `close()` it there."""

    def __init__(
        self,
        origin: str,
        *,
        timeouts: Timeouts | None = None,
        trust: Callable[[], ssl.SSLContext] = system_trust,
        proxy: Proxy | None = None,
        lasting: bool = True,
    ) -> None:
        """`origin` comes from parse_origin; `proxy` is the user's own setting, never the system's.

        Not `lasting`: each request goes out exactly once, on a connection of its own.
        """
        self.origin = origin
        self.lasting = lasting
        self.timeouts = timeouts or Timeouts()
        self.proxy = proxy
        self._trust = trust
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def session(self, sockets: UploadSockets | None = None) -> aiohttp.ClientSession:
        """The session to use. One for an upload's own `sockets` has no connection yet and belongs to the caller."""
        if sockets is not None:
            return self._new_session(force_close=True, sockets=sockets)
        if self._session is None:
            self._session = self._new_session(force_close=not self.lasting)
        return self._session

    def _new_session(
        self, *, force_close: bool, sockets: UploadSockets | None = None
    ) -> aiohttp.ClientSession:
        trust: ssl.SSLContext | bool = self._trust() if self.origin.startswith("https://") else True
        trace = aiohttp.TraceConfig()
        trace.on_request_headers_sent.append(_note_sent)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=trust, limit=CONNECTIONS, force_close=force_close, socket_factory=sockets
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            raise_for_status=False,
            read_bufsize=READ_CHUNK,
            trace_configs=[trace],
        )

    def url(self, request: HttpRequest) -> URL:
        """The request's address; yarl must not touch what path_segments.segment encoded."""
        query = f"?{urlencode(request.query, quote_via=quote)}" if request.query else ""
        return URL(f"{self.origin}{request.path}{query}", encoded=True)


async def _note_sent(_session: Any, context: Any, _params: Any) -> None:
    context.trace_request_ctx.head_left()  # the Exchange that asked
