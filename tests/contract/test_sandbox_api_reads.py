"""What the API tells a student: user, courses, assessments, submissions, feedback."""

import re
from collections.abc import Iterator

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.visitor import Answer, Visitor

AUTO = "/api/v1/courses/AutoPopulated"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-0[45]:00")


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


def test_user(api: Visitor) -> None:
    assert api.get("/api/v1/user").json() == {
        "email": "student1@foo.bar",
        "first_name": "Stu",
        "last_name": "One",
        "school": "SCS",
        "major": "CS",
        "year": "4",
    }


def test_courses(api: Visitor) -> None:
    answer = api.get("/api/v1/courses").json()
    by_name = {c["name"]: c for c in answer}
    assert [c["display_name"] for c in answer] == sorted(c["display_name"] for c in answer)
    assert by_name["AutoPopulated"] == {
        "name": "AutoPopulated",
        "semester": "f26",
        "late_slack": 0,
        "grace_days": 3,
        "display_name": "15-213: Intro to Computer Systems & <b>C</b>",
        "auth_level": "student",
    }
    assert by_name["cs101-f26"]["auth_level"] == "instructor"
    assert set(by_name) == {"AutoPopulated", "cs101-f26", "old-course-s20", "done-s25", "next-s27"}


def test_json_escapes_markup(api: Visitor) -> None:
    assert b"\\u0026 \\u003cb\\u003eC" in api.get("/api/v1/courses").body


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("current", {"AutoPopulated", "cs101-f26", "old-course-s20"}),
        ("completed", {"done-s25"}),
        ("upcoming", {"next-s27"}),
        ("disabled", {"old-course-s20"}),
    ],
)
def test_course_states(api: Visitor, state: str, names: set[str]) -> None:
    assert {c["name"] for c in api.get(f"/api/v1/courses?state={state}").json()} == names


@pytest.mark.parametrize("state", ["", "nonsense", "Current"])
def test_bad_course_state(api: Visitor, state: str) -> None:
    assert_error(api.get(f"/api/v1/courses?state={state}"), 400, "Unexpected course state")


def test_roles_of_others(box: Sandbox) -> None:
    ca = {c["name"]: c["auth_level"] for c in as_user(box, "ca@foo.bar").get("/api/v1/courses").json()}
    assert ca == {"AutoPopulated": "course_assistant", "cs101-f26": "student"}
    admin = as_user(box, "admin@foo.bar").get("/api/v1/courses").json()
    assert {c["auth_level"] for c in admin} == {"instructor"}
    assert as_user(box, "nocourse@foo.bar").get("/api/v1/courses").json() == []


def test_assessment_list(box: Sandbox, api: Visitor) -> None:
    answer = api.get(f"{AUTO}/assessments").json()
    assert set(answer[0]) == {"due_at", "end_at", "start_at", "name", "display_name", "category_name"}
    assert [a["due_at"] for a in answer] == sorted(a["due_at"] for a in answer)
    names = {a["name"] for a in answer}
    assert "homework3" not in names
    assert len(names) == 15
    for email in ("ca@foo.bar", "instructor@foo.bar"):
        assert len(as_user(box, email).get(f"{AUTO}/assessments").json()) == 16


def test_times_carry_milliseconds_and_the_zone_of_their_date(api: Visitor) -> None:
    answer = {a["name"]: a for a in api.get(f"{AUTO}/assessments").json()}
    for a in answer.values():
        assert all(TIME.fullmatch(a[name]) for name in ("start_at", "due_at", "end_at"))
    one = answer["homework0"]
    assert one["start_at"][10:23] == one["due_at"][10:23]  # the wall clock stays over summer time


