"""Who may ask the API, in what order it refuses, and how often."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.visitor import Answer, Visitor

AUTO = "/api/v1/courses/AutoPopulated"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def api(box: Sandbox) -> Visitor:
    return Visitor(box.base, box.issue("student1@foo.bar").token)


def as_user(box: Sandbox, email: str, *scopes: str) -> Visitor:
    return Visitor(box.base, box.issue(email, *scopes).token)


def assert_error(answer: Answer, status: int, words: str) -> None:
    assert (answer.status, answer.json()) == (status, {"error": words})
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


# Authorization


@pytest.mark.parametrize(
    ("token", "words"), [(None, "The access token is invalid"), ("nonsense", "The access token is invalid")]
)
def test_unknown_token(box: Sandbox, token: str | None, words: str) -> None:
    answer = Visitor(box.base, token).get("/api/v1/user")
    assert_error(answer, 401, "OAuth2 authorization failed")
    challenge = f'Bearer realm="Doorkeeper", error="invalid_token", error_description="{words}"'
    assert answer.headers["www-authenticate"] == challenge


def test_expired_and_revoked_are_told_apart_by_the_header_alone(box: Sandbox) -> None:
    expired, revoked = box.issue("student1@foo.bar", expires_in=10), box.issue("student1@foo.bar")
    revoked.revoked = True
    box.clock.advance(11)
    for token, words in ((expired, "The access token expired"), (revoked, "The access token was revoked")):
        answer = Visitor(box.base, token.token).get("/api/v1/user")
        assert_error(answer, 401, "OAuth2 authorization failed")
        assert f'error_description="{words}"' in answer.headers["www-authenticate"]


def test_missing_scope(box: Sandbox) -> None:
    answer = as_user(box, "student1@foo.bar", "user_info").get("/api/v1/courses")
    assert_error(answer, 403, "Your client does not have the required scope for this action")
    assert "www-authenticate" not in answer.headers


def test_every_endpoint_needs_user_info(box: Sandbox) -> None:
    visitor = as_user(box, "student1@foo.bar", "user_courses")
    for path in ("/api/v1/user", "/api/v1/courses", f"{AUTO}/assessments"):
        assert visitor.get(path).status == 403


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/assessments", "user_courses"),
        ("/assessments/homework0", "user_courses"),
        ("/assessments/homework0/problems", "user_courses"),
        ("/assessments/homework0/writeup", "user_courses"),
        ("/assessments/homework0/handout", "user_courses"),
        ("/assessments/homework0/submissions", "user_scores"),
        ("/course_user_data", "instructor_all"),
    ],
)
def test_scope_per_endpoint(box: Sandbox, path: str, scope: str) -> None:
    others = {"user_info", "user_courses", "user_scores", "user_submit", "instructor_all"} - {scope}
    assert as_user(box, "instructor@foo.bar", *others).get(AUTO + path).status == 403
    assert as_user(box, "instructor@foo.bar", "user_info", scope).get(AUTO + path).status == 200


@pytest.mark.parametrize("name", ["access_token", "bearer_token"])
def test_token_as_a_parameter(box: Sandbox, name: str) -> None:
    token = box.issue("student1@foo.bar").token
    assert Visitor(box.base).get(f"/api/v1/user?{name}={token}").status == 200


def test_a_page_session_does_not_authenticate(box: Sandbox) -> None:
    visitor = Visitor(box.base)
    visitor.sign_in("student1@foo.bar", "studentpw1")
    assert visitor.get("/api/v1/user").status == 401


def test_no_cors(box: Sandbox, api: Visitor) -> None:
    assert Visitor(box.base).ask("OPTIONS", "/api/v1/user").status == 401
    headers = api.get("/api/v1/user", Origin="https://evil.example").headers
    assert not [name for name in headers if name.startswith("access-control")]


def test_unknown_paths(box: Sandbox, api: Visitor) -> None:
    assert_error(api.get("/api/v1/nothing/here"), 404, "Invalid request path")
    assert_error(api.ask("DELETE", "/api/v1/user"), 404, "Invalid request path")
    assert Visitor(box.base).get("/api/v1/nothing").status == 401


def test_etag(api: Visitor) -> None:
    first = api.get("/api/v1/user")
    assert first.headers["cache-control"] == "max-age=0, private, must-revalidate"
    again = api.get("/api/v1/user", **{"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_the_api_sets_no_cookie(api: Visitor) -> None:
    assert "set-cookie" not in api.get("/api/v1/user").headers


# Course and assessment


@pytest.mark.parametrize(
    ("course", "status", "words"),
    [
        ("nowhere", 404, "Course does not exist"),
        ("autopopulated", 404, "Course does not exist"),
        ("secret-f26", 403, "User is not in this course"),
        (
            "old-course-s20",
            403,
            "Your course has been disabled by your instructor. Please contact them directly if you have any questions",
        ),
    ],
)
def test_course_refusals(api: Visitor, course: str, status: int, words: str) -> None:
    assert_error(api.get(f"/api/v1/courses/{course}/assessments"), status, words)


def test_assessment_refusals(api: Visitor) -> None:
    assert_error(api.get(f"{AUTO}/assessments/nothing"), 404, "Assessment does not exist")
    assert_error(api.get(f"{AUTO}/assessments/homework3"), 403, "Assessment not released yet")


# Throttle of parameter tokens


def test_a_token_in_the_header_is_never_throttled(api: Visitor) -> None:
    assert {api.get("/api/v1/user").status for _ in range(30)} == {200}


def test_a_token_as_a_parameter_ten_times_in_a_window(box: Sandbox) -> None:
    box.clock.advance(30 - box.clock.time() % 30 + 1)
    token = box.issue("student1@foo.bar").token
    visitor = Visitor(box.base)
    statuses = [visitor.get(f"/api/v1/user?access_token={token}").status for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    refused = visitor.get(f"/api/v1/user?access_token={token}")
    assert refused.body == b'{"error": "Too Many Requests. Retry Later."}'
    assert "content-type" not in refused.headers
    assert Visitor(box.base, token).get("/api/v1/user").status == 200  # the header works meanwhile
    both = Visitor(box.base, token).get(f"/api/v1/user?access_token={token}")
    assert both.status == 429  # sent both ways it counts as the parameter
    another = box.issue("student1@foo.bar").token
    assert visitor.get(f"/api/v1/user?access_token={another}").status == 429  # per user, not per token
    assert visitor.get("/api/v1/user?access_token=unknown").status == 401
    box.clock.advance(30)
    assert visitor.get(f"/api/v1/user?access_token={token}").status == 200


def test_a_stricter_deployment_throttles_tokens_in_the_header_too() -> None:
    with start_sandbox(throttle="all") as box:
        box.clock.advance(60 - box.clock.time() % 60 + 1)
        api = Visitor(box.base, box.issue("student1@foo.bar").token)
        assert [api.get("/api/v1/user").status for _ in range(11)] == [200] * 10 + [429]
        box.clock.advance(60)
        submit = f"{AUTO}/assessments/homework2/submit"
        assert [api.upload(submit, b"x").status for _ in range(5)] == [200] * 4 + [429]
        assert api.get("/api/v1/user").status == 200


def test_answers_are_dated_by_the_sandboxs_clock(box: Sandbox) -> None:
    box.clock.advance(86_400)
    dated = parsedate_to_datetime(Visitor(box.base).get("/api/v1/user").headers["date"]).timestamp()
    assert abs(dated - box.clock.time()) < 5


def test_throttle_can_be_switched_off() -> None:
    with start_sandbox(throttle=False) as box:
        token = box.issue("student1@foo.bar").token
        visitor = Visitor(box.base)
        assert {visitor.get(f"/api/v1/user?access_token={token}").status for _ in range(15)} == {200}
