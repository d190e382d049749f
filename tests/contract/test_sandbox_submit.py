"""Handing in through the API with every oddity."""

import hashlib
from collections.abc import Iterator

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.visitor import Answer, Visitor

AUTO = "/api/v1/courses/AutoPopulated/assessments"
MIB = 2**20
UNEXPECTED = "Unexpected error during submission handin.\nDetails: Validation failed: "


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def api(box: Sandbox) -> Visitor:
    return Visitor(box.base, box.issue("student1@foo.bar").token)


def submit(api: Visitor, name: str, content: bytes = b"int x;\n", filename: str = "handin.c") -> Answer:
    return api.upload(f"{AUTO}/{name}/submit", content, filename)


def versions(api: Visitor, name: str) -> list[int]:
    return [s["version"] for s in api.get(f"{AUTO}/{name}/submissions").json()]


def assert_error(answer: Answer, status: int, words: str) -> None:
    assert (answer.status, answer.json()) == (status, {"error": words})


def test_the_servers_name_is_answered(box: Sandbox, api: Visitor) -> None:
    answer = submit(api, "lab0", b"data", "whatever I called it.txt")
    assert (answer.status, answer.json()) == (200, {"version": 1, "filename": "1_bits.c"})
    stored = box.state.assessment("AutoPopulated", "lab0").submissions[0]
    assert (stored.size, stored.sha256) == (4, hashlib.sha256(b"data").hexdigest())
    assert stored.uploaded_name == "whatever I called it.txt"


def test_exactly_the_limit_passes(api: Visitor) -> None:
    assert submit(api, "homework2", bytes(2 * MIB)).status == 200
    words = (
        "Submission is larger than the max allowed size (2 MB) - please remove any unnecessary logfiles "
        "and binaries."
    )
    assert_error(submit(api, "homework2", bytes(2 * MIB + 1)), 403, words)
    assert versions(api, "homework2") == [1]


def test_an_empty_file_is_a_version(api: Visitor) -> None:
    assert submit(api, "homework2", b"").json() == {"version": 1, "filename": "1_handin.c"}


def test_no_file(api: Visitor) -> None:
    path = f"{AUTO}/homework2/submit"
    assert_error(api.form(path, {}), 400, "Required parameter 'submission' not found")
    other = api.form(path, {"submission[other]": "x"})
    assert_error(other, 400, "Required parameter 'submission['file']' not found")


def test_a_text_instead_of_a_file_is_unhandled(api: Visitor) -> None:
    answer = api.form(f"{AUTO}/homework2/submit", {"submission[file]": "text"})
    assert (answer.status, answer.body) == (500, b"")
    assert answer.headers["content-type"].startswith("application/json")


def test_disabled_and_quiz(api: Visitor) -> None:
    assert_error(submit(api, "lab2"), 403, "Handins for this assessment is disabled")
    assert_error(submit(api, "quiz1"), 400, "Assessment is an embedded quiz")


def test_type_check_needs_its_configuration_loaded(box: Sandbox, api: Visitor) -> None:
    unloaded = submit(api, "lab7", b"x", "right.tar")
    assert (unloaded.status, unloaded.body) == (500, b"")
    assert api.get(f"{AUTO}/lab7/handout").status == 200
    refused = submit(api, "lab7", b"x", "wrong.c")
    assert_error(refused, 403, "Submission failed Filetype Check")
    assert "_autolab3_session=" in refused.headers["set-cookie"]
    assert submit(api, "lab7", b"x", "right.tar").json() == {"version": 1, "filename": "1_handin.tar"}


def test_the_assessment_page_loads_the_configuration_too(box: Sandbox, api: Visitor) -> None:
    visitor = Visitor(box.base)
    visitor.sign_in("student2@foo.bar", "studentpw2")
    visitor.get("/courses/AutoPopulated/assessments/lab7")
    assert submit(api, "lab7", b"x", "right.tar").status == 200


def test_past_the_end(api: Visitor) -> None:
    words = UNEXPECTED + "You cannot submit because it is past the deadline."
    assert_error(submit(api, "homework4"), 500, words)


def test_submission_limit(api: Visitor) -> None:
    assert [submit(api, "lab0").json()["version"] for _ in range(3)] == [1, 2, 3]
    words = UNEXPECTED + "You have already reached the submission limit."
    assert_error(submit(api, "lab0"), 500, words)


def test_late_is_silent(api: Visitor) -> None:
    assert submit(api, "homework1").json() == {"version": 2, "filename": "2_handin.c"}


def test_no_problems_is_fine(api: Visitor) -> None:
    assert submit(api, "quiz0").status == 200


def test_autograder_down_leaves_the_submission(api: Visitor) -> None:
    words = "Submission accepted, but autograding failed: Error with open request on Tango"
    for expected in ([1], [2, 1]):
        assert_error(submit(api, "lab5"), 500, words)
        assert versions(api, "lab5") == expected


