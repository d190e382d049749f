"""Signing out: the server ends the tokens, then they are erased here; they are erased in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..autolab.error_responses import TokenRejectedError
from ..vault.async_lock import async_lock
from ..wire.errors import CompanionError
from .attempts import CANCELLED, AttemptStore
from .attempts import lock_name as attempt_lock
from .code_exchange import CodeExchange
from .http_client import connect
from .revocation import AUTHORIZED_PAGE, end_pair
from .session_store import lock_name

if TYPE_CHECKING:
    from ..wire.shapes.sign_in import SignedOut
    from .http_client import HttpClient
    from .resources import Resources
    from .server_store import Server
    from .session_store import Session


async def sign_out(resources: Resources, origin: str) -> SignedOut:
    """{revoked, account?, warning?, cause?}: `warning` is access_left if the server was not reached, `cause` why.

    Both are error objects. Raises server_unknown.
    """
    server = resources.servers.get(origin)
    sessions = resources.sessions
    async with async_lock(resources.vault, lock_name(origin)):
        session = sessions.find(origin)
        trouble = await _end(resources, server, session) if session else None
        sessions.erase(origin)
    if session is None:
        return {"revoked": False, "account": None}
    sessions.notify(origin, signed_in=False, reason="signed_out")
    done: SignedOut = {"revoked": trouble is None, "account": session.email}
    if trouble is not None:
        left = CompanionError("access_left", server=origin, page=f"{origin}{AUTHORIZED_PAGE}")
        done["warning"], done["cause"] = left.as_json(), trouble.as_json()
    return done


async def forget_server(resources: Resources, origin: str) -> SignedOut:
    """Ends open attempts, signs out and forgets the server; the result is sign_out's. Raises server_unknown."""
    resources.servers.get(origin)
    attempts = AttemptStore(resources.vault, resources.clock, resources.steady)
    for attempt in attempts.list():
        if attempt.server == origin:
            # One that is being finished ends first.
            async with async_lock(resources.vault, attempt_lock(attempt.id)):
                current = attempts.find(attempt.id) or attempt
                tokens = current.tokens
                attempts.close(current, CANCELLED)
            await CodeExchange(resources, attempts).give_back(origin, tokens)
            attempts.forget(attempt.id)
    done = await sign_out(resources, origin)
    resources.servers.remove(origin)
    return done


async def _end(resources: Resources, server: Server, session: Session) -> CompanionError | None:
    """None when the server has ended the session or knows nothing of it any more, else why not."""
    try:
        async with connect(server.origin) as http:
            trouble = await _revoked_at_server(
                http, server, session, expired=session.may_be_expired(resources.clock())
            )
            return None if trouble is None or await _is_unknown(http, session) else trouble
    except CompanionError as error:
        return error


async def _revoked_at_server(
    http: HttpClient, server: Server, session: Session, *, expired: bool
) -> CompanionError | None:
    try:
        return await end_pair(http, server, session, expired=expired)
    except CompanionError as error:
        if error.name != "client_rejected":
            raise
        return error


async def _is_unknown(http: HttpClient, session: Session) -> bool:
    """Whether the server has no record of the token: an administrator deleted the application, its tokens with it.

    Of one that is there Doorkeeper says that it expired or was revoked.
    """
    try:
        await http.user_info(session.access)
    except CompanionError as error:
        return isinstance(error, TokenRejectedError) and error.reason == "invalid"
    return False
