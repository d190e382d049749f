"""Tables as registrars, learning platforms and spreadsheets write them: what is understood, and what is left out."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.staff.cells import EMPTIED, gone, number, safe, text, truth, written
from native_host.staff.headings import meanings
from native_host.staff.tables import MOST_ROWS, Table, decoded, read
from native_host.wire.errors import CompanionError

EXPORTS = {
    "Banner": (
        (
            "Record Number,Student Name,ID,Registration Status,Level,Email Address,Section\n"
            '1,"Doe, Jane",A001,**Registered**,Undergraduate,jane@x.edu,002\n'
        ),
        {"email", "name", "student_id", "status", "year", "section"},
    ),
    "PeopleSoft": (
        (
            "ID\tName\tGrade Basis\tProgram and Plan\tLevel\tEmail Address\tStatus\n"
            "001\tDoe,Jane\tGRD\tCS BS\tSenior\tjane@x.edu\tEnrolled\n"
        ),
        {"student_id", "name", "grade_policy", "major", "year", "email", "status"},
    ),
    "HISinOne": (
        (
            '"Matrikelnummer";"Nachname";"Vorname";"E-Mail";"Studiengang";"Fachsemester";"Gruppe"\n'
            '"123";"Müller";"Änne";"jane@x.edu";"Informatik";"3";"Gruppe 2"\n'
        ),
        {"student_id", "last_name", "first_name", "email", "major", "year", "section"},
    ),
    "CAMPUSonline": (
        (
            "REGISTRATION_NUMBER;FAMILY_NAME_OF_STUDENT;FIRST_NAME_OF_STUDENT;EMAIL_ADDRESS;SEMESTER_OF_STUDY\n"
            "123;Müller;Änne;jane@x.edu;3\n"
        ),
        {"student_id", "last_name", "first_name", "email", "year"},
    ),
    "Canvas": (
        'Student,ID,SIS User ID,SIS Login ID,Section,HW1 (1234)\n"Doe, Jane",1,2,jane@x.edu,A,5\n',
        {"name", "student_id", "login", "section"},
    ),
    "Moodle, German": (
        "Vorname,Nachname,ID-Nummer,Institution,Abteilung,E-Mail-Adresse\nÄnne,Müller,1,TU,Info,jane@x.edu\n",
        {"first_name", "last_name", "student_id", "school", "major", "email"},
    ),
    "Moodle, French": (
        "Prénom;Nom de famille;Numéro d'identification;Adresse de courriel\nÉlodie;Dupré;1;jane@x.edu\n",
        {"first_name", "last_name", "student_id", "email"},
    ),
    "Moodle, Spanish": (
        "Nombre;Apellido(s);Número de ID;Dirección de correo\nÍñigo;Muñoz;1;jane@x.edu\n",
        {"first_name", "last_name", "student_id", "email"},
    ),
    "Autolab's gradebook": (
        "Email,first_name,last_name,Lecture,Section,School,Major,Year,grace_days_used\njane@x.edu,J,D,1,A,,,,0\n",
        {"email", "first_name", "last_name", "lecture", "section", "school", "major", "year"},
    ),
    "Autolab's roster": (
        "f26,jane@x.edu,Doe,Jane,SCS,CS,4,L,1,A\nf26,john@x.edu,Roe,John,SCS,CS,4,L,2,B\n",
        {
            "semester",
            "email",
            "last_name",
            "first_name",
            "school",
            "major",
            "year",
            "grade_policy",
            "lecture",
            "section",
        },
    ),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", EXPORTS)
def test_the_common_exports_are_understood(name: str, encoding: str) -> None:
    content, known = EXPORTS[name]
    table = read("roster", content.replace("\n", "\r\n").encode(encoding))
    assert known <= {meaning for meaning in table.meanings if meaning}
    column = table.column("email")
    column = table.column("login") if column is None else column
    assert column is not None
    assert table.rows[0].cells[column] == "jane@x.edu"
    assert not table.bad
    first = table.column("first_name")
    if first is not None:
        assert table.rows[0].cells[first] in {"Änne", "Élodie", "Íñigo", "J", "Jane"}


def test_lines_that_are_none_are_left_out_with_their_numbers() -> None:
    table = read("roster", b'Email,Section\na@x.edu,"two\nlines"\nb@x.edu,B,more\n\n,\nc@x.edu\n')
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ["a@x.edu", "two\nlines"]),
        (7, ["c@x.edu", ""]),
    ]
    assert table.bad == [(4, "too_many_cells")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"PK\x03\x04\x00\x00spreadsheet", "no text"),
        (b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1), "lines"),
        (b"," * 600 + b"\n", "columns"),
        (b'Email,x\na@x.edu,"' + b"never closed\n" * 20_000, "line 2"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(CompanionError) as caught:
        read("roster", data)
    assert caught.value.name == "table_unreadable"
    assert why in caught.value.message


def test_a_quote_that_is_never_closed_costs_its_line_and_says_so() -> None:
    table = read("roster", b'Email,x\na@x.edu,"' + b"never closed\n" * 500)
    assert table.bad == [(2, "cell_too_long")]


def test_the_line_of_canvas_about_points_is_nobody() -> None:
    table = read(
        "gradebook", b'Student,SIS Login ID,HW1 (12)\n    Points Possible,,10\n"Doe, Jane",jane@x.edu,5\n'
    )
    assert ([row.line for row in table.rows], table.bad) == ([3], [])


def test_headings_are_found_in_any_order_and_once() -> None:
    assert meanings("roster", ["Gruppe", "mail", "E-Mail", "Name", "Vorname"]) == [
        *("section", "email", None, "last_name", "first_name")
    ]
    assert meanings("roster", ["Name", "Email"]) == ["name", "email"]
    assert meanings("groups", ["Team", "Member 1", "Member #2", "Size 2"]) == [
        "group",
        "email",
        "email",
        None,
    ]


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    st.from_regex(r"\A\s*[=+\-@'\uff1d][^\0]{0,8}\Z"),
)


@given(CELLS)
def test_a_text_comes_back_and_is_no_formula(value: str) -> None:
    cell = safe(value)
    assert text(cell) == value.strip()
    assert cell.lstrip()[:1] not in {"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_as_it_was(value: float) -> None:
    assert number(safe(value)) == value


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=20))
def test_a_file_comes_back_cell_by_cell(rows: list[list[str]]) -> None:
    table = read("roster", written(("Email", "Section", "Lecture"), rows).encode())
    told = [[text(cell) for cell in row.cells] for row in table.rows]
    assert [row for row in told if any(row)] == [
        [cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)
    ]
    assert not table.bad


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    for kind in ("roster", "gradebook", "groups", "problems"):
        try:
            assert isinstance(read(kind, data), Table)
        except CompanionError as error:
            assert error.name == "table_unreadable"  # noqa: PT017 - nothing else may be raised


@given(
    st.lists(st.lists(st.text("abü ,;\t\"'|\n", max_size=8), min_size=2, max_size=2), max_size=5),
    st.sampled_from(",;\t|"),
)
def test_the_delimiter_is_found_by_the_headings(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["Übungsgruppe", "E-Mail-Adresse"], *rows])
    table = read("roster", out.getvalue().encode())
    assert (table.delimiter, table.meanings) == (delimiter, ["section", "email"])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("87.5", 87.5),
        ("87,5", 87.5),
        (" -3 ", -3.0),
        ("\u22123", -3.0),
        ("50 %", 50.0),
        ("1e2", 100.0),
        (".5", 0.5),
    ]
    + [(bad, None) for bad in ("", "EXC", "1,234.5", "1,2,3", "nan", "inf", "1_000", "٣", "0x10", "5 of 10")],
)
def test_numbers_are_read_as_people_write_them(cell: str, value: float | None) -> None:
    assert number(cell) == value


def test_yes_and_no_are_read_in_several_languages() -> None:
    assert [truth(word) for word in ("Ja", "oui", "Sí", "x", "nein", "0", "maybe")] == [True] * 4 + [
        False
    ] * 2 + [None]
    assert [gone(word) for word in ("Dropped", "abgemeldet", "**Registered**", "inscrit", "yes", "?")] == [
        *(True, True, False, False, True, None)
    ]
    assert safe(EMPTIED) == "-"
    assert safe("-") == "'-"
    assert (safe(True), safe(None), safe(2.0)) == ("yes", "", "2")


def test_an_encoding_is_told() -> None:
    assert decoded("Müller".encode())[0] == "utf-8"
    assert decoded("Nachname;Vorname\nMüller;Jörg\nGroß;Änne\n".encode("cp1252")) == (
        "cp1252",
        "Nachname;Vorname\nMüller;Jörg\nGroß;Änne\n",
    )
