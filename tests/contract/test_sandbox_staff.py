"""The API as an instructor uses it."""

from collections.abc import Iterator

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.visitor import Answer, Visitor

AUTO = "/api/v1/courses/AutoPopulated"
ROSTER = f"{AUTO}/course_user_data"
LAB1 = f"{AUTO}/assessments/lab1"
MEMBER = {
    "lecture": "1",
    "section": "A",
    "grade_policy": "",
    "dropped": False,
    "nickname": "stu",
    "email": "student1@foo.bar",
    "first_name": "Stu",
    "last_name": "One",
    "school": "SCS",
    "major": "CS",
    "year": "4",
    "auth_level": "student",
}
STAYS = "User can't be dropped if they are an instructor or course assistant"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def staff(box: Sandbox) -> Visitor:
    return Visitor(box.base, box.issue("instructor@foo.bar").token)


def assert_error(answer: Answer, status: int, words: str) -> None:
    assert (answer.status, answer.json()) == (status, {"error": words})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ROSTER),
        ("POST", ROSTER),
        ("GET", f"{ROSTER}/student2@foo.bar"),
        ("PUT", f"{ROSTER}/student2@foo.bar"),
        ("DELETE", f"{ROSTER}/student2@foo.bar"),
        ("GET", f"{LAB1}/groups"),
        ("POST", f"{LAB1}/groups"),
        ("GET", f"{LAB1}/groups/1"),
        ("DELETE", f"{LAB1}/groups/1"),
        ("GET", f"{LAB1}/scores"),
        ("GET", f"{LAB1}/scores/student2@foo.bar"),
        ("PUT", f"{LAB1}/scores/student2@foo.bar/update_latest"),
        ("POST", f"{LAB1}/problems"),
        ("POST", f"{LAB1}/set_group_settings"),
    ],
)
def test_students_and_assistants_are_refused(box: Sandbox, method: str, path: str) -> None:
    words = "User does not have instructor privileges for this course"
    for email in ("student1@foo.bar", "ca@foo.bar"):
        assert_error(Visitor(box.base, box.issue(email).token).ask(method, path), 403, words)


def test_course_creation_needs_a_scope_no_client_has(staff: Visitor) -> None:
    answer = staff.form("/api/v1/courses", {"name": "x", "semester": "f", "instructor_email": "a"})
    assert_error(answer, 403, "Your client does not have the required scope for this action")


def test_course_creation_with_the_scope(box: Sandbox) -> None:
    admin = Visitor(box.base, box.issue("admin@foo.bar", "user_info", "admin_all").token)
    fields = {"name": "new-f26", "semester": "f26", "instructor_email": "instructor@foo.bar"}
    assert admin.form("/api/v1/courses", fields).json() == {"name": "new-f26"}
    assert "new-f26" in box.state.courses
    assert_error(admin.form("/api/v1/courses", {}), 400, "Required parameter 'name' not found")
    other = Visitor(box.base, box.issue("student1@foo.bar", "user_info", "admin_all").token)
    assert_error(other.form("/api/v1/courses", fields), 403, "User does not have admin privileges")


# Roster


def test_roster(staff: Visitor) -> None:
    answer = staff.get(ROSTER).json()
    emails = [m["email"] for m in answer]
    assert emails == sorted(emails)
    assert len(emails) == 7
    assert staff.get(f"{ROSTER}/student1@foo.bar").json() == MEMBER
    assert {m["auth_level"] for m in answer} == {"instructor", "course_assistant", "student"}


def test_enrol_update_drop(staff: Visitor) -> None:
    fields = {"email": "nocourse@foo.bar", "lecture": "2", "section": "B", "auth_level": "student"}
    made = staff.form(ROSTER, fields)
    assert made.status == 200
    assert (made.json()["lecture"], made.json()["dropped"], made.json()["auth_level"]) == (
        "2",
        False,
        "student",
    )
    assert_error(staff.form(ROSTER, fields), 400, "User is already in the course")
    path = f"{ROSTER}/nocourse@foo.bar"
    changed = staff.form(path, {"section": "C", "auth_level": "course_assistant"}, method="PUT").json()
    assert (changed["section"], changed["auth_level"]) == ("C", "course_assistant")
    assert_error(staff.ask("DELETE", path), 400, f"Update failed: {STAYS}")
    staff.form(path, {"auth_level": "student"}, method="PUT")
    dropped = staff.ask("DELETE", path)
    assert (dropped.status, dropped.json()["dropped"]) == (200, True)
    assert_error(staff.form(path, {"auth_level": "instructor"}, method="PUT"), 400, f"Update failed: {STAYS}")
    assert staff.form(path, {"auth_level": "student"}, method="PUT").json()["dropped"] is True
    assert staff.form(path, {"dropped": "false"}, method="PUT").json()["dropped"] is False


