"""Strict decoding of JSON-RPC messages, and replies that always fit the browsers' limit."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native_host.wire.catalogue import CATALOGUE
from native_host.wire.errors import CompanionError
from native_host.wire.frames import MAX_FRAME
from native_host.wire.jsonrpc import (
    Malformed,
    Request,
    decode_message,
    error_reply,
    notification,
    result_reply,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def refused(payload: bytes) -> tuple[object, str, str]:
    message = decode_message(payload)
    assert isinstance(message, Malformed)
    return message.id, message.error.name, message.error.message


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_one_catalogued_error(payload: bytes) -> None:
    message = decode_message(payload)
    if isinstance(message, Malformed):
        assert message.error.name in ("parse_error", "invalid_request")


@given(JSON)
def test_any_json_is_a_message_or_one_catalogued_error(value: object) -> None:
    message = decode_message(json.dumps(value).encode())
    if isinstance(message, Malformed):
        assert message.error.name in ("parse_error", "invalid_request")


@given(
    st.integers(-(2**53) + 1, 2**53 - 1) | st.text(min_size=1, max_size=64),
    st.dictionaries(st.text(), JSON, max_size=4),
)
def test_a_well_formed_request_is_read_as_it_was_sent(
    request_id: int | str, params: dict[str, object]
) -> None:
    sent = {"jsonrpc": "2.0", "id": request_id, "method": "badges", "params": params}
    payload = json.dumps(sent, ensure_ascii=False).encode("utf-8", "replace")
    message = decode_message(payload)
    if isinstance(message, Request):
        read = {"jsonrpc": "2.0", "id": message.id, "method": message.method, "params": message.params}
        assert read == json.loads(payload)
    else:  # only numbers beyond JavaScript's may be refused
        assert message.error.name in ("parse_error", "invalid_request")


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (b"", "Expecting value"),
        (b"\xff\xfe", "Unicode"),
        ('{"jsonrpc":"2.0","id":1,"method":"x"}'.encode("utf-16"), "Unicode"),
        (b'\xef\xbb\xbf{"jsonrpc":"2.0"}', "character 0"),
        (b'{"a":1,"a":2}', "twice"),
        (b'{"a":{"b":1,"b":1}}', "twice"),
        (b"NaN", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"[-Infinity]", "Infinity"),
        (b"1e999", "too large"),
        (b"12345678901234567", "too large"),
        (b"9007199254740992", "too large"),
        (b"-9007199254740992", "too large"),
        (b"9" * 10_000, "too large"),
        (b'"\\ud800"', "Unicode"),
        (b'{"\\udc00":1}', "Unicode"),
        (b"[" * 200_000, "deeply"),
        (b"[" * 40 + b"]" * 40, "deeply"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "deeply"),
        (b"{}{}", "Extra data"),
    ],
)
def test_what_is_not_strict_json_is_a_parse_error(payload: bytes, says: str) -> None:
    request_id, name, message = refused(payload)
    assert (request_id, name) == (None, "parse_error")
    assert says in message


@pytest.mark.parametrize(
    ("value", "expected_id"),
    [
        ([], None),
        ("text", None),
        ([{"jsonrpc": "2.0", "id": 1, "method": "hello"}], None),
        ({}, None),
        ({"jsonrpc": "1.0", "id": 1, "method": "x"}, 1),
        ({"jsonrpc": "2.0", "id": 1}, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": 5}, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": ""}, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "x" * 65}, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "x", "params": []}, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "x", "token": "y"}, 1),
        ({"jsonrpc": "2.0", "id": None, "method": "x"}, None),
        ({"jsonrpc": "2.0", "id": True, "method": "x"}, None),
        ({"jsonrpc": "2.0", "id": 1.5, "method": "x"}, None),
        ({"jsonrpc": "2.0", "id": {}, "method": "x"}, None),
        ({"jsonrpc": "2.0", "id": "", "method": "x"}, None),
        ({"jsonrpc": "2.0", "id": "x" * 65, "method": "x"}, None),
    ],
)
def test_what_is_not_a_request_is_invalid_and_keeps_a_readable_id(value: object, expected_id: object) -> None:
    request_id, name, _ = refused(json.dumps(value).encode())
    assert (request_id, name) == (expected_id, "invalid_request")


@pytest.mark.parametrize(
    "members",
    [
        {"id": "x"},
        {"id": "x" * 64},
        {"method": "m" * 64},
        {"id": 2**53 - 1},
        {"id": -(2**53) + 1},
        {"params": {"at": 0.5}},
    ],
    ids=str,
)
def test_what_just_fits_is_a_request(members: dict[str, object]) -> None:
    sent = {"jsonrpc": "2.0", "id": 1, "method": "m", **members}
    message = decode_message(json.dumps(sent).encode())
    assert isinstance(message, Request)
    assert (message.id, message.method, message.params) == (
        sent["id"],
        sent["method"],
        sent.get("params", {}),
    )


def test_a_message_without_an_id_is_a_notification() -> None:
    message = decode_message(b'{"jsonrpc":"2.0","method":"m"}')
    assert isinstance(message, Request)
    assert message.id is None


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "one object"),
        ({"id": 1.5}, "the id must be a whole number"),
        ({"method": "x"}, "jsonrpc must be"),
        ({"jsonrpc": "2.0", "method": "x", "id": None}, "must not be null"),
        ({"jsonrpc": "2.0", "method": "x", "token": 1}, "unknown member"),
        ({"jsonrpc": "2.0", "method": 1}, "the method must be"),
        ({"jsonrpc": "2.0", "method": "x", "params": []}, "params must be"),
    ],
)
def test_what_is_invalid_says_why(value: object, says: str) -> None:
    assert says in refused(json.dumps(value).encode())[2]


def test_notifications_have_the_shape_of_json_rpc() -> None:
    assert json.loads(notification("x", {"a": 1})) == {"jsonrpc": "2.0", "method": "x", "params": {"a": 1}}


def reassembled(payloads: list[bytes]) -> dict[str, object]:
    assert all(len(payload) <= MAX_FRAME for payload in payloads)
    if len(payloads) == 1:
        whole: dict[str, object] = json.loads(payloads[0])
        return whole
    messages = [json.loads(payload) for payload in payloads]
    assert {message["method"] for message in messages} == {"part"}
    parts = [message["params"] for message in messages]
    assert {part["id"] for part in parts} == {"id"}
    assert [part["index"] for part in parts] == list(range(len(parts)))
    assert {part["count"] for part in parts} == {len(parts)}
    joined: dict[str, object] = json.loads("".join(part["text"] for part in parts))
    return joined


@pytest.mark.parametrize("unit", ["x", '"', "\\", "\x00", "é", "€", "\U0001f600"])
def test_replies_of_any_size_fit_the_limit_and_come_back_whole(unit: str) -> None:
    for length in (10, 524_288, 1_048_576, 1_500_000):
        reply = reassembled(list(result_reply("id", {"text": unit * length})))
        assert reply == {"jsonrpc": "2.0", "id": "id", "result": {"text": unit * length}}


def test_a_reply_of_exactly_the_limit_is_one_frame_and_one_byte_more_is_not() -> None:
    room = MAX_FRAME - len(next(result_reply(1, {"text": ""})))
    assert len(list(result_reply(1, {"text": "x" * room}))) == 1
    assert len(list(result_reply(1, {"text": "x" * (room + 1)}))) > 1


@given(st.text(st.characters(categories=["Cs", "Lu"]), max_size=20))
@settings(max_examples=50)
def test_lone_surrogates_of_a_server_never_reach_the_browser(text: str) -> None:
    for payload in (notification("x", {"text": text}), *result_reply(1, {"text": text})):
        payload.decode("utf-8")
        assert "\\ud" not in payload.decode("utf-8").lower()


def test_error_replies_name_cause_and_remedy() -> None:
    error = CompanionError(
        "course_unknown", course="cs1", server="https://a.edu", server_said="Course does not exist"
    )
    reply = json.loads(next(error_reply(7, error)))
    assert (reply["jsonrpc"], reply["id"]) == ("2.0", 7)
    assert reply["error"] == {
        "code": 400,
        "message": "There is no course cs1 on https://a.edu.",
        "data": {
            "name": "course_unknown",
            "remedy": "Reload the list of courses.",
            "server_said": "Course does not exist",
            "course": "cs1",
            "server": "https://a.edu",
        },
    }


def test_error_replies_of_any_size_come_back_whole() -> None:
    error = CompanionError("internal_error", detail="x" * 1_500_000)
    reply = reassembled(list(error_reply("id", error)))
    assert reply == {"jsonrpc": "2.0", "id": "id", "error": error.as_json()}


def test_an_error_without_words_of_a_server_has_no_member_for_them() -> None:
    assert "server_said" not in CompanionError("cancelled").as_json()["data"]


def test_an_error_in_a_traceback_shows_name_and_cause() -> None:
    assert CompanionError("cancelled").args == ("cancelled", "The request was cancelled.")


def test_codes_and_names_of_the_catalogue_are_unique() -> None:
    assert len({row.code for row in CATALOGUE}) == len(CATALOGUE)
    assert len({row.name for row in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.name)
def test_every_row_reads_well_even_without_its_fields(row: object) -> None:
    error = CompanionError(row.name)  # type: ignore[attr-defined]  # parametrize gives object
    texts = error.as_json()
    assert "{" not in texts["message"] + texts["data"]["remedy"]
    assert texts["message"].endswith(".")
    assert texts["data"]["remedy"].endswith(".")
