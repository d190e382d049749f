"""Every error body that the real server has, and what stands in for Autolab when it is not Autolab that answers."""

from __future__ import annotations

import json
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab.error_responses import MAX_WORDS, ThrottledError, TokenRejectedError, refusal
from native_host.autolab.http_messages import HttpResponse
from native_host.wire.catalogue import BY_NAME
from native_host.wire.errors import CompanionError

SERVER = "https://autolab.example.edu"
ABOUT = {"course": "cs1", "assessment": "lab0"}
HANDIN = "Unexpected error during submission handin.\nDetails: "

DOCUMENTED = (
    (403, "Your client does not have the required scope for this action", "scope_missing"),
    (404, "Invalid request path", "path_unknown"),
    (404, "Course does not exist", "course_unknown"),
    (403, "User is not in this course", "not_enrolled"),
    (
        403,
        "Your course has been disabled by your instructor. Please contact them directly if you have any questions",
        "course_disabled",
    ),
    (403, "User does not have instructor privileges for this course", "instructor_only"),
    (404, "Assessment does not exist", "assessment_unknown"),
    (403, "Assessment not released yet", "assessment_unreleased"),
    (400, "Unexpected course state", "request_refused"),
    (404, "Score for problem0 of submission version 1 of homework0 does not exist", "feedback_none"),
    (404, "Problem named zzz does not exist for homework0", "problem_unknown"),
    (404, "Submission version 9 does not exist for homework0", "submission_unknown"),
    (400, "Required parameter 'problem' not found", "request_refused"),
    (
        403,
        "Submission is larger than the max allowed size (2 MB) - please remove any unnecessary logfiles and binaries.",
        "file_too_large",
    ),
    (400, "Required parameter 'submission' not found", "request_refused"),
    (400, "Required parameter 'submission['file']' not found", "request_refused"),
    (403, "Handins for this assessment is disabled", "handins_disabled"),
    (403, "Submission failed Filetype Check", "file_type_refused"),
    (500, HANDIN + "Validation failed: You cannot submit because it is past the deadline.", "handin_closed"),
    (500, HANDIN + "Validation failed: You have already reached the submission limit.", "submission_limit"),
    (500, HANDIN + "Validation failed: Something new", "request_refused"),
    (400, "Assessment is an embedded quiz", "embedded_quiz"),
    (400, "Nonexistent user", "user_unknown"),
    (404, "User is not in course", "user_unknown"),
    (400, "Invalid auth_level", "request_refused"),
    (400, "User is already in the course", "request_refused"),
    (
        400,
        "Update failed: User can't be dropped if they are an instructor or course assistant",
        "request_refused",
    ),
    (400, "Cannot have groups with size more than group_size", "group_refused"),
    (400, "Group size of assessment is currently 1, so you can't create group", "group_refused"),
    (400, "Couldn't find group with id 999", "group_refused"),
    (400, "User with email who@foo.bar not found in course.", "user_unknown"),
    (500, "Unable to create problem", "request_refused"),
    (429, "Too Many Requests. Retry Later.", "throttled"),
    (401, "OAuth2 authorization failed", "sign_in_again"),
)

WORDLESS = (
    (404, b"", "path_unknown"),
    (405, b"<html>", "path_unknown"),
    (413, b"<html>413 Request Entity Too Large</html>", "content_too_large"),
    (403, b"<html>", "request_refused"),
    (400, b"", "request_refused"),
    (500, b"", "server_failed"),
    (502, b"<html>Bad Gateway</html>", "server_failed"),
    (503, b'{"error": 5}', "server_failed"),
    (304, b"", "answer_unexpected"),
    (429, b"", "throttled"),
    (401, b"<html>Login</html>", "not_autolab"),
)


def answer(status: int, body: bytes, **headers: str) -> HttpResponse:
    return HttpResponse(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize(("status", "said", "name"), DOCUMENTED)
def test_every_documented_refusal_has_its_row(status: int, said: str, name: str) -> None:
    error = refusal(SERVER, answer(status, json.dumps({"error": said}).encode()), ABOUT, "user_scores")
    assert error.name == name
    assert error.server_said == said
    wanted = {field for _, field, _, _ in Formatter().parse(error.row.message + error.row.remedy) if field}
    assert wanted <= set(error.data), "every field of the row is filled"


@pytest.mark.parametrize(("status", "body", "name"), WORDLESS)
def test_other_answers_have_theirs(status: int, body: bytes, name: str) -> None:
    error = refusal(SERVER, answer(status, body), ABOUT)
    assert error.name == name
    assert error.server_said is None


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ("The access token is invalid", "invalid"),
        ("The access token expired", "expired"),
        ("The access token was revoked", "revoked"),
        ("Something else", "unknown"),
    ],
)
def test_only_the_header_tells_what_ails_a_token(description: str, reason: str) -> None:
    challenge = f'Bearer realm="Doorkeeper", error="invalid_token", error_description="{description}"'
    error = refusal(
        SERVER, answer(401, b'{"error":"OAuth2 authorization failed"}', www_authenticate=challenge), {}
    )
    assert isinstance(error, TokenRejectedError)
    assert error.reason == reason


def test_a_429_keeps_what_it_says_about_waiting() -> None:
    error = refusal(SERVER, answer(429, b"", retry_after="7"), {})
    assert isinstance(error, ThrottledError)
    assert error.hint.wait == 7


def test_the_servers_words_are_bounded_and_printable() -> None:
    said = "a\x1b[31m" + "x" * 10_000
    error = refusal(SERVER, answer(400, json.dumps({"error": said}).encode()), {})
    assert error.server_said is not None
    assert len(error.server_said) <= MAX_WORDS
    assert "\x1b" not in error.server_said


@given(st.integers(300, 599), st.binary(), st.text(), st.one_of(st.none(), st.text()))
def test_any_answer_is_one_catalogued_error(
    status: int, body: bytes, challenge: str, said: str | None
) -> None:
    body = body if said is None else json.dumps({"error": said}).encode()
    error = refusal(SERVER, answer(status, body, www_authenticate=challenge), ABOUT)
    assert isinstance(error, CompanionError)
    assert error.name in BY_NAME
    json.dumps(error.as_json())