def test_roster_takes_json(staff: Visitor) -> None:
    fields = {"email": "nocourse@foo.bar", "lecture": "2", "section": "B", "auth_level": "student"}
    assert staff.json(ROSTER, fields).json()["email"] == "nocourse@foo.bar"


@pytest.mark.parametrize("missing", ["email", "lecture", "section", "auth_level"])
def test_enrolling_needs_four_parameters(staff: Visitor, missing: str) -> None:
    fields = {"email": "nocourse@foo.bar", "lecture": "2", "section": "B", "auth_level": "student"}
    del fields[missing]
    assert_error(staff.form(ROSTER, fields), 400, f"Required parameter '{missing}' not found")


def test_roster_refusals(staff: Visitor) -> None:
    assert_error(staff.get(f"{ROSTER}/who@foo.bar"), 400, "Nonexistent user")
    assert_error(staff.get(f"{ROSTER}/nocourse@foo.bar"), 404, "User is not in course")
    fields = {"email": "nocourse@foo.bar", "lecture": "2", "section": "B", "auth_level": "king"}
    assert_error(staff.form(ROSTER, fields), 400, "Invalid auth_level")
    bad = staff.form(f"{ROSTER}/student1@foo.bar", {"auth_level": "king"}, method="PUT")
    assert_error(bad, 400, "Invalid auth_level")


# Groups

PAIR = {"groups": [{"name": "pair", "group_members": ["student1@foo.bar", "student2@foo.bar"]}]}


def test_groups(staff: Visitor) -> None:
    empty = staff.get(f"{LAB1}/groups").json()
    assert (empty["group_size"], empty["groups"]) == (2, [])
    assert len(empty["assessment"]) == 34
    assert empty["assessment"]["max_size"] == 2
    made = staff.json(f"{LAB1}/groups", PAIR).json()
    assert [list(g) for g in made] == [["id", "name", "created_at", "updated_at"]]
    assert (made[0]["id"], made[0]["name"]) == (1, "pair")
    shown = staff.get(f"{LAB1}/groups/{made[0]['id']}").json()
    assert [u["email"] for u in shown] == ["student1@foo.bar", "student2@foo.bar"]
    nested = staff.get(f"{LAB1}/groups?show_members=true").json()["groups"]
    assert nested == [shown]
    gone = staff.ask("DELETE", f"{LAB1}/groups/{made[0]['id']}").json()
    assert gone == {"message": f"Group {made[0]['id']} successfully deleted"}
    assert staff.get(f"{LAB1}/groups").json()["groups"] == []


def test_group_refusals(staff: Visitor) -> None:
    three = {"groups": [{"name": "x", "group_members": [f"student{i}@foo.bar" for i in (1, 2, 3)]}]}
    assert_error(
        staff.json(f"{LAB1}/groups", three), 400, "Cannot have groups with size more than group_size"
    )
    alone = f"{AUTO}/assessments/homework2/groups"
    words = "Group size of assessment is currently 1, so you can't create group"
    assert_error(staff.json(alone, PAIR), 400, words)
    assert_error(staff.get(f"{LAB1}/groups/999"), 400, "Couldn't find group with id 999")
    assert_error(staff.json(f"{LAB1}/groups", {}), 400, "Required parameter 'groups' not found")


def test_group_settings(staff: Visitor) -> None:
    fields = {"group_size": "3", "allow_student_assign_group": "true"}
    answer = staff.form(f"{LAB1}/set_group_settings", fields).json()
    assert answer == {"group_size": 3, "allow_student_assign_group": True}
    assert staff.get(LAB1).json()["group_size"] == 3
    missing = staff.form(f"{LAB1}/set_group_settings", {"group_size": "3"})
    assert_error(missing, 400, "Required parameter 'allow_student_assign_group' not found")


# Scores and problems

HW0, LAB6 = f"{AUTO}/assessments/homework0/scores", f"{AUTO}/assessments/lab6/scores"


