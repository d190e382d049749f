from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab import endpoints
from native_host.autolab.handin_outcome import (
    AcceptedWithoutGrading,
    Answered,
    Doubt,
    Landed,
    NotSent,
    Refused,
    read_failure,
    read_outcome,
)
from native_host.autolab.http_messages import HttpResponse, UploadBody
from native_host.autolab.transport_errors import ExchangeError

if TYPE_CHECKING:
    from native_host.autolab.handin_outcome import Outcome
    from native_host.autolab.transport_errors import Sent

SERVER = "https://autolab.example.edu"
CALL = endpoints.submit("c", "a", UploadBody("a.c", 0, lambda: None))  # type: ignore[arg-type, return-value]  # never opened
TANGO = "Submission accepted, but autograding failed: Error with open request on Tango"


def outcome(status: int, body: bytes | dict[str, object]) -> Outcome:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_outcome(SERVER, CALL, HttpResponse(status, {}, data))


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
        (401, "OAuth2 authorization failed", "sign_in_again"),
        (429, "Too Many Requests. Retry Later.", "handin_throttled"),
        (403, "A member of your group has reached the submission limit for this assessment", "group_limit"),
        (
            403,
            "Submission not allowed until all group members confirm their group membership",
            "group_unconfirmed",
        ),
        (
            500,
            "Unexpected error during submission handin.\nDetails: Validation failed: you have dropped the course.",
            "handin_dropped",
        ),
    ],
)
def test_refusals(status: int, said: str, name: str) -> None:
    result = outcome(status, {"error": said})
    assert isinstance(result, Refused)
    assert result.error.name == name


@pytest.mark.parametrize(
    ("status", "body", "name"),
    [
        (500, b"", "handin_failed"),
        (500, b"<html>We're sorry, but something went wrong.</html>", "handin_failed"),
        (500, b'{"error":"Unexpected error during submission handin"}', "handin_failed"),
        (400, b'{"error":"Something new"}', "request_refused"),
        (401, b"<html>Sign in to the campus network</html>", "not_autolab"),
        (403, b"<html>Forbidden</html>", "handin_failed"),
        (404, b"", "handin_failed"),
        (413, b"<html>Request Entity Too Large</html>", "content_too_large"),
        (429, b"", "throttled"),
        (429, b'{"error":"Slow down"}', "throttled"),
        (200, b"<html>Wireless login</html>", "not_autolab"),
        (200, b'{"success":"Submitted file a.c for autograding"}', "answer_unexpected"),
        (200, b'{"version":"one"}', "answer_unexpected"),
        (200, b"", "answer_unexpected"),
        (204, b"", "handin_failed"),
        (304, b"", "handin_failed"),
    ],
)
def test_an_answer_in_other_words_is_decided_by_the_list(status: int, body: bytes, name: str) -> None:
    result = outcome(status, body)
    assert isinstance(result, Answered)
    assert (result.status, result.error.name) == (status, name)
    assert result.wordless == (status == 500 and b"error" not in body)


@pytest.mark.parametrize("status", [502, 503, 504, 522])
@pytest.mark.parametrize("body", [b"", b"<html>Bad Gateway</html>", b'{"error":"Validation failed: odd"}'])
def test_what_a_gateway_says_leaves_it_in_doubt(status: int, body: bytes) -> None:
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


def test_a_redirect_is_an_answer_that_lands_nothing() -> None:
    result = read_failure(ExchangeError("redirect_refused", "maybe", server=SERVER, status=302))
    assert result == Answered(302, result.error)  # type: ignore[union-attr]  # that it has one is what is asserted
    assert isinstance(
        read_failure(ExchangeError("redirect_refused", "partly", server=SERVER, status=413)), NotSent
    )
