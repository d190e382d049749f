"""The structure of the web pages a content script meets (pages.md)."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.visitor import Visitor

COURSE = "/courses/AutoPopulated/assessments"
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta"})
NOT_FOUND = "<h2>404 &ndash; Not found</h2>"


class Tree(HTMLParser):
    """Elements as (tag, attributes, path of ancestors, own text), enough for small selectors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._open: list[tuple[str, dict[str, str]]] = []
        self.found: list[tuple[str, dict[str, str], list[tuple[str, dict[str, str]]], list[str]]] = []
        self._texts: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {k: v or "" for k, v in attrs}
        own: list[str] = []
        self.found.append((tag, attributes, list(self._open), own))
        if tag not in VOID:
            self._open.append((tag, attributes))
            self._texts.append(own)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, _ = self._open.pop()
            self._texts.pop()
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        for own in self._texts:
            own.append(data)

    def select(self, *steps: str) -> list[tuple[dict[str, str], str]]:
        """Descendant steps like `div.collection`, `#content`; (attributes, whole text) of each match."""
        *above, last = steps
        return [
            (attributes, " ".join("".join(text).split()))
            for tag, attributes, path, text in self.found
            if _fits(last, tag, attributes) and _inside(above, path)
        ]


def _fits(step: str, tag: str, attributes: dict[str, str]) -> bool:
    match = re.fullmatch(r"([a-z0-9]*)((?:[.#][\w-]+)*)", step)
    assert match, step
    classes = attributes.get("class", "").split()
    wanted = re.findall(r"([.#])([\w-]+)", match[2])
    named = all(n in classes if kind == "." else attributes.get("id") == n for kind, n in wanted)
    return (not match[1] or match[1] == tag) and named


def _inside(above: list[str], path: list[tuple[str, dict[str, str]]]) -> bool:
    rest = iter(path)
    return all(any(_fits(step, *element) for element in rest) for step in above)


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


# Signing in, statuses, headers


def test_anonymous_visits_are_sent_to_sign_in(box: Sandbox) -> None:
    for path in ("/", "/courses", COURSE, f"{COURSE}/homework0", "/activate", "/users/4", "/oauth/authorize"):
        answer = Visitor(box.base).get(path)
        assert (answer.status, answer.location) == (302, f"{box.base}/auth/users/sign_in")


def test_bad_login_is_200_with_an_alert(box: Sandbox) -> None:
    answer = Visitor(box.base).sign_in("student1@foo.bar", "wrong")
    assert answer.status == 200
    assert Tree(answer.text).select("#flashes", "#flash_alert") == [
        ({"id": "flash_alert", "class": "alert"}, "Invalid email or password.")
    ]


def test_sign_in_needs_the_csrf_token(box: Sandbox) -> None:
    fields = {"user[email]": "student1@foo.bar", "user[password]": "studentpw1"}
    for token in ("", "AAAA", "%%%"):
        answer = Visitor(box.base).form("/auth/users/sign_in", {**fields, "authenticity_token": token})
        assert (answer.status, answer.location) == (302, f"{box.base}/")


def test_sign_out(student: Visitor) -> None:
    page = student.get("/courses")
    token = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    assert token
    fields = {"_method": "delete", "authenticity_token": token[1]}
    assert student.form("/auth/users/sign_out", fields).status == 302
    assert student.get("/courses").status == 302


@pytest.mark.parametrize(
    "path", ["/nothing", "/courses/nowhere/assessments", "/oauth/applications", "/users/1"]
)
def test_status_codes_lie(student: Visitor, path: str) -> None:
    answer = student.get(path)
    assert answer.status == 200
    assert NOT_FOUND in answer.text


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/courses/secret-f26/assessments", "/courses"),
        ("/courses/old-course-s20/assessments", "/courses"),
        (f"{COURSE}/homework3", COURSE),
        (f"{COURSE}/nothing", COURSE),
        ("/courses/AutoPopulated", COURSE),
        ("/", "/courses"),
    ],
)
def test_redirects(box: Sandbox, student: Visitor, path: str, target: str) -> None:
    answer = student.get(path)
    assert (answer.status, answer.location) == (302, box.base + target)


def test_users_of_no_or_one_course(box: Sandbox) -> None:
    nobody = signed_in(box, "nocourse", "nocoursepw1")
    for path in ("/", "/courses"):
        assert nobody.get(path).location == f"{box.base}/home/no_user"
    assert nobody.get("/home/no_user").status == 200
    assert signed_in(box, "student4", "studentpw4").get("/").location == box.base + COURSE


