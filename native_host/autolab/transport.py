"""The thin HTTP adapter: one server, one pool of connections, and nothing that leads anywhere else.

Usage:

    async with Transport("https://autolab.example.edu") as transport:
        response = await transport.send(HttpRequest("GET", "/api/v1/user"), token=token)
        assert response.status == 200
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from .connections import ConnectionPool
from .exchange import MAX_ANSWER, Exchange
from .redaction import redacted
from .tls import system_trust

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from types import TracebackType

    from .exchange import Choose
    from .http_messages import HttpRequest, HttpResponse, Token
    from .proxy import Proxy
    from .timeouts import Timeouts


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
        """The arguments are ConnectionPool's."""
        self.origin = origin
        self._pool = ConnectionPool(origin, timeouts=timeouts, trust=trust, proxy=proxy, lasting=lasting)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; the next send opens new ones."""
        await self._pool.close()

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
        answer = await Exchange(self._pool, request, token, on_sent).run(max_bytes, None, within)
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
        """As send, but the body goes to the sink that `choose` returns for the head (its body is empty).

        `within`: seconds until the head must be there. Without a sink the body is kept in the answer, then bounded
        by MAX_ANSWER.
        """
        answer = await Exchange(self._pool, request, token, None).run(max_bytes, choose, within)
        return redacted(request, token, answer)
