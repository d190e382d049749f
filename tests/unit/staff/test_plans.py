"""What a table asks for, compared with a course: every exported table asks for nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.staff import gradebook, groups, roster
from native_host.staff.cells import written
from native_host.staff.gradebook_columns import Headings
from native_host.staff.plan import Line, Plan, digest
from native_host.staff.tables import read
from native_host.wire.errors import CompanionError

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
LEVELS = st.sampled_from(["student", "course_assistant", "instructor"])


def member(email: str, **told: Any) -> dict[str, Any]:
    return {
        **dict.fromkeys(("first_name", "last_name", "grade_policy", "nickname")),
        "lecture": "1",
        "section": "A",
        "dropped": False,
        "auth_level": "student",
        "email": email,
        **told,
    }


MEMBERS = st.lists(
    st.builds(
        lambda local, **told: member(f"{local}@x.edu", **told),
        st.from_regex(r"\A[a-z=+\-'][a-z0-9.+]{0,8}\Z"),
        first_name=TEXT,
        last_name=TEXT,
        lecture=TEXT,
        section=TEXT,
        nickname=st.none() | TEXT,
    ),
    unique_by=lambda told: told["email"].casefold(),
    max_size=12,
)


@given(MEMBERS)
def test_an_exported_roster_asks_for_nothing(members: list[dict[str, Any]]) -> None:
    table = read("roster", written(roster.HEADINGS, roster.rows(members)).encode())
    found = roster.plan(table, members, drop_missing=True)
    assert (found.lines, found.same, table.bad) == ([], len(members), [])


@given(
    MEMBERS,
    st.dictionaries(
        st.sampled_from(["p", "a:b", "=q"]), st.floats(allow_nan=False, allow_infinity=False), min_size=1
    ),
    st.booleans(),
)
def test_an_exported_gradebook_asks_for_nothing(
    members: list[dict[str, Any]], scores: dict[str, float | None], several: bool
) -> None:
    names = ["hw", "hw:2"] if several else ["hw"]
    versions: dict[str, gradebook.Versions] = {
        m["email"]: {"1": {}, "10": dict(scores), "9": {}} for m in members
    }
    problems = {name: list(scores) for name in names}
    rows = gradebook.rows(members, problems, dict.fromkeys(names, versions))
    table = read("gradebook", written(gradebook.header(problems), rows).encode())
    headings = Headings([{"name": name, "display_name": None} for name in names])
    maxima: dict[str, dict[str, float | None]] = {name: dict.fromkeys(scores) for name in names}
    columns, _ = headings.columns(table.headings, table.meanings, maxima)
    assert {(column.assessment, column.problem) for column in columns} == {
        (n, p) for n in names for p in scores
    }
    comparison = gradebook.Comparison(table, members)
    for name in names:
        own = [column for column in columns if column.assessment == name]
        assert list(comparison.lines(name, own, maxima[name], versions)) == []
    assert comparison.same == len(members) * len(scores) * len(names)


def planned(content: str, *members: dict[str, Any], **more: Any) -> Plan:
    return roster.plan(read("roster", content.encode()), members, **more)


def told(found: Plan) -> list[tuple[str, str, dict[str, Any]]]:
    return [(line.action, line.who, line.after()) for line in found.lines]


def test_people_are_added_changed_and_dropped_only_when_asked() -> None:
    there = (member("a@x.edu"), member("B@x.edu"), member("ta@x.edu", auth_level="course_assistant"))
    table = "Email,Section\nA@X.EDU,B\nnew@x.edu,C\n"
    expected = [
        ("change", "a@x.edu", {"section": "B"}),
        ("add", "new@x.edu", {"lecture": "", "section": "C", "auth_level": "student"}),
    ]
    assert told(planned(table, *there)) == expected
    assert told(planned(table, *there, drop_missing=True)) == [
        *expected,
        ("drop", "B@x.edu", {"dropped": True}),
    ]


def test_who_had_left_and_is_listed_comes_back_with_a_remark() -> None:
    found = planned("Email\na@x.edu\n", member("a@x.edu", dropped=True))
    assert told(found) == [("change", "a@x.edu", {"dropped": False})]
    assert found.lines[0].remarks == ["was_dropped"]
    assert planned("Email,Status\na@x.edu,withdrawn\n", member("a@x.edu", dropped=True)).same == 1


def test_staff_are_not_dropped() -> None:
    (line,) = planned("Email,Dropped\nta@x.edu,yes\n", member("ta@x.edu", auth_level="instructor")).lines
    assert (line.action, line.remarks) == ("cannot", ["staff_stays"])


def test_empty_leaves_and_a_dash_empties() -> None:
    found = planned("Email,Section,Nickname\na@x.edu,,-\n", member("a@x.edu", nickname="Al"))
    assert told(found) == [("change", "a@x.edu", {"nickname": ""})]


def test_login_names_need_a_domain() -> None:
    with pytest.raises(CompanionError) as caught:
        planned("Login,Section\nann,B\n")
    assert caught.value.name == "table_columns"
    assert told(planned("Login,Section\nann,B\n", member("ann@x.edu"), domain="@x.edu")) == [
        ("change", "ann@x.edu", {"section": "B"})
    ]


def test_lines_that_cannot_be_meant_are_left_out() -> None:
    table = read("roster", b"Email,Role,Dropped\na@x.edu,king,\nA@x.edu,,\nb@x.edu,,perhaps\nno address,,\n")
    roster.plan(table, [])
    assert table.bad == [(2, "level_unknown"), (3, "email_twice"), (4, "truth_unknown"), (5, "email_missing")]


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("hw1:p1", "hw1:p1"),
        ("HW1: P1", "hw1:p1"),
        ("Homework: The First:p1", "hw1:p1"),
        ("lab", "lab:only"),
        ("Lab (1234)", "lab:only"),
        ("Assignment: Lab (Real)", "lab:only"),
        ("hw1", "column_total"),
        ("Homework: The First", "column_total"),
        ("hw1:p1:feedback", "column_feedback"),
        ("hw1:p9", None),
        ("Course Average", None),
    ],
)
def test_columns_of_a_gradebook_are_found(heading: str, meant: str | None) -> None:
    assessments = [
        {"name": "hw1", "display_name": "Homework: The First"},
        {"name": "lab", "display_name": "Lab"},
    ]
    maxima: dict[str, dict[str, float | None]] = {"hw1": {"p1": 10.0, "p2": 5.0}, "lab": {"only": 1.0}}
    assert Headings(assessments).columns([heading], [None], maxima)[1] == [meant]


def test_problems_stand_alone_in_a_table_of_one_assessment() -> None:
    headings = Headings([{"name": "hw1", "display_name": None}], "hw1")
    found, said = headings.columns(
        ["Email", "p1", "p2", "P1"], ["email", None, None, None], {"hw1": {"p1": 1.0, "p2": None}}
    )
    assert [column.problem for column in found] == ["p1", "p2"]
    assert said[-1] == "column_twice"


def compared(cell: str, stands: dict[str, Any] | None, maximum: float | None = 10.0) -> Line | None:
    table = read("gradebook", f"Email,p\na@x.edu,{cell}\n".encode())
    columns, _ = Headings([{"name": "hw", "display_name": None}], "hw").columns(
        table.headings, table.meanings, {"hw": {"p": maximum}}
    )
    versions = {} if stands is None else {"a@x.edu": {"1": {"p": 3.0}, "2": stands}}
    found = list(
        gradebook.Comparison(table, [member("a@x.edu")]).lines("hw", columns, {"p": maximum}, versions)
    )
    return found[0] if found else None


@pytest.mark.parametrize(
    ("cell", "stands", "remarks"),
    [
        ("11", {"p": 9.0}, ["above_maximum"]),
        ("-1", {"p": 0.5}, ["below_zero"]),
        ("2", {"p": 9.0}, ["much_lower"]),
        ("-", {"p": 9.0}, ["clears_score"]),
        ("8", {"p": 9.0}, []),
        ("8", {}, []),
    ],
)
def test_what_is_suspicious_is_said(cell: str, stands: dict[str, Any], remarks: list[str]) -> None:
    line = compared(cell, stands)
    assert line is not None
    assert line.changes[0].remarks == remarks
    assert line.suspicious is bool(remarks)


def test_scores_that_stand_are_no_change() -> None:
    assert compared("9", {"p": 9.0}) is None
    assert compared("0.1", {"p": 0.1}) is None
    assert compared("-", {"p": None}) is None
    assert compared("", {"p": 9.0}) is None
    assert compared("EXC", {"p": 9.0}) is None


def test_who_has_handed_in_nothing_cannot_be_scored() -> None:
    line = compared("9", None)
    assert line is not None
    assert (line.action, line.remarks) == ("cannot", ["no_submission"])


def test_groups_are_judged_by_size_members_and_names() -> None:
    standing = groups.Standing(2, [{"id": 1, "name": "Old"}], [["a@x.edu", "b@x.edu"]])
    known = [f"{letter}@x.edu" for letter in "abcdef"]
    table = read(
        "groups",
        b"Group,Member\nSame,b@x.edu\nSame,a@x.edu\nNew,c@x.edu\nNew,d@x.edu\nTaken,a@x.edu\nTwice,c@x.edu\n"
        b"Old,e@x.edu\nWho,z@x.edu\nBig,d@x.edu\nBig,e@x.edu\nBig,f@x.edu\n,a@x.edu\n",
    )
    found = groups.plan(table, known, standing)
    assert found.same == 1
    assert {line.who: (line.action, line.remarks) for line in found.lines} == {
        "New": ("create", []),
        "Taken": ("cannot", ["in_another_group"]),
        "Twice": ("cannot", ["in_two_groups"]),
        "Old": ("cannot", ["group_differs"]),
        "Who": ("cannot", ["not_in_course"]),
        "Big": ("cannot", ["group_too_large", "in_two_groups"]),
    }
    assert table.bad == [(13, "name_missing")]


def test_problems_are_made_once() -> None:
    table = read("problems", b"Name,Points,Bonus\np,10,\nq,5,yes\nq,6,\nr,many,\np2,3,\n")
    found = groups.plan_problems(table, [{"name": "p", "max_score": 10.0}, {"name": "p2", "max_score": 9.0}])
    assert [(line.action, line.who) for line in found.lines] == [("create", "q"), ("cannot", "p2")]
    assert found.lines[0].after() == {"max_score": 5.0, "description": "", "optional": True, "starred": False}
    assert table.bad == [(4, "name_twice"), (5, "number_unknown")]


def test_a_digest_is_of_all_that_would_be_done() -> None:
    lines = planned("Email,Section\na@x.edu,B\n", member("a@x.edu")).lines
    other = planned("Email,Section\na@x.edu,C\n", member("a@x.edu")).lines
    told = {digest("roster", ("s",), lines), digest("roster", ("s",), other), digest("roster", ("t",), lines)}
    assert len(told) == 3
