"""What Autolab's refusals mean: every documented error body as one row, the server's own words kept. Sans-I/O."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from ..wire.errors import CompanionError
from .headers import RateHint, read_hint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..wire.error_names import ErrorName
    from .calls import Call
    from .http_messages import HttpResponse

THROTTLED = "Too Many Requests"
"""How Autolab's own 429 begins."""
MAX_WORDS = 500
"""Characters of the server's words that we repeat; its longest documented text has 160."""


class TokenRejectedError(CompanionError):
    """A 401: the server refused the token before doing anything. `reason`: invalid, expired, revoked or unknown."""

    def __init__(self, server: str, reason: str, server_said: str | None) -> None:
        super().__init__("sign_in_again", server_said=server_said, server=server, detail=_TOKEN_WORDS[reason])
        self.reason = reason


class ThrottledError(CompanionError):
    """A 429: the server refused before doing anything. `hint` holds what it says about waiting, if anything."""

    def __init__(self, server: str, hint: RateHint, server_said: str | None) -> None:
        super().__init__("throttled", server_said=server_said, server=server)
        self.hint = hint


class UnavailableError(CompanionError):
    """A 503 that says for how many seconds."""

    def __init__(self, server: str, wait: float, server_said: str | None) -> None:
        super().__init__("server_failed", server_said=server_said, server=server, status=503)
        self.wait = wait


_TOKEN_WORDS = {
    "invalid": "the server does not know it",
    "expired": "it has expired",
    "revoked": "it was revoked",
    "unknown": "the server refused it",
}

_ROWS: tuple[tuple[int, str, ErrorName], ...] = (
    # Any endpoint
    (403, r"Your client does not have the required scope", "scope_missing"),
    (404, r"Invalid request path", "path_unknown"),
    # Courses and assessments
    (404, r"Course does not exist", "course_unknown"),
    (403, r"User is not in this course", "not_enrolled"),
    (403, r"Your course has been disabled", "course_disabled"),
    (403, r"User does not have instructor privileges", "instructor_only"),
    (404, r"Assessment does not exist", "assessment_unknown"),
    (403, r"Assessment not released yet", "assessment_unreleased"),
    # Feedback
    (404, r"Score for .* of submission version .* does not exist", "feedback_none"),
    (404, r"Submission version .* does not exist", "submission_unknown"),
    (404, r"Problem named .* does not exist", "problem_unknown"),
    # Handing in
    (403, r"Submission is larger than the max allowed size", "file_too_large"),
    (403, r"Handins for this assessment is disabled", "handins_disabled"),
    (403, r"Submission failed Filetype Check", "file_type_refused"),
    (403, r"Submission not allowed until all group members confirm", "group_unconfirmed"),
    (403, r"A member of your group has reached the submission limit", "group_limit"),
    (400, r"Assessment is an embedded quiz", "embedded_quiz"),
    (500, r"Unexpected error during submission handin.*past the deadline", "handin_closed"),
    (500, r"Unexpected error during submission handin.*reached the submission limit", "submission_limit"),
    (500, r"Unexpected error during submission handin.*you have dropped the course", "handin_dropped"),
    (500, r"Unexpected error during submission handin.*Validation failed", "request_refused"),
    # Staff
    (400, r"Nonexistent user", "user_unknown"),
    (404, r"User is not in course", "user_unknown"),
    (400, r"User with email .* not found in course", "user_unknown"),
    (400, r"Problem '.*' not found in this assessment", "problem_unknown"),
    (400, r"Cannot have groups with size more than group_size", "group_refused"),
    (400, r"Group size of assessment is currently", "group_refused"),
    (400, r"Couldn't find group", "group_refused"),
    (500, r"Unable to create problem", "request_refused"),
    (500, r"Validation failed", "request_refused"),
)
"""Status, start of the error text as a pattern, catalogue row. The first that fits counts."""

_COMPILED = tuple((status, re.compile(words, re.DOTALL), name) for status, words, name in _ROWS)

_BY_STATUS: dict[int, ErrorName] = {404: "path_unknown", 405: "path_unknown", 413: "content_too_large"}
"""What a status means without words of Autolab's: a proxy spoke, or an Autolab older than the feature."""


class _ErrorBody(msgspec.Struct):
    error: str


def refusal(
    server: str, response: HttpResponse, about: Mapping[str, str], scope: str | None = None
) -> CompanionError:
    """The error an answer outside 2xx stands for. `about` holds course and assessment, for the error's words."""
    said = error_text(response)
    if response.status == 401:  # noqa: PLR2004 - the status that speaks of the token
        return _token_rejected(server, response, said)
    if response.status == 429:  # noqa: PLR2004 - the status that asks for patience
        return ThrottledError(server, read_hint(response.headers), said)
    if response.status == 503 and (wait := read_hint(response.headers).wait) is not None:  # noqa: PLR2004 - as above
        return UnavailableError(server, wait, said)
    name = _name(response.status, said)
    data: dict[str, str | int] = {"server": server, **about, "status": response.status}
    if name == "scope_missing":
        data["scope"] = scope or "user_info"
    if name == "answer_unexpected":
        data["detail"] = f"HTTP status {response.status}"
    return CompanionError(name, server_said=said, **data)


def known_refusal(server: str, call: Call[Any], response: HttpResponse) -> CompanionError | None:
    """The error of a refusal in Autolab's own words, None for anything else: a proxy's page, words nobody knows."""
    status, said = response.status, error_text(response)
    if status == 429:  # noqa: PLR2004 - the status that asks for patience
        own = said is not None and said.startswith(THROTTLED)
        return CompanionError("handin_throttled", server=server, server_said=said) if own else None
    if status == 401:  # noqa: PLR2004 - the status that speaks of the token
        rejected = _token_rejected(server, response, said)
        return rejected if isinstance(rejected, TokenRejectedError) else None
    if said is None or _row(status, said) is None:
        return None
    return refusal(server, response, call.about, call.scope)


def error_text(response: HttpResponse) -> str | None:
    """The text of `{"error": text}`, whatever the content type says: the server's 429 has none."""
    try:
        text = msgspec.json.decode(response.body, type=_ErrorBody).error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    shown = text.strip()[:MAX_WORDS]  # first: an answer may hold megabytes
    return "".join(mark if mark.isprintable() or mark == "\n" else " " for mark in shown).strip() or None


def _name(status: int, said: str | None) -> ErrorName:
    if said is not None and (row := _row(status, said)) is not None:
        return row
    if status in _BY_STATUS and said is None:
        return _BY_STATUS[status]
    if 400 <= status < 500:  # noqa: PLR2004 - the class of refusals
        return "request_refused"
    return "server_failed" if status >= 500 else "answer_unexpected"  # noqa: PLR2004 - the class of failures


def _row(status: int, said: str) -> ErrorName | None:
    rows = (name for row_status, words, name in _COMPILED if status == row_status and words.match(said))
    return next(rows, None)


def _token_rejected(server: str, response: HttpResponse, said: str | None) -> CompanionError:
    challenge = response.headers.get("www-authenticate", "")
    if said is None and "bearer" not in challenge.lower():
        # Some other guard before the server: a new token would not help.
        return CompanionError("not_autolab", server=server)
    for reason in ("invalid", "expired", "revoked"):
        # The error code invalid_token stands in every one of them; the description tells them apart.
        if re.search(rf"error_description=\"[^\"]*\b{reason}\b", challenge):
            return TokenRejectedError(server, reason, said)
    return TokenRejectedError(server, "unknown", said)
