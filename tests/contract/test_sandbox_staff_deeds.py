"""What the staff do, and what it changes for students: every case seen on the real server or read in its source."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.visitor import Answer, Visitor

ONE, TWO = "student1@foo.bar", "student2@foo.bar"
COURSE = "AutoPopulated"
AUTO = f"/api/v1/courses/{COURSE}/assessments"
UNEXPECTED = "Unexpected error during submission handin.\nDetails: "
DAY = 86400


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def api(box: Sandbox) -> Visitor:
    return Visitor(box.base, box.issue(ONE).token)


def submit(api: Visitor, name: str) -> Answer:
    return api.upload(f"{AUTO}/{name}/submit", b"int x;\n", "handin.c")


def listed(api: Visitor, name: str) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = api.get(f"{AUTO}/{name}/submissions").json()
    return answer


def details(api: Visitor, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = api.get(f"{AUTO}/{name}").json()
    return answer


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json()["error"]


def page(box: Sandbox, name: str, part: str = "") -> str:
    visitor = Visitor(box.base)
    visitor.sign_in(ONE, "studentpw1")
    return visitor.get(f"/courses/{COURSE}/assessments/{name}{part}").text


# Groups: saveHandin and validateHandinForGroups of app/helpers/assessment_handin_core.rb


def pair(box: Sandbox, *members: str) -> None:
    instructor = Visitor(box.base, box.issue("instructor@foo.bar").token)
    group = {"groups": [{"name": "pair", "group_members": list(members or (ONE, TWO))}]}
    assert instructor.json(f"{AUTO}/lab1/groups", group).status == 200


def test_a_groups_answer_carries_its_first_members_version(box: Sandbox, api: Visitor) -> None:
    partner = Visitor(box.base, box.issue(TWO).token)
    assert submit(partner, "lab1").json()["version"] == 1
    pair(box, TWO, ONE)
    assert submit(partner, "lab1").json() == {"version": 1, "filename": "1_handin.c"}  # student1's
    assert [row["version"] for row in listed(partner, "lab1")] == [2, 1]
    assert [row["version"] for row in listed(api, "lab1")] == [1]
    assert submit(api, "lab1").json()["version"] == 2
    assert [row["filename"] for row in listed(partner, "lab1")] == ["3_handin.c", "2_handin.c", "1_handin.c"]


def test_a_partner_who_has_dropped_the_course_stops_the_group(box: Sandbox, api: Visitor) -> None:
    pair(box)
    box.staff(COURSE, "lab1").drop(TWO)
    words = f"{UNEXPECTED}Validation failed: You cannot submit because you have dropped the course."
    assert refusal(submit(api, "lab1")) == (500, words)
    assert listed(api, "lab1") == []


def test_a_group_waits_for_its_members(box: Sandbox, api: Visitor) -> None:
    pair(box)
    box.staff(COURSE, "lab1").unconfirm(TWO)
    words = "Submission not allowed until all group members confirm their group membership"
    assert refusal(submit(api, "lab1")) == (403, words)


# Versions: app/models/assessment_user_datum.rb


def test_the_number_of_a_deleted_newest_submission_is_given_again(box: Sandbox, api: Visitor) -> None:
    staff = box.staff(COURSE, "homework2")
    assert [submit(api, "homework2").json()["version"] for _ in range(3)] == [1, 2, 3]
    staff.delete_submission(ONE)
    assert submit(api, "homework2").json()["version"] == 3
    staff.delete_submission(ONE, 1)
    assert submit(api, "homework2").json()["version"] == 4
    assert [row["version"] for row in listed(api, "homework2")] == [4, 3, 2]


def test_an_assessment_made_anew_under_its_name_starts_over(box: Sandbox, api: Visitor) -> None:
    assert submit(api, "homework2").json()["version"] == 1
    before = details(api, "homework2")
    box.clock.advance(60)
    box.staff(COURSE, "homework2").recreate()
    assert listed(api, "homework2") == []
    after = details(api, "homework2")
    assert after.pop("updated_at") > before.pop("updated_at")
    assert after == before
    assert submit(api, "homework2").json()["version"] == 1


# Files that cannot be stored: save_file of app/models/submission.rb, after the row has been created


@pytest.mark.parametrize("words", ["No space left on device", "Permission denied @ dir_s_mkdir - /handin"])
def test_a_row_stays_without_its_file(box: Sandbox, api: Visitor, words: str) -> None:
    staff = box.staff(COURSE, "homework2")
    staff.change(storage_trouble=words)
    assert refusal(submit(api, "homework2")) == (500, UNEXPECTED + words)
    (row,) = listed(api, "homework2")
    assert (row["version"], row["filename"], row["scores"]) == (1, None, {})
    assert "No file" in page(box, "homework2", "/history")
    staff.change(storage_trouble=None)
    assert submit(api, "homework2").json() == {"version": 2, "filename": "2_handin.c"}


def test_a_groups_rows_are_one_transaction(box: Sandbox, api: Visitor) -> None:
    pair(box)
    staff = box.staff(COURSE, "lab1")
    staff.change(storage_trouble="No space left on device")
    assert submit(api, "lab1").status == 500
    assert listed(api, "lab1") == []
    staff.change(storage_trouble=None)
    assert submit(api, "lab1").json()["version"] == 1


# Dates: due_at, end_at of app/models/assessment_user_datum.rb, days_late! of app/models/submission.rb


def test_late_slack_is_added_to_the_end(box: Sandbox, api: Visitor) -> None:
    box.state.courses[COURSE].late_slack = 600
    assert next(c for c in api.get("/api/v1/courses").json() if c["name"] == COURSE)["late_slack"] == 600
    a = box.state.assessment(COURSE, "homework1")
    a.end_at = box.clock.now()
    box.clock.advance(590)
    assert submit(api, "homework1").status == 200
    box.clock.advance(20)
    assert "past the deadline" in submit(api, "homework1").json()["error"]


def test_late_slack_is_added_to_the_due_date(box: Sandbox, api: Visitor) -> None:
    box.state.courses[COURSE].late_slack = 600
    box.state.assessment(COURSE, "lab0").due_at = box.clock.now()
    box.clock.advance(590)
    assert submit(api, "lab0").status == 200
    box.clock.advance(20)
    assert submit(api, "lab0").status == 200
    shown = page(box, "lab0", "/history")
    assert [f"Submitted {days} day(s) late" in shown for days in (0, 1)] == [True, True]


@pytest.mark.parametrize(("days", "words"), [(50, "with 50 days extension"), (None, "infinite extension")])
def test_an_extension_is_on_the_page_and_not_in_the_api(
    box: Sandbox, api: Visitor, days: int | None, words: str
) -> None:
    before = details(api, "homework4")
    assert submit(api, "homework4").status == 500
    box.staff(COURSE, "homework4").extend(ONE, days)
    assert submit(api, "homework4").status == 200
    assert details(api, "homework4") == before
    assert words in page(box, "homework4")
    assert "past the deadline" in submit(Visitor(box.base, box.issue(TWO).token), "homework4").json()["error"]


# Scores: final_score_opts! of app/models/submission.rb; /submissions knows nothing of it


@pytest.mark.parametrize(
    ("deed", "shown"),
    [
        (lambda staff: staff.grade_type(ONE, "EXC"), "<td>EXC</td>"),
        (lambda staff: staff.grade_type(ONE, "NG"), "<td>NG</td>"),
        (lambda staff: staff.tweak(ONE, -11.0), "<td>150.0</td>"),
        (lambda staff: staff.change(version_penalty=10.0, version_threshold=1), "<td>151.0</td>"),
        (lambda staff: _late(staff, 2), "<td>141.0</td>"),
    ],
    ids=["excused", "no grade", "tweak", "version penalty", "late penalty"],
)
def test_adjustments_are_on_the_page_and_not_in_the_api(
    box: Sandbox, api: Visitor, deed: Any, shown: str
) -> None:
    before = listed(api, "homework0")
    deed(box.staff(COURSE, "homework0"))
    assert listed(api, "homework0") == before
    assert before[0]["scores"] == {"problem0": 90.5, "problem1": 45.0, "problem2": 25.5}
    assert shown in page(box, "homework0", "/history")


def _late(staff: Any, days: int) -> None:
    a = staff.assessment
    due = a.submissions[1].created_at.timestamp() - days * DAY + 60
    staff.change(due_at=type(a.due_at).fromtimestamp(due, a.due_at.tzinfo), late_penalty=10.0)


# updated_at


@pytest.mark.parametrize(
    ("deed", "covered"),
    [
        (lambda staff: staff.change(disable_handins=False), True),
        (lambda staff: staff.change(max_submissions=9), True),
        (lambda staff: staff.delete_problem("problem2"), True),
        (lambda staff: staff.add_problem("extra", 5.0), True),
        (lambda staff: staff.extend(ONE, 3), False),
        (lambda staff: staff.submit_for(ONE, {"problem0": 3.0}), False),
    ],
    ids=["hand-ins", "limit", "problem deleted", "problem added", "extension", "submission"],
)
def test_what_updated_at_covers(box: Sandbox, api: Visitor, deed: Any, covered: bool) -> None:
    before = details(api, "lab2")["updated_at"]
    in_list = api.get(AUTO).json()
    box.clock.advance(5)
    deed(box.staff(COURSE, "lab2"))
    assert (details(api, "lab2")["updated_at"] != before) is covered
    assert api.get(AUTO).json() == in_list  # the list has no updated_at: it tells nothing of this


def test_a_deleted_problem_takes_its_scores_along(box: Sandbox, api: Visitor) -> None:
    box.staff(COURSE, "homework0").delete_problem("problem2")
    assert listed(api, "homework0")[0]["scores"] == {"problem0": 90.5, "problem1": 45.0}
    assert details(api, "homework0")["max_scores"] == {"problem0": 100.0, "problem1": 50.0}


# Feedback: the first that is not null, empty or not


def test_an_empty_feedback_masks_the_others(box: Sandbox, api: Visitor) -> None:
    staff = box.staff(COURSE, "homework1")
    staff.score(ONE, "problem1", 3.0, "Mind the gap.")
    path = f"{AUTO}/homework1/submissions/1/feedback?problem=problem1"
    assert api.get(path).json() == {"feedback": "Mind the gap."}
    staff.score(ONE, "problem0", 5.0, "")
    assert api.get(path).json() == {"feedback": ""}


# Staff through the API: app/controllers/api/v1/scores_controller.rb, problems_controller.rb


def test_latest_scores_need_a_submission_and_known_problems(box: Sandbox) -> None:
    staff = Visitor(box.base, box.issue("instructor@foo.bar").token)
    path = f"{AUTO}/homework1/scores/{{}}/update_latest"
    nothing = staff.form(path.format("student4@foo.bar"), {"problems": '{"problem0": 1}'}, method="PUT")
    assert (nothing.status, nothing.body) == (500, b"")
    unknown = staff.form(path.format("student4@foo.bar"), {"problems": '{"zz": 1}'}, method="PUT")
    assert refusal(unknown) == (400, "Problem 'zz' not found in this assessment")


def test_what_nobody_has_given_is_null_or_nothing(box: Sandbox, api: Visitor) -> None:
    assert [p["description"] for p in api.get(f"{AUTO}/homework2/problems").json()] == [
        None,
        "Style & tests",
        None,
    ]
    assert {name: details(api, name)["max_grace_days"] for name in ("homework1", "homework2")} == {
        "homework1": 2,
        "homework2": 0,
    }