def test_group_members_get_their_own_versions(box: Sandbox, api: Visitor) -> None:
    instructor = Visitor(box.base, box.issue("instructor@foo.bar").token)
    assert submit(api, "lab1").json()["version"] == 1  # alone: a plain submission
    group = {"groups": [{"name": "g", "group_members": ["student1@foo.bar", "student2@foo.bar"]}]}
    assert instructor.json(f"{AUTO}/lab1/groups", group).status == 200
    assert submit(api, "lab1").json() == {"version": 2, "filename": "2_handin.c"}
    partner = Visitor(box.base, box.issue("student2@foo.bar").token)
    assert versions(partner, "lab1") == [1]


def test_a_group_at_its_limit(box: Sandbox, api: Visitor) -> None:
    assessment = box.state.assessment("AutoPopulated", "lab1")
    assessment.max_submissions = 1
    partner = Visitor(box.base, box.issue("student2@foo.bar").token)
    assert submit(partner, "lab1").status == 200
    instructor = Visitor(box.base, box.issue("instructor@foo.bar").token)
    group = {"groups": [{"name": "g", "group_members": ["student1@foo.bar", "student2@foo.bar"]}]}
    instructor.json(f"{AUTO}/lab1/groups", group)
    words = "A member of your group has reached the submission limit for this assessment"
    assert_error(submit(api, "lab1"), 403, words)


@pytest.mark.parametrize("email", ["instructor@foo.bar", "ca@foo.bar"])
def test_staff_bypass_start_and_end(box: Sandbox, email: str) -> None:
    staff = Visitor(box.base, box.issue(email).token)
    assert [submit(staff, name).status for name in ("homework3", "homework4")] == [200, 200]


def test_scope_and_unreleased(box: Sandbox, api: Visitor) -> None:
    reader = Visitor(box.base, box.issue("student1@foo.bar", "user_info", "user_courses").token)
    assert submit(reader, "homework2").status == 403
    assert_error(submit(api, "homework3"), 403, "Assessment not released yet")


def test_a_dropped_students_access_still_works_but_not_the_handin(box: Sandbox, api: Visitor) -> None:
    instructor = Visitor(box.base, box.issue("instructor@foo.bar").token)
    instructor.ask("DELETE", "/api/v1/courses/AutoPopulated/course_user_data/student1@foo.bar")
    assert api.get(AUTO).status == 200
    assert "dropped the course" in submit(api, "homework2").json()["error"]


def test_submit_throttle_of_parameter_tokens(box: Sandbox) -> None:
    box.clock.advance(60 - box.clock.time() % 60 + 1)
    token = box.issue("student1@foo.bar").token
    bare = Visitor(box.base)
    path = f"{AUTO}/homework2/submit"
    by_query = [bare.upload(f"{path}?access_token={token}", b"x").status for _ in range(3)]
    by_field = [bare.upload(path, b"x", fields={"access_token": token}).status for _ in range(2)]
    assert by_query + by_field == [200, 200, 200, 200, 429]
    assert submit(Visitor(box.base, token), "homework2").status == 200


def test_six_submissions_by_header_pass(api: Visitor) -> None:
    assert {submit(api, "homework2").status for _ in range(6)} == {200}


def test_the_autograder_releases_scores_after_a_while() -> None:
    with start_sandbox("demo") as box:
        api = Visitor(box.base, box.issue("maya@cmu.example").token)
        path = "/api/v1/courses/15213-f26/assessments/malloclab"
        assert api.upload(f"{path}/submit", b"void *mm_malloc;\n", "mm.c").status == 200
        assert api.get(f"{path}/submissions").json()[0]["scores"] == {}
        box.clock.advance(5)
        scores = api.get(f"{path}/submissions").json()[0]["scores"]
        assert scores == {"autograded": 41.0, "style": 8.0}
        feedback = api.get(f"{path}/submissions/1/feedback?problem=autograded").json()["feedback"]
        assert "1_mm.c" in feedback


@pytest.mark.parametrize("submission", [{"file": "text"}, "text", None, []])
def test_a_json_body_can_hold_no_file(api: Visitor, submission: object) -> None:
    answer = api.json(f"{AUTO}/homework2/submit", {"submission": submission})
    assert (answer.status, answer.body) == (500, b"")


def test_a_json_body_without_a_file(api: Visitor) -> None:
    words = "Required parameter 'submission['file']' not found"
    assert_error(api.json(f"{AUTO}/homework2/submit", {"submission": {}}), 400, words)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"no part"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut'),
    ],
    ids=["no boundary", "no part", "cut"],
)
def test_broken_multipart_is_refused_before_anything_happens(api: Visitor, kind: str, body: bytes) -> None:
    answer = api.ask("POST", f"{AUTO}/homework2/submit", body=body, headers={"Content-Type": kind})
    assert (answer.status, answer.body) == (400, b"")
    assert versions(api, "homework2") == []