def test_assessment_details(api: Visitor) -> None:
    answer = api.get(f"{AUTO}/assessments/homework0").json()
    updated = answer.pop("updated_at")
    assert TIME.fullmatch(updated)
    for name in ("start_at", "due_at", "end_at"):
        assert TIME.fullmatch(answer.pop(name))
    assert answer == {
        "name": "homework0",
        "display_name": "Homework 0: Graded",
        "category_name": "Homework",
        "description": "<p>Graded and <b>released</b>.</p>",
        "max_grace_days": 0,
        "max_submissions": -1,
        "disable_handins": None,
        "group_size": 1,
        "writeup_format": "none",
        "handout_format": "none",
        "has_scoreboard": False,
        "has_autograder": False,
        "max_unpenalized_submissions": -1,
        "max_total_score": 175.5,
        "max_scores": {"problem0": 100.0, "problem1": 50.0, "problem2": 25.5},
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("homework1", {"max_grace_days": 2, "description": None}),
        ("lab0", {"max_submissions": 3}),
        ("lab1", {"group_size": 2}),
        ("lab2", {"disable_handins": True}),
        ("lab3", {"writeup_format": "url", "handout_format": "file"}),
        ("lab4", {"writeup_format": "file", "handout_format": "url"}),
        ("lab5", {"has_autograder": True, "max_scores": {"autograded": 100.0}, "max_total_score": 100.0}),
        ("lab6", {"max_submissions": 5, "max_unpenalized_submissions": 1}),
        ("quiz0", {"max_scores": {}, "max_total_score": 0.0}),
    ],
)
def test_what_sets_an_assessment_apart(api: Visitor, name: str, expected: dict[str, object]) -> None:
    answer = api.get(f"{AUTO}/assessments/{name}").json()
    assert {key: answer[key] for key in expected} == expected


def test_problems(api: Visitor) -> None:
    answer = api.get(f"{AUTO}/assessments/homework0/problems").json()
    assert set(answer[0]) == {"name", "description", "max_score", "optional", "starred"}
    assert [(p["name"], p["max_score"]) for p in answer] == [
        ("problem0", 100.0),
        ("problem1", 50.0),
        ("problem2", 25.5),
    ]
    assert answer[1]["description"] == "Style & tests"
    assert api.get(f"{AUTO}/assessments/quiz0/problems").json() == []


def test_writeup_and_handout(api: Visitor) -> None:
    base = f"{AUTO}/assessments"
    assert api.get(f"{base}/homework0/writeup").json() == {"writeup": "none"}
    assert api.get(f"{base}/homework0/handout").json() == {"handout": "none"}
    assert api.get(f"{base}/lab3/writeup").json() == {"url": "https://www.example.edu/malloc.html"}
    assert api.get(f"{base}/lab4/handout").json() == {"url": "https://www.example.edu/handout.tar"}
    pdf, tar = api.get(f"{base}/lab4/writeup"), api.get(f"{base}/lab3/handout")
    assert pdf.body.startswith(b"%PDF")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"] == (
        "inline; filename=\"writeup.pdf\"; filename*=UTF-8''writeup.pdf"
    )
    assert tar.headers["content-type"] == "application/octet-stream"
    assert "malloclab-handout.tar" in tar.headers["content-disposition"]


def test_a_json_file_differs_from_the_json_answer_by_its_disposition(box: Sandbox, api: Visitor) -> None:
    writeup = box.state.assessment("AutoPopulated", "lab4").writeup
    writeup.filename, writeup.content = 'w "1" \u00e9.json', b'{"url":"x"}'
    answer = api.get(f"{AUTO}/assessments/lab4/writeup")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"].endswith("filename*=UTF-8''w%20%221%22%20%C3%A9.json")
    assert "content-disposition" not in api.get(f"{AUTO}/assessments/lab3/writeup").headers


# Submissions and feedback


def test_own_submissions_newest_first(api: Visitor) -> None:
    answer = api.get(f"{AUTO}/assessments/homework0/submissions").json()
    assert [list(s) for s in answer] == [["version", "filename", "created_at", "scores"]] * 2
    assert [(s["version"], s["filename"]) for s in answer] == [(2, "2_handin.c"), (1, "1_handin.c")]
    assert answer[0]["scores"] == {"problem0": 90.5, "problem1": 45.0, "problem2": 25.5}
    assert TIME.fullmatch(answer[0]["created_at"])


