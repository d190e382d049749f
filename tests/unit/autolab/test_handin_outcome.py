from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab import endpoints
from native_host.autolab.failures import ExchangeError
from native_host.autolab.handin_outcome import (
    AcceptedWithoutGrading,
    Doubt,
    Landed,
    NotSent,
    Refused,
    read_failure,
    read_outcome,
)
from native_host.autolab.messages import Response, UploadBody

if TYPE_CHECKING:
    from native_host.autolab.failures import Sent
    from native_host.autolab.handin_outcome import Outcome

SERVER = "https://autolab.example.edu"
CALL = endpoints.submit("c", "a", UploadBody("a.c", 0, lambda: None))  # type: ignore[arg-type, return-value]  # never opened
TANGO = "Submission accepted, but autograding failed: Error with open request on Tango"


def outcome(status: int, body: bytes | dict[str, object]) -> Outcome:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_outcome(SERVER, CALL, Response(status, {}, data))


def test_a_version_is_a_landing() -> None:
    assert outcome(200, {"version": 3, "filename": "3_handin.c"}) == Landed(3, "3_handin.c")


def test_a_500_can_be_an_acceptance() -> None:
    assert outcome(500, {"error": TANGO}) == AcceptedWithoutGrading(TANGO)


@pytest.mark.parametrize(
    ("status", "said", "name"),
    [
        (
            500,
            "Unexpected error during submission handin.\nDetails: Validation failed: past the deadline.",
            "handin_closed",
        ),
        (
            500,
            "Unexpected error during submission handin.\nDetails: Validation failed: odd",
            "request_refused",
        ),
        (403, "Handins for this assessment is disabled", "handins_disabled"),
        (403, "Your client does not have the required scope for this action", "scope_missing"),
        (400, "Something new", "request_refused"),
        (401, "OAuth2 authorization failed", "sign_in_again"),
        (429, "Too Many Requests. Retry Later.", "handin_throttled"),
    ],
)
def test_refusals(status: int, said: str, name: str) -> None:
    result = outcome(status, {"error": said})
    assert isinstance(result, Refused)
    assert result.error.name == name


def test_a_429_is_a_refusal_whoever_says_it() -> None:
    result = outcome(429, b"")
    assert isinstance(result, Refused)
    assert result.error.name == "handin_throttled"


def test_a_proxys_413_is_a_refusal_too() -> None:
    result = outcome(413, b"<html>Request Entity Too Large</html>")
    assert isinstance(result, Refused)
    assert result.error.name == "content_too_large"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""),
        (500, b"<html>We're sorry, but something went wrong.</html>"),
        (500, b'{"error":"Unexpected error during submission handin"}'),
        (502, b"<html>Bad Gateway</html>"),
        (504, b""),
        (403, b"<html>Forbidden</html>"),
        (404, b""),
        (200, b"<html>Wireless login</html>"),
        (200, b'{"success":"Submitted file a.c for autograding"}'),
        (200, b'{"version":"one"}'),
        (200, b""),
        (204, b""),
        (304, b""),
    ],
)
def test_everything_else_is_doubt(status: int, body: bytes) -> None:
    assert isinstance(outcome(status, body), Doubt)


@given(st.integers(200, 599), st.binary())
def test_any_answer_has_an_outcome_and_only_a_version_lands(status: int, body: bytes) -> None:
    result = outcome(status, body)
    assert not isinstance(result, Landed | AcceptedWithoutGrading)


@pytest.mark.parametrize(("sent", "kind"), [("no", NotSent), ("partly", NotSent), ("maybe", Doubt)])
def test_a_failure_is_certain_only_until_the_last_byte(sent: Sent, kind: type) -> None:
    assert isinstance(
        read_failure(ExchangeError("server_unreachable", sent, server=SERVER, detail="x")), kind
    )
