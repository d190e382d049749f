"""The thin HTTP adapter: one server, one aiohttp session, and nothing that leads anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from .exchange import MAX_ANSWER, Exchange
from .redaction import redacted
from .timeouts import Timeouts
from .tls import system_trust

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any

    from .exchange import Choose
    from .http_messages import HttpRequest, HttpResponse, Token
    from .proxy import Proxy
    from .upload_socket import UploadSockets

CONNECTIONS = 8
"""Open connections to one server: pacing keeps fewer requests than this in flight for one account."""
READ_CHUNK = 256 * 1024


class Transport:
    """Speaks to one origin. Used on one event loop; `close()` it there."""

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
        self._timeouts = timeouts or Timeouts()
        self._trust = trust
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; the next send opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def send(
        self,
        request: HttpRequest,
        *,
        token: Token | None = None,
        max_bytes: int = MAX_ANSWER,
        on_sent: Callable[[], None] | None = None,
        within: float | None = None,
    ) -> HttpResponse:
        """The server's answer, whatever its status. `on_sent()` is called when the request's last bytes leave.

        `within`: seconds that this exchange may take, if that is less than any may; not heeded for an upload.

        Raises ExchangeError: server_unreachable, tls_failed, certificate_untrusted, redirect_refused,
        sign_on_first, answer_too_large, answer_unexpected, proxy_unreachable, proxy_name_unknown,
        proxy_auth_required, proxy_refused; and filename_refused or checksum_mismatch for an upload.
        """
        answer = await Exchange(self, request, token, on_sent).run(max_bytes, None, within)
        return redacted(request, token, answer)

    async def stream(
        self,
        request: HttpRequest,
        choose: Choose,
        *,
        token: Token | None = None,
        max_bytes: int,
        within: float | None = None,
    ) -> HttpResponse:
        """As send, but the body goes to the sink that `choose` gives on seeing the head (its body is empty).

        `within`: seconds until the head must be there. Without a sink the body is kept in the answer, then bounded
        by MAX_ANSWER.
        """
        answer = await Exchange(self, request, token, None).run(max_bytes, choose, within)
        return redacted(request, token, answer)

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
        """The request's address; yarl must not touch what names.segment encoded."""
        query = f"?{urlencode(request.query, quote_via=quote)}" if request.query else ""
        return URL(f"{self.origin}{request.path}{query}", encoded=True)

    @property
    def timeouts(self) -> Timeouts:
        """The time limits of every exchange."""
        return self._timeouts

    @property
    def proxy(self) -> Proxy | None:
        """The proxy for this origin, if the user configured one."""
        return self._proxy


async def _note_sent(_session: Any, context: Any, _params: Any) -> None:
    exchange: Exchange = context.trace_request_ctx
    exchange.head_left()
