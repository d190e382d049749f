from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab import endpoints
from native_host.autolab.http_messages import HttpResponse, UploadBody
from native_host.autolab.models import Material
from native_host.autolab.responses import plain, read_answer, read_material
from native_host.wire.errors import CompanionError
from tests.unit.autolab.attempt import attempt

if TYPE_CHECKING:
    from native_host.autolab.calls import Call

SERVER = "https://autolab.example.edu"
UPLOAD = UploadBody("a.c", 0, lambda: None)  # type: ignore[arg-type, return-value]  # never opened here

CALLS: tuple[Call[Any], ...] = (
    endpoints.user(),
    endpoints.courses("current"),
    endpoints.create_course("n", "f26", "i@foo.bar"),
    endpoints.assessments("c"),
    endpoints.assessment("c", "a"),
    endpoints.problems("c", "a"),
    endpoints.create_problem("c", "a", "p", 10),
    endpoints.submissions("c", "a"),
    endpoints.feedback("c", "a", 1, "p"),
    endpoints.submit("c", "a", UPLOAD),
    endpoints.roster("c"),
    endpoints.member("c", "e@foo.bar"),
    endpoints.create_member("c", "e@foo.bar", "1", "A", "student"),
    endpoints.update_member("c", "e@foo.bar", section="B"),
    endpoints.drop_member("c", "e@foo.bar"),
    endpoints.groups("c", "a"),
    endpoints.groups_with_members("c", "a"),
    endpoints.group("c", "a", 1),
    endpoints.create_groups("c", "a", [("g", ["e@foo.bar"])]),
    endpoints.delete_group("c", "a", 1),
    endpoints.set_group_settings("c", "a", group_size=2, allow_student_assign_group=True),
    endpoints.all_scores("c", "a"),
    endpoints.scores("c", "a", "e@foo.bar"),
    endpoints.update_latest("c", "a", "e@foo.bar", {"p": 1}),
)


def ok(value: Any, **headers: str) -> HttpResponse:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return HttpResponse(200, {name.replace("_", "-"): text for name, text in headers.items()}, body)


def shown(call: Call[Any], value: Any) -> Any:
    return plain(read_answer(SERVER, call, ok(value)))


def test_unknown_members_are_tolerated_and_missing_ones_are_null() -> None:
    [course] = shown(endpoints.courses(), [{"name": "cs1", "moon": {"phase": 3}}])
    assert course["name"] == "cs1"
    assert course["grace_days"] is None


def test_scores_are_numbers_or_the_words_of_the_server() -> None:
    scores = {"a": 90.5, "b": 3, "c": "unreleased", "d": None}
    [submission] = shown(
        endpoints.submissions("c", "a"), [{"version": 2, "filename": "2_a.c", "scores": scores}]
    )
    assert submission["scores"] == scores


def test_an_old_server_does_not_tell_what_can_be_scored() -> None:
    for told in ({"name": "lab"}, {"name": "lab", "max_scores": None}):
        assert shown(endpoints.assessment("c", "a"), told)["max_scores"] is None
    for listed in ([{"version": 1}], [{"version": 1, "scores": None}]):
        assert shown(endpoints.submissions("c", "a"), listed)[0]["scores"] == {}


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([{"version": "2"}], "$[0].version"),
        ([{"filename": "x"}], "version"),
        ([{"version": 1, "scores": []}], "$[0].scores"),
        ({"submissions": []}, "array"),
    ],
)
def test_another_shape_is_reported_with_its_place(value: Any, place: str) -> None:
    with pytest.raises(CompanionError) as caught:
        shown(endpoints.submissions("c", "a"), value)
    assert caught.value.name == "answer_unexpected"
    assert place in caught.value.message


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE html><html>", b"  <html>", b"\xef\xbb\xbf", b"", b"[", b"[" * 100_000]
)
@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.request.method} {call.request.path}")
def test_a_page_or_rubbish_is_no_answer(call: Call[Any], body: bytes) -> None:
    with pytest.raises(CompanionError) as caught:
        read_answer(SERVER, call, ok(body))
    assert caught.value.name == ("not_autolab" if b"<" in body else "answer_unexpected")


def test_the_error_never_quotes_the_content() -> None:
    with pytest.raises(CompanionError) as caught:
        shown(endpoints.user(), {"email": ["hidden feedback"]})
    assert "hidden" not in str(caught.value.as_json())


@given(st.sampled_from(CALLS), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_any_json_is_a_value_or_one_of_two_errors(call: Call[Any], value: Any) -> None:
    _, error = attempt(lambda: read_answer(SERVER, call, ok(value)))
    assert error in {None, "answer_unexpected", "not_autolab"}


def test_every_path_stays_below_the_api_and_names_are_one_segment() -> None:
    call = endpoints.feedback("../x", "a/b?c", 3, "p&q")
    assert call.request.path == "/api/v1/courses/..%2Fx/assessments/a%2Fb%3Fc/submissions/3/feedback"
    assert call.request.query == {"problem": "p&q"}
    assert all(call.request.path.startswith("/api/v1/") for call in CALLS)


@pytest.mark.parametrize(
    ("value", "material"),
    [
        ({"writeup": "none"}, Material("none")),
        ({"handout": "none"}, Material("none")),
        ({"msg": "There is no writeup for this assessment."}, Material("none")),
        (
            {"url": "https://www.example.edu/malloc.html"},
            Material("url", url="https://www.example.edu/malloc.html"),
        ),
    ],
)
def test_a_material_is_nothing_or_a_link(value: Any, material: Material) -> None:
    assert read_material(SERVER, endpoints.writeup("c", "a"), ok(value), None) == material


@pytest.mark.parametrize(
    "value", [{"url": "javascript:alert(1)"}, {"url": "file:///etc/passwd"}, {}, [], {"url": 3}]
)
def test_a_link_that_is_none_is_reported(value: Any) -> None:
    with pytest.raises(CompanionError) as caught:
        read_material(SERVER, endpoints.writeup("c", "a"), ok(value), None)
    assert caught.value.name == "answer_unexpected"