def test_scores(staff: Visitor) -> None:
    answer = staff.get(HW0).json()
    assert set(answer) == {"student1@foo.bar", "student2@foo.bar", "student3@foo.bar"}
    assert answer["student1@foo.bar"]["1"] == {"problem0": 70.0, "problem1": 40.0, "problem2": 20.0}
    assert staff.get(f"{HW0}/student2@foo.bar").json() == {"1": {"problem0": 50.0, "problem1": 5.0}}
    assert staff.get(f"{HW0}/student4@foo.bar").json() == {}
    assert_error(staff.get(f"{HW0}/who@foo.bar"), 400, "User with email who@foo.bar not found in course.")
    assert staff.get(f"{AUTO}/assessments/quiz2/scores/student1@foo.bar").json()["1"]["problem0"] == 88.0


def test_update_latest(box: Sandbox, staff: Visitor) -> None:
    path = f"{AUTO}/assessments/homework1/scores/student1@foo.bar/update_latest"
    by_form = staff.form(path, {"problems": '{"problem0": 77.5}'}, method="PUT")
    assert (by_form.status, by_form.json()) == (200, {"student1@foo.bar": {"problem0": 77.5}})
    by_json = staff.json(path, {"problems": '{"problem0": 78}'}, method="PUT")
    assert by_json.json() == {"student1@foo.bar": {"problem0": 78}}
    student = Visitor(box.base, box.issue("student1@foo.bar").token)
    seen = student.get(f"{AUTO}/assessments/homework1/submissions").json()[0]["scores"]
    assert seen == {"problem0": "unreleased"}


def test_update_latest_refusals(staff: Visitor) -> None:
    path = f"{AUTO}/assessments/homework1/scores"
    one, four = f"{path}/student1@foo.bar/update_latest", f"{path}/student4@foo.bar/update_latest"
    assert_error(staff.form(one, {}, method="PUT"), 400, "Required parameter 'problems' not found")
    unknown = staff.form(one, {"problems": '{"zzz": 1}'}, method="PUT")
    assert_error(unknown, 400, "Problem 'zzz' not found in this assessment")
    as_object = staff.json(one, {"problems": {"problem0": 1}}, method="PUT")
    without = staff.form(four, {"problems": '{"problem0": 1}'}, method="PUT")
    assert [(a.status, a.body) for a in (as_object, without)] == [(500, b"")] * 2


def test_problem_creation(staff: Visitor) -> None:
    path = f"{AUTO}/assessments/quiz0/problems"
    made = staff.form(path, {"name": "essay", "max_score": "12.5"})
    assert made.status == 201
    assert made.json() == {
        "name": "essay",
        "description": "",
        "max_score": 12.5,
        "optional": False,
        "starred": False,
    }
    assert_error(staff.form(path, {"name": "essay", "max_score": "1"}), 500, "Unable to create problem")
    assert_error(staff.form(path, {"name": "x"}), 400, "Required parameter 'max_score' not found")
    assert staff.get(path).json()[0]["name"] == "essay"


@pytest.mark.parametrize("groups", ["x", None, [1], [{"name": "n"}], {"0": {"name": "n"}}])
def test_groups_of_another_shape_are_an_unhandled_500(staff: Visitor, groups: object) -> None:
    answer = staff.json(f"{LAB1}/groups", {"groups": groups})
    assert (answer.status, answer.body) == (500, b"")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_a_score_is_kept_as_a_number_and_echoed_as_it_came(staff: Visitor) -> None:
    scores = f"{AUTO}/assessments/homework1/scores/student1@foo.bar"
    for text in ('{"problem0": 77}', '{"problem0": "77"}'):
        answer = staff.form(f"{scores}/update_latest", {"problems": text}, method="PUT")
        assert answer.text == '{"student1@foo.bar":' + text.replace(" ", "") + "}"
        assert staff.get(scores).text == '{"1":{"problem0":77.0}}'


@pytest.mark.parametrize(
    ("sent", "kept"), [("3", 3), ("2 of us", 2), ("many", 0)], ids=["number", "words", "no number"]
)
def test_a_group_size_is_the_digits_it_begins_with(staff: Visitor, sent: str, kept: int) -> None:
    fields = {"group_size": sent, "allow_student_assign_group": "true"}
    assert staff.form(f"{LAB1}/set_group_settings", fields).json()["group_size"] == kept


@pytest.mark.parametrize("max_score", ["nan", "inf", "ten"])
def test_a_problem_needs_a_number(staff: Visitor, max_score: str) -> None:
    answer = staff.form(f"{LAB1}/problems", {"name": "extra", "max_score": max_score})
    assert_error(answer, 500, "Unable to create problem")
