"""Course, assessment and history pages: the elements our badges and buttons hang on."""

import re
from collections.abc import Iterator

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.tree import Tree
from tests.sandbox.visitor import Visitor

COURSE = "/courses/AutoPopulated/assessments"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


def signed_in(box: Sandbox, name: str = "student1", password: str = "studentpw1") -> Visitor:
    visitor = Visitor(box.base)
    assert visitor.sign_in(f"{name}@foo.bar", password).status == 302
    return visitor


@pytest.fixture
def student(box: Sandbox) -> Visitor:
    return signed_in(box)


def tree(visitor: Visitor, path: str) -> Tree:
    answer = visitor.get(path)
    assert answer.status == 200, answer.location
    return Tree(answer.text)


# The course page


def rows(page: Tree) -> list[tuple[dict[str, str], str]]:
    return page.select("#content", ".assessments", "a.collection-item")


def test_rows_of_the_course_page(student: Visitor) -> None:
    page = tree(student, COURSE)
    hrefs = [a["href"] for a, _ in rows(page)]
    assert f"{COURSE}/homework0" in hrefs
    assert all(len(h.strip("/").split("/")) == 4 for h in hrefs)
    assert len(hrefs) == 15
    assert [text for _, text in page.select(".category-card", ".card-title")] == [
        "Homework",
        "Lab",
        "Quiz & Exams",
    ]
    assert len(page.select("a.collection-item", "p.date")) == 15


def test_row_text_is_the_name_escaped(student: Visitor) -> None:
    text = next(t for a, t in rows(tree(student, COURSE)) if a["href"].endswith("/lab3"))
    assert text.startswith('Lab 3: Malloc & <i>Friends</i> "x" Start:')


def test_order_by_due_date_within_a_category(student: Visitor) -> None:
    names = [a["href"].rsplit("/", 1)[1] for a, _ in rows(tree(student, COURSE))]
    assert names[:4] == ["homework0", "homework4", "homework1", "homework2"]


def test_writeup_badges(student: Visitor) -> None:
    badges = tree(student, COURSE).select("a.collection-item", "span.new.badge.orange")
    assert [a["data-url"] for a, _ in badges] == [f"{COURSE}/lab3/writeup", f"{COURSE}/lab4/writeup"]


@pytest.mark.parametrize(
    ("name", "password", "editable"),
    [("instructor", "instructorpw1", True), ("ca", "assistantpw1", False)],
)
def test_staff_see_unreleased_rows(box: Sandbox, name: str, password: str, editable: bool) -> None:
    page = tree(signed_in(box, name, password), COURSE)
    assert len(rows(page)) == 16
    badges = page.select("a.collection-item", "span.new.badge.blue")
    assert [a["data-badge-caption"] for a, _ in badges] == ["unreleased"]
    assert ("data-url" in badges[0][0]) is editable
    manage = [a for a, _ in page.select(".nav-wrapper", "a") if a.get("href", "").endswith("/manage")]
    assert bool(manage) is editable


def test_the_list_of_courses_has_the_same_rows_for_current_assessments(student: Visitor) -> None:
    page = tree(student, "/courses")
    hrefs = [a["href"] for a, _ in page.select("a.collection-item")]
    assert f"{COURSE}/homework2" in hrefs
    assert "/courses/cs101-f26/assessments/hello-world" in hrefs
    assert f"{COURSE}/homework0" not in hrefs  # ended


def test_announcements(student: Visitor) -> None:
    boxes = tree(student, COURSE).select("ul.gray-box", "li")
    assert boxes[0][1] == "Welcome<p>Welcome to the course</p>"


# The assessment page


def test_open_assessment(student: Visitor) -> None:
    page = tree(student, f"{COURSE}/homework2")
    assert page.select("#content", "h2")[0][1] == "Homework 2: Open"
    panel = page.select("#handin_show_assessment")[0][0]
    assert panel["data-cansubmit"] == "true "
    assert page.select(".handin-panel.card", "#handin_show_assessment")
    form = page.select("#handin_show_assessment", "form#new_submission")[0][0]
    assert form["name"] == "submissionForm"
    assert form["action"] == f"{COURSE}/homework2/handin"
    assert (form["method"], form["enctype"]) == ("post", "multipart/form-data")
    inputs = {a.get("name"): a for a, _ in page.select("form#new_submission", "input")}
    assert set(inputs) == {"utf8", "authenticity_token", "integrity_checkbox", "submission[file]", "commit"}
    assert inputs["integrity_checkbox"] == {
        "type": "checkbox",
        "name": "integrity_checkbox",
        "id": "integrity_checkbox",
        "value": "1",
    }
    assert inputs["submission[file]"] == {"type": "file", "name": "submission[file]", "id": "submission_file"}
    assert inputs["commit"]["id"] == "fake-submit"
    assert "disabled" in inputs["commit"]["class"].split()


def test_dates_are_raw_until_the_script_rewrites_them(box: Sandbox, student: Visitor) -> None:
    spans = tree(student, f"{COURSE}/homework2").select(".handin-panel", "span.moment-date-time")
    assert len(spans) == 2
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d -0[45]00", text) for _, text in spans)
    assert spans[0][0]["data-format"] == "MMMM Do YYYY, h:mm a z [(UTC] Z[)]"
    student.cookies["browser.timezone"] = "Asia/Tokyo"
    spans = tree(student, f"{COURSE}/homework2").select(".handin-panel", "span.moment-date-time")
    assert spans[0][1].endswith(" +0900")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("homework4", "We are no longer accepting submissions for this assessment."),
        ("lab0", "You have reached the maximum number of submissions allowed for this assessment."),
    ],
)
def test_closed_panels_hold_only_a_heading(box: Sandbox, student: Visitor, name: str, words: str) -> None:
    box.state.assessment("AutoPopulated", "lab0").max_submissions = 0
    page = tree(student, f"{COURSE}/{name}")
    panel = page.select("#handin_show_assessment")[0]
    assert panel[0]["data-cansubmit"] == "false "
    assert panel[1] == words
    assert page.select("#handin_show_assessment", "h3")[0][1] == words