def test_headers(student: Visitor) -> None:
    answer = student.get(COURSE)
    assert answer.headers["x-frame-options"] == "ALLOWALL"
    assert "content-security-policy" not in answer.headers
    assert "permissions-policy" not in answer.headers
    assert "server" not in answer.headers


def test_cookie_is_set_again_on_every_answer(box: Sandbox, student: Visitor) -> None:
    for path in (COURSE, "/nothing", "/courses/AutoPopulated", f"{COURSE}/homework2"):
        cookie = student.get(path).headers["set-cookie"]
        assert cookie.startswith("_autolab3_session=")
        assert "httponly" in cookie.lower()
        assert "samesite" not in cookie.lower()
        assert "path=/" in cookie.lower()


def test_pages_fetch_nothing_from_elsewhere(student: Visitor) -> None:
    for path in ("/courses", COURSE, f"{COURSE}/homework2", "/activate"):
        page = tree(student, path)
        loaded = [
            a.get("src") or a.get("href", "") for t, a, *_ in page.found if t in {"script", "link", "img"}
        ]
        assert not [address for address in loaded if address and not address.startswith("data:")]


# Who is signed in


def test_the_display_name_is_on_every_page_and_the_address_is_not(student: Visitor) -> None:
    for path in ("/courses", COURSE, f"{COURSE}/homework0", f"{COURSE}/homework0/history"):
        answer = student.get(path)
        page = Tree(answer.text)
        triggers = page.select(".nav-wrapper", "a.dropdown-trigger")
        names = [text for attributes, text in triggers if attributes["data-target"] == "dropdown1"]
        assert names == ["personStu Onearrow_drop_down"]
        assert page.select("#dropdownMenu1")[0][1] == "Stu One"
        assert "/users/4" in [a.get("href") for a, _ in page.select("#dropdown1", "a")]
        assert "student1@foo.bar" not in answer.text


def test_the_account_page_and_the_gradebook_have_the_address(student: Visitor) -> None:
    assert ("mailto:student1@foo.bar") in [a.get("href") for a, _ in tree(student, "/users/4").select("a")]
    links = tree(student, COURSE).select(".nav-wrapper", "a")
    gradebook = next(a["href"] for a, _ in links if a.get("href", "").endswith("/gradebook"))
    book = student.get(gradebook)
    assert urlsplit(book.location).path == f"{gradebook}/student"
    page = tree(student, book.location)
    assert page.select("h4")[0][1] == "Grades for student1@foo.bar"
    assert page.select("title")[0][1] == "Grades for student1@foo.bar"
    assert page.select("table.grades", "tr")
    assert page.select(".max_score")


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


# What the navigation leads to


def test_course_navigation(box: Sandbox, student: Visitor) -> None:
    staff = signed_in(box, "instructor", "instructorpw1")
    links = tree(student, COURSE).select("#dropdown1", "a")
    profile = next(a["href"] for a, text in links if text == "Course Profile")
    assert "student1@foo.bar" in student.get(profile).text
    assert NOT_FOUND in signed_in(box, "student2", "studentpw2").get(profile).text
    assert student.get("/courses/AutoPopulated/jobs").status == 200
    assert NOT_FOUND in student.get("/courses/AutoPopulated/manage").text
    assert "student4@foo.bar" in staff.get("/courses/AutoPopulated/manage").text


def test_joining_by_access_code(box: Sandbox) -> None:
    visitor = signed_in(box, "nocourse", "nocoursepw1")
    assert visitor.get("/courses/join_course?access_code=abc123").location == f"{box.base}/courses/cs101-f26"
    token = visitor.get("/courses/join_course").hidden("authenticity_token")
    wrong = visitor.form("/courses/join_course", {"authenticity_token": token, "access_code": "ZZZ999"})
    assert wrong.location == f"{box.base}/courses/join_course"
    assert visitor.get("/courses/cs101-f26/assessments").status == 200


def test_a_trailing_slash_is_forgiven(box: Sandbox, student: Visitor) -> None:
    assert student.get(f"{COURSE}/").status == 200
    assert Visitor(box.base, box.issue("student1@foo.bar").token).get("/api/v1/user/").status == 200


def test_hostile_names_stay_one_segment(box: Sandbox, student: Visitor) -> None:
    assert NOT_FOUND in student.get("/courses/a%2Fb/assessments").text
    api = Visitor(box.base, box.issue("student1@foo.bar").token)
    assert api.get("/api/v1/courses/a%2Fb%00%3F/assessments").json() == {"error": "Course does not exist"}