def test_ungraded_and_unreleased(box: Sandbox, api: Visitor) -> None:
    two = as_user(box, "student2@foo.bar")
    assert two.get(f"{AUTO}/assessments/homework0/submissions").json()[0]["scores"] == {
        "problem0": 50.0,
        "problem1": 5.0,
    }
    assert api.get(f"{AUTO}/assessments/quiz2/submissions").json()[0]["scores"] == {
        "problem0": "unreleased",
        "problem1": "unreleased",
        "problem2": "unreleased",
    }
    assert api.get(f"{AUTO}/assessments/homework1/submissions").json()[0]["scores"] == {}
    lab6 = api.get(f"{AUTO}/assessments/lab6/submissions").json()
    assert [s["scores"] for s in lab6] == [{"problem0": 60.0}, {}]


def test_an_instructors_list_is_his_own(box: Sandbox) -> None:
    answer = as_user(box, "instructor@foo.bar").get(f"{AUTO}/assessments/homework0/submissions")
    assert answer.json() == []


def feedback(api: Visitor, name: str, version: object, problem: str | None = "problem0") -> Answer:
    query = "" if problem is None else f"?problem={problem}"
    return api.get(f"{AUTO}/assessments/{name}/submissions/{version}/feedback{query}")


def test_feedback_is_the_same_for_every_problem(api: Visitor) -> None:
    expected = 'Good work.\nLine two <b>& entity</b>\n{"scores": {"problem0": 90.5}}'
    for problem in ("problem0", "problem1", "problem2"):
        assert feedback(api, "homework0", 2, problem).json() == {"feedback": expected}


def test_feedback_of_an_unreleased_score_is_handed_out(api: Visitor) -> None:
    assert feedback(api, "quiz2", 1).json() == {"feedback": "hidden feedback"}


def test_feedback_refusals(api: Visitor) -> None:
    none = "Score for problem0 of submission version 1 of homework0 does not exist"
    assert_error(feedback(api, "homework0", 1), 404, none)
    assert_error(feedback(api, "homework0", 1, "zzz"), 404, "Problem named zzz does not exist for homework0")
    assert_error(feedback(api, "homework0", 9), 404, "Submission version 9 does not exist for homework0")
    assert_error(feedback(api, "homework0", 1, None), 400, "Required parameter 'problem' not found")


def test_a_path_may_end_with_json(box: Sandbox, api: Visitor) -> None:
    for path in ("/api/v1/user", f"{AUTO}/assessments", f"{AUTO}/assessments/homework0"):
        assert api.get(f"{path}.json").json() == api.get(path).json()
    assert_error(api.get("/api/v1/nothing.json"), 404, "Invalid request path")
    staff = as_user(box, "instructor@foo.bar")
    words = "User with email student1@foo.bar.json not found in course."
    assert_error(staff.get(f"{AUTO}/assessments/lab0/scores/student1@foo.bar.json"), 400, words)


def test_assessments_due_at_once_come_by_name(api: Visitor) -> None:
    names = [a["name"] for a in api.get(f"{AUTO}/assessments").json()]
    assert names[:2] == ["homework0", "homework4"]
    assert names[-3:] == ["homework2", "quiz0", "quiz1"]


def test_keys_of_the_details_in_the_servers_order(api: Visitor) -> None:
    assert list(api.get(f"{AUTO}/assessments/homework0").json()) == [
        "name",
        "display_name",
        "description",
        "start_at",
        "due_at",
        "end_at",
        "updated_at",
        "max_grace_days",
        "max_submissions",
        "disable_handins",
        "category_name",
        "group_size",
        "writeup_format",
        "handout_format",
        "has_scoreboard",
        "has_autograder",
        "max_unpenalized_submissions",
        "max_total_score",
        "max_scores",
    ]
