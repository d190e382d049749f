"""Two names are told apart only where nothing that people and schools do with names explains the difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.rpc.page_account import MAX_SHOWN, match_names
from native_host.rpc.person_names import ALIKE, OTHER, SAME, compare, compare_addresses, shown
from native_host.wire.identifiers import Email

WORD = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=2, max_size=12)
NAME = st.lists(WORD, min_size=2, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("page", "account"),
    [
        ("Stu One", "Stu One"),
        ("person Stu One arrow_drop_down", "Stu One"),
        ("STU ONE", "Stu One"),
        ("One, Stu", "Stu One"),
        ("Stella OTwo", "Stella O'Two"),
        ("Jose Nunez", "José Núñez"),
        ("Mueller Jana", "Jana Müller"),
        ("Strauss Ann", "Ann Strauß"),
        ("Jean Luc Picard", "Jean-Luc Picard"),
        ("Vandenberg Ann", "Ann Van den Berg"),
        ("王小明", "小明 王"),
        ("김철수", "철수 김"),
        ("Cher", "Cher"),
    ],
)
def test_a_name_stays_the_same_in_another_form(page: str, account: str) -> None:
    assert compare(page, account) == SAME


@pytest.mark.parametrize(
    ("page", "account"),
    [
        ("Bob Smith", "Robert Smith"),
        ("Max Mustermann", "Maximilian Mustermann"),
        ("Tim Berg", "Timothy Berg"),
        ("S. One", "Stu One"),
        ("S. O.", "Stu One"),
        ("Stu O.", "Stu One"),
        ("JP Morgan", "Jean Paul Morgan"),
        ("Anna Schmidt", "Anna Maria Schmidt"),
        ("Anna Schmidt-Meyer", "Anna Schmidt"),
        ("Dr. Stu One", "Stu One"),
        ("Stu One Jr.", "Stu One"),
        ("Stu One (course assistant)", "Stu One"),
        ("Hello, Stu", "Stu One"),
        ("Stu", "Stu One"),
        # Says nothing about anybody.
        ("My Account", "Stu One"),
        ("Mein Konto", "Stu One"),
        ("Account settings", "Stu One"),
        ("student17", "Stu One"),
        ("s123456 CS-107", "Stu One"),
        ("arrow_drop_down", "Stu One"),
        ("...", "Stu One"),
        ("Signed in to the Autolab of our small university of applied sciences", "Stu One"),
        # Cannot be compared.
        ("Xiaoming Wang", "王小明"),
        ("Иван Петров", "Ivan Petrov"),
        ("Stella Two", ""),
        ("Stella Two", "Stu"),
    ],
)
def test_what_may_be_one_person_raises_no_alarm(page: str, account: str) -> None:
    assert compare(page, account) == ALIKE


@pytest.mark.parametrize(
    ("page", "account"),
    [
        ("Stella O'Two", "Stu One"),
        ("person Stella O'Two arrow_drop_down", "Stu One"),
        ("Stu Two", "Stu One"),
        ("Anna Schmidt", "Lukas Schmidt"),
        ("Paula Schmidt", "Paul Schmidt"),
        ("Jana Meier", "Jan Meier"),
        ("Anna Lena Schmidt", "Anna Maria Schmidt"),
        ("S. Two", "Stu One"),
        ("M. Berg", "Max Bergmann"),
        ("Bob Smith", "Robert Jones"),
        ("Al Two", "Anna Two"),
        ("Hello Stella O'Two", "Stu One"),
        ("Jörg Größer", "Jürgen Größer"),
        ("李四", "王小明"),
        ("王小红", "王小明"),
        ("김영희", "김철수"),
        ("Иван Петров", "Анна Иванова"),
    ],
)
def test_two_people_are_told_apart(page: str, account: str) -> None:
    assert compare(page, account) == OTHER
    assert compare(account, page) == OTHER


@pytest.mark.parametrize(
    ("page", "address", "expected"),
    [
        ("Stu@Foo.bar", "stu@foo.bar", SAME),
        ("stella@foo.bar", "stu@foo.bar", OTHER),
        ("stu.one@alumni.foo.bar", "stu@foo.bar", ALIKE),
    ],
)
def test_addresses(page: str, address: str, expected: str) -> None:
    assert compare_addresses(page, address) == expected
    assert (
        match_names(f"person {page} arrow_drop_down", {"email": Email(address), "name": "Stu One"})
        == expected
    )


def test_an_account_without_a_name_is_compared_with_no_name() -> None:
    assert match_names("Stella O'Two", {"email": Email("stu@foo.bar"), "name": ""}) == ALIKE


def test_a_name_is_shown_without_the_words_of_icons() -> None:
    assert shown("  person  Stella   O'Two arrow_drop_down ") == "Stella O'Two"
    assert shown("Anna Person") == "Anna Person"


@given(NAME)
def test_no_form_of_a_name_is_another_person(name: str) -> None:
    words = name.split()
    assert compare(name, name) == SAME
    for form in (name.upper(), name.lower(), name.title(), " ".join(reversed(words)), "-".join(words)):
        assert compare(form, name) != OTHER, form
        assert compare(f"person {form} arrow_drop_down", name) != OTHER, form
    initials = " ".join([f"{words[0][0]}.", *words[1:]])
    assert compare(initials, name) != OTHER
    assert compare(" ".join([words[0], "Q", *words[1:]]), name) != OTHER


@given(st.text(max_size=MAX_SHOWN), st.text(max_size=MAX_SHOWN))
def test_any_text_gets_a_verdict_and_the_same_in_both_directions_for_names(page: str, account: str) -> None:
    assert compare(page, account) in {SAME, ALIKE, OTHER}
    assert compare(account, account) in {SAME, ALIKE}


FIRST = ("Stu", "Stella", "Anna", "Lukas", "Mehmet", "Yuki", "Olga", "Priya")
LAST = ("One", "Two", "Schmidt", "Yilmaz", "Tanaka", "Ivanova", "Rao")


@given(*(st.sampled_from(names) for names in (FIRST, LAST, FIRST, LAST)))
def test_every_other_student_of_a_course_is_told_apart(a: str, b: str, c: str, d: str) -> None:
    expected = SAME if (a, b) == (c, d) else OTHER
    assert compare(f"{a} {b}", f"{c} {d}") == expected
    assert compare(f"{d}, {c}", f"{a} {b}") == expected
