"""What became of a submission, read as the real server means it (POST /submit). Sans-I/O.

The server answers 500 to refusals and even to a submission it has accepted, so the status alone says little.
Whatever is not certain is Answered or Doubt: ask the list of submissions, once or for as long as it takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from ..wire.errors import CompanionError
from .error_responses import error_text, known_refusal, refusal
from .models import Handin
from .responses import is_web_page

if TYPE_CHECKING:
    from ..wire.error_names import ErrorName
    from .calls import Call
    from .http_messages import HttpResponse
    from .transport_errors import ExchangeError

ACCEPTED_UNGRADED = "Submission accepted, but autograding failed"

_WORDLESS = frozenset({401, 413})
"""Statuses that say enough without Autolab's words: guards before the server say them."""
GATEWAY = frozenset({502, 503, 504, *range(520, 528)})
"""Statuses of whoever stands before the application and has lost it from sight, Cloudflare's own among them: what
they were handed may still be worked off. Any other status ends the exchange with the application."""


@dataclass(frozen=True, slots=True)
class Landed:
    """The server has it as this version, under its own file name."""

    version: int
    filename: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The server does not have it; `error` says why."""

    error: CompanionError


@dataclass(frozen=True, slots=True)
class NotSent:
    """The file never left completely, so no server can have taken it; `error` says why."""

    error: CompanionError


@dataclass(frozen=True, slots=True)
class AcceptedWithoutGrading:
    """The server has it but could not grade it; the version is unknown."""

    server_said: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Neither yes nor no, but whole: the application is done with it, so its list of submissions decides at once.

    `error` is what to say if the list does not show it. `wordless`: a 500 that says nothing at all.
    """

    status: int
    error: CompanionError
    server_said: str | None = None
    wordless: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """It may have arrived, or still arrive. `detail` says what is known, without secrets."""

    detail: str
    status: int | None = None
    server_said: str | None = None


Outcome = Landed | Refused | NotSent | AcceptedWithoutGrading | Answered | Doubt


def read_outcome(server: str, call: Call[Handin], response: HttpResponse) -> Outcome:
    """The outcome an answer stands for."""
    status, said = response.status, error_text(response)
    if status == 200:  # noqa: PLR2004 - the one status of success
        accepted = _accepted(server, response)
        if isinstance(accepted, Landed) or response.to_whole:
            return accepted
    if not response.to_whole:
        return Refused(_broken_off(server, call, response))
    if said is not None and said.startswith(ACCEPTED_UNGRADED):
        return AcceptedWithoutGrading(said)
    if status in GATEWAY:
        return Doubt(f"the server answered with status {status}", status, said)
    error = known_refusal(server, call, response)
    if error is not None:
        return Refused(error)
    return Answered(
        status,
        _unknown(server, call, response),
        said,
        wordless=status == 500 and said is None,  # noqa: PLR2004 - the unhandled exception
    )


def read_failure(error: ExchangeError) -> Outcome:
    """The outcome of an exchange without a usable answer."""
    if error.sent != "maybe":
        return NotSent(error)
    if error.name in {"redirect_refused", "sign_on_first"}:
        return Answered(error.data["status"], error)
    return Doubt(str(error.data.get("detail", error.message)))


def _broken_off(server: str, call: Call[Handin], response: HttpResponse) -> CompanionError:
    """What an answer stands for that came while the file was still being sent; whose it is decides the words."""
    status, said = response.status, error_text(response)
    if status == 200:  # noqa: PLR2004 - a page that stands in everybody's way, such as a network's sign-in
        return CompanionError("not_autolab", server=server)
    known = known_refusal(server, call, response)
    if known is not None:
        return known
    if status in _WORDLESS:
        return refusal(server, response, call.about, call.scope)
    return CompanionError("upload_refused", server=server, status=status, server_said=said)


def _accepted(server: str, response: HttpResponse) -> Outcome:
    try:
        handin = msgspec.json.decode(response.body, type=Handin)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        name: ErrorName = "not_autolab" if is_web_page(response) else "answer_unexpected"
        detail = "the server's confirmation can't be read"
        return Answered(response.status, CompanionError(name, server=server, detail=detail))
    return Landed(handin.version, handin.filename)


def _unknown(server: str, call: Call[Handin], response: HttpResponse) -> CompanionError:
    """What an answer in words that nobody knows comes to if the file did not land."""
    status, said = response.status, error_text(response)
    error = refusal(server, response, call.about, call.scope)
    if error.name in {"content_too_large", "not_autolab", "throttled"} or (
        error.name == "request_refused" and said
    ):
        return error
    return CompanionError("handin_failed", server_said=said, server=server, status=status, **call.about)
