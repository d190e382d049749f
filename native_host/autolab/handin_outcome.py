"""What became of a submission, read as the real server means it (POST /submit). Sans-I/O.

The server answers 500 to refusals and even to a submission it has accepted, so the status alone says little.
Whatever is not certain is Doubt: never resend, ask the list of submissions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from ..wire.errors import CompanionError
from .models import Handin
from .refusals import refusal, words_of

if TYPE_CHECKING:
    from .calls import Call
    from .failures import ExchangeError
    from .messages import Response

ACCEPTED_UNGRADED = "Submission accepted, but autograding failed"
NOT_VALID = "Validation failed"
"""Rails refused to save the submission; part of the words of a 500."""

_WORDLESS = frozenset({401, 413})
"""Statuses that are refusals even without Autolab's words: guards before the server say them."""


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
    """The server has it but could not grade it; the version is not told."""

    server_said: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """It may have arrived. `status` is None if no answer came; `detail` says what is known, without secrets."""

    detail: str
    status: int | None = None
    server_said: str | None = None


Outcome = Landed | Refused | NotSent | AcceptedWithoutGrading | Doubt


def read_outcome(server: str, call: Call[Handin], response: Response) -> Outcome:
    """The outcome an answer stands for."""
    status, said = response.status, words_of(response)
    if status == 200:  # noqa: PLR2004 - the one status of success
        accepted = _accepted(response)
        if isinstance(accepted, Landed) or response.to_whole:
            return accepted
    if not response.to_whole:
        return Refused(_broken_off(server, call, response, said))
    if said is not None and said.startswith(ACCEPTED_UNGRADED):
        return AcceptedWithoutGrading(said)
    if status == 429:  # noqa: PLR2004 - nobody sends it again by itself, so "throttled" would promise too much
        return Refused(CompanionError("handin_throttled", server=server, server_said=said))
    if status in _WORDLESS or (said is not None and (400 <= status < 500 or NOT_VALID in said)):  # noqa: PLR2004 - 4xx
        return Refused(refusal(server, response, call.about, call.scope))
    return Doubt(f"the server answered with status {status}", status, said)


def read_failure(error: ExchangeError) -> Outcome:
    """The outcome of an exchange without a usable answer."""
    if error.sent != "maybe":
        return NotSent(error)
    return Doubt(str(error.data.get("detail", error.message)))


def _broken_off(server: str, call: Call[Handin], response: Response, said: str | None) -> CompanionError:
    """What an answer stands for that came while the file was still being sent; whose it is decides the words."""
    if response.status == 200:  # noqa: PLR2004 - a page that stands in everybody's way, such as a network's sign-in
        return CompanionError("not_autolab", server=server)
    if response.status in _WORDLESS or (said is not None and 400 <= response.status < 500):  # noqa: PLR2004 - 4xx
        return refusal(server, response, call.about, call.scope)
    return CompanionError("upload_refused", server=server, status=response.status, server_said=said)


def _accepted(response: Response) -> Outcome:
    try:
        handin = msgspec.json.decode(response.body, type=Handin)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Doubt("the server's confirmation cannot be read", response.status)
    return Landed(handin.version, handin.filename)
