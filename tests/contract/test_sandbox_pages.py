"""The structure of the web pages a content script meets."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.tree import Tree
from tests.sandbox.visitor import Visitor

COURSE = "/courses/AutoPopulated/assessments"
CARDS = ("old-course-s20", "AutoPopulated", "cs101-f26", "done-s25", "next-s27")
"""As Autolab lists them: disabled, current, completed, upcoming."""
NOT_FOUND = "<h2>404 &ndash; Not found</h2>"


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


@pytest.mark.parametrize("path", ["/nothing", "/courses/nowhere/assessments", "/oauth/applications"])
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


def test_the_list_of_courses_shows_what_is_open_in_each_that_is_not_over(student: Visitor) -> None:
    page = tree(student, "/courses")
    heads = [a["href"] for a, _ in page.select(".card", "a") if a.get("title") == "Go to Course Page"]
    assert heads == [f"/courses/{name}" for name in CARDS]
    rows = [a["href"] for a, _ in page.select(".card", ".collection", "a.collection-item")]
    assert f"{COURSE}/homework1" in rows, "late"
    assert not {f"{COURSE}/homework0", "/courses/done-s25/assessments/finalproj"} & set(rows), "over"
    assert len(page.select(".card-action", "a")) == 2 * len(CARDS)


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


def test_a_forged_form(box: Sandbox, student: Visitor) -> None:
    forged = {"authenticity_token": "forged"}
    answer = student.form(f"{COURSE}/homework2/handin", forged)
    assert (answer.status, answer.location) == (302, f"{box.base}/")
    ((_, said), _noscript) = tree(student, "/courses").select("#flashes", "#flash_error")
    assert said.startswith("Invalid request! Please go back, reload the page and try again.")
    nobody = Visitor(box.base).form(f"{COURSE}/homework2/handin", forged)
    assert (nobody.status, nobody.location) == (302, f"{box.base}/auth/users/sign_in")


def test_users_see_those_they_teach(box: Sandbox, student: Visitor) -> None:
    assert tree(student, "/users/5").select("a")  # student1 teaches student2 in another course
    other = signed_in(box, "student2", "studentpw2")
    for number, words in (("4", "Permission denied: you are not allowed"), ("99", "Failed to show user")):
        answer = other.get(f"/users/{number}")
        assert (answer.status, answer.location) == (302, f"{box.base}/users")
        assert words in other.get("/users").text
    assert "mailto:student2@foo.bar" in other.get("/users/5").text