def test_disabled_handins_have_no_panel_below(student: Visitor) -> None:
    page = tree(student, f"{COURSE}/lab2")
    assert page.select(".handin-panel")
    assert not page.select("#handin_show_assessment")


def test_embedded_quiz(student: Visitor) -> None:
    page = tree(student, f"{COURSE}/quiz1")
    assert page.select("form#quiz_form")
    assert not page.select("form#new_submission")


def test_late_form_says_so(student: Visitor) -> None:
    page = tree(student, f"{COURSE}/homework1")
    button = next(a for a, _ in page.select("form#new_submission", "input") if a.get("id") == "fake-submit")
    assert button["value"] == "Submit Late"


def test_group_assessment_links_to_its_groups(student: Visitor) -> None:
    links = tree(student, f"{COURSE}/lab1").select("ul.options", "a")
    assert (f"{COURSE}/lab1/groups/new", "Group options") in [(a["href"], text) for a, text in links]
    assert student.get(f"{COURSE}/lab1/groups/new").status == 200


def test_a_second_flash_error_lives_inside_the_form(student: Visitor) -> None:
    page = tree(student, f"{COURSE}/homework2")
    assert page.select("form#new_submission", "#flash_error")
    assert page.select("#flashes", "noscript", "#flash_error")


def test_noscript_flash_is_on_every_page(box: Sandbox, student: Visitor) -> None:
    for path in ("/courses", COURSE, "/activate", "/nothing"):
        assert (
            "requires Javascript" in tree(student, path).select("#flashes", "noscript", "#flash_error")[0][1]
        )


# Submissions


def test_history_table(student: Visitor) -> None:
    page = tree(student, f"{COURSE}/homework0/history")
    body = page.select(".submissions", "table.sub", "tbody", "tr")
    assert len(body) == 2
    cells = page.select("table.sub", "tbody", "td")
    assert [cells[0][1], cells[3][1], cells[4][1], cells[5][1], cells[7][1]] == [
        "2",
        "90.5",
        "45.0",
        "25.5",
        "161.0",
    ]
    assert [("prettyBorder" in a.get("class", "")) for a, _ in cells[3:6]] == [True] * 3
    assert cells[6][1] == "0 days (0 days)"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d -0[45]00", cells[2][1])


def test_unreleased_scores_show_as_dashes(student: Visitor) -> None:
    cells = tree(student, f"{COURSE}/quiz2/history").select("table.sub", "td.prettyBorder")
    assert [text for _, text in cells] == ["--"] * 3


def test_summary_shows_the_latest_three(box: Sandbox, student: Visitor) -> None:
    api = Visitor(box.base, box.issue("student1@foo.bar").token)
    for _ in range(3):
        api.upload(f"/api/v1{COURSE}/homework2/submit", b"x")
    page = tree(student, f"{COURSE}/homework2")
    assert len(page.select("table.sub", "tbody", "tr")) == 3
    assert "See all" not in student.get(f"{COURSE}/homework2").text
    api.upload(f"/api/v1{COURSE}/homework2/submit", b"x")
    page = tree(student, f"{COURSE}/homework2")
    assert [page.select("table.sub", "tbody", "td")[0][1], len(page.select("table.sub", "tbody", "tr"))] == [
        "4",
        3,
    ]
    more = next(a for a, text in page.select("a") if text == "See all 4 submissions")
    assert more["href"] == f"{COURSE}/homework2/history"


def test_feedback_and_source_links_lead_somewhere(student: Visitor) -> None:
    page = tree(student, f"{COURSE}/homework0/history")
    link = page.select("td.prettyBorder", "a")[0][0]["href"]
    assert "Line two <b>" in tree(student, link).select("pre.feedback")[0][1]
    source, download = (a["href"] for a, _ in page.select(".history-download-pane", "a")[:2])
    assert "int main" in student.get(source).text
    assert student.get(download).body.startswith(b"/* handed in */")


def test_others_submissions_are_not_shown(box: Sandbox, student: Visitor) -> None:
    other = next(s for s in box.state.assessment("AutoPopulated", "homework0").submissions if s.version == 1)
    stranger = signed_in(box, "student4", "studentpw4")
    answer = stranger.get(f"{COURSE}/homework0/submissions/{other.id}/view")
    assert (answer.status, answer.location) == (302, f"{box.base}{COURSE}/homework0")


def test_writeup_and_handout_pages(student: Visitor) -> None:
    assert student.get(f"{COURSE}/lab3/writeup").location == "https://www.example.edu/malloc.html"
    assert student.get(f"{COURSE}/lab4/writeup").body.startswith(b"%PDF")
    assert student.get(f"{COURSE}/lab3/handout").headers["content-disposition"].startswith("attachment")
    assert student.get(f"{COURSE}/homework0/writeup").status == 302


def test_late_submissions_use_up_grace_days(box: Sandbox, student: Visitor) -> None:
    api = Visitor(box.base, box.issue("student1@foo.bar").token)
    assert "Number of grace days remaining: <b>3</b>" in student.get(COURSE).text
    assert api.upload(f"/api/v1{COURSE}/homework1/submit", b"x").status == 200  # a good day late
    assert "Number of grace days remaining: <b>1</b>" in student.get(COURSE).text
    cells = tree(student, f"{COURSE}/homework1").select("table.sub", "tbody", "td")
    assert cells[6][1] == "2 days (2 days)"
