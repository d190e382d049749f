"""A server that answers anything at all: whatever is asked of it gets one catalogued reply, and the host stays up."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from native_host.operations import load
from native_host.rpc.index import INDEX
from native_host.wire.catalogue import BY_NAME
from native_host.wire.frames import MAX_FRAME
from tests.handing_in import COURSE, signed_in
from tests.host import HostError, HostProcess
from tests.sandbox import start_sandbox
from tests.security.hostile import JSON, complaints
from tests.security.valid_params import valid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.sandbox import Sandbox

DEEP = "[" * 100_000
HUGE = "9" * 400
BEARER = {"WWW-Authenticate": 'Bearer error="invalid_token", error_description="The access token expired"'}
FAULTS: dict[str, dict[str, Any]] = {
    "portal": {"html": True},
    "nothing": {"status": 200},
    "null": {"status": 200, "body": "null"},
    "list": {"status": 200, "body": "[]"},
    "object": {"status": 200, "body": "{}"},
    "deep": {"status": 200, "body": DEEP},
    "nan": {"status": 200, "body": '[{"name": NaN}]'},
    "huge-number": {
        "status": 200,
        "body": f'[{{"version": {HUGE}, "name": "x", "email": "e", "id": {HUGE}}}]',
    },
    "not-utf8": {"status": 200, "body": b'[{"name":"\xff\xfe"}]'},
    "surrogate": {"status": 200, "body": r'[{"name": "\ud800", "version": 1, "email": "\udfff"}]'},
    "bomb": {"gzip_bomb_mib": 32},
    "no-gzip": {"status": 200, "body": b"plain", "headers": {"Content-Encoding": "gzip"}},
    "unknown-coding": {"status": 200, "body": b"x", "headers": {"Content-Encoding": "br"}},
    "too-large": {"status": 200, "body": b" " * (17 * 2**20)},
    "redirect": {"redirect": "https://evil.example/"},
    "redirect-to-itself": {"redirect": "/api/v1/user"},
    "not-modified": {"status": 304},
    "no-content": {"status": 204},
    "refused": {"status": 403, "body": '{"error": {"nested": 1}}'},
    "token-refused": {"status": 401, "headers": BEARER, "body": '{"error": "no"}'},
    "guarded": {"status": 401},
    "gone": {"status": 404, "body": "<html>"},
    "long-words": {"status": 500, "body": json.dumps({"error": "\u202e\x1b[2J" * 100_000})},
    "odd-status": {"status": 599},
    "cut-before": {"cut_answer_after": 0},
    "cut-within": {"cut_answer_after": 40},
    "lost": {"lose_answer": True},
}
ASKED = sorted(
    set(INDEX)
    - {"hello", "host.doctor", "watch", "sign_out", "servers.remove", "vault.lock", "vault.unlock"}
    - {"submit.part", "submit.abandon", "submit.commit"}
)
"""What may ask a server and comes back at once."""
OF_ALL = {"server_unknown", "not_signed_in", "sign_in_again", "scope_missing", "invalid_params"}
"""What PROTOCOL.md does not repeat for each."""
READS: tuple[str, ...] = (
    "courses",
    "assessments",
    "assessment",
    "problems",
    "submissions",
    "badges",
    "agenda",
    "user",
)
READS += ("courses.due", "roster.list", "groups.list", "scores.list", "agenda.ics", "submit.check")
SAMPLE = ("portal", "huge-number", "surrogate", "deep", "long-words", "cut-within", "gone")


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as made:
        yield made


@pytest.fixture
def host(
    companion_home: Path, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[HostProcess]:
    monkeypatch.setenv("AUTOLAB_COMPANION_DOWNLOADS", str(tmp_path / "downloads"))
    signed_in(companion_home, box, "admin@foo.bar")
    with HostProcess(companion_home) as running:
        running.hello()
        yield running
        box.faults.clear()
        running.hello()
        assert running.close() == 0


def ask_everything(host: HostProcess, box: Sandbox, course: str) -> dict[str, Mapping[str, Any]]:
    """Each operation once, all together, about a course of its own so that nothing is remembered; the replies."""
    known = valid(box) | {"course": course, "way": "device"}
    sent = {}
    for method in ASKED:
        fields = load(method, INDEX[method]).params
        params = {
            name: known[name] for name in fields if known.get(name) is not None and name != "redirect_uri"
        }
        sent[method] = host.start(method, params, caller=INDEX[method].callers[-1])
    return {method: host.reply(request_id, timeout=90) for method, request_id in sent.items()}


def declared(method: str, name: str) -> bool:
    """Whether PROTOCOL.md has the operation answer that error."""
    operation = load(method, INDEX[method])
    return name in OF_ALL or name in operation.errors or BY_NAME[name].kind in operation.kinds


def suffer(host: HostProcess, box: Sandbox, fault: str) -> dict[str, Mapping[str, Any]]:
    box.faults.add(times=10**9, **FAULTS[fault])
    replies = ask_everything(host, box, f"course-{fault}")
    box.faults.clear()
    assert [words for method, reply in replies.items() for words in complaints(method, reply)] == []
    names = {
        (method, reply["error"]["data"]["name"]) for method, reply in replies.items() if "error" in reply
    }
    assert {(method, name) for method, name in names if not declared(method, name)} == set()
    return replies


def courses_of(host: HostProcess, box: Sandbox) -> Any:
    """What a sound server tells. The first question may share an answer that the sick server was asked for before."""
    with suppress(HostError):
        return host.request("courses", {"server": box.base})["data"]
    return host.request("courses", {"server": box.base})["data"]


def test_every_operation_survives_a_sample_of_wrong_answers(host: HostProcess, box: Sandbox) -> None:
    for fault in SAMPLE:
        replies = suffer(host, box, fault)
        assert "error" in replies["user"], fault
    assert courses_of(host, box), "and the session has survived them all"


@pytest.mark.soak
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_every_operation_survives_every_wrong_answer(host: HostProcess, box: Sandbox, fault: str) -> None:
    suffer(host, box, fault)


TEXTS = st.sampled_from(
    (
        "",
        ".",
        "..",
        "a/b",
        "\x00",
        "\u202e",
        "x" * 1000,
        "y" * 1001,
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "NaN",
        "2026-13-45",
    )
)


def _twisted(value: Any) -> st.SearchStrategy[Any]:
    """The value with any of its parts possibly replaced by something else."""
    same: st.SearchStrategy[Any]
    if isinstance(value, dict):
        same = st.fixed_dictionaries({key: _twisted(inner) for key, inner in value.items()})
    elif isinstance(value, list):
        same = st.lists(st.one_of([_twisted(inner) for inner in value]), max_size=3) if value else st.just([])
    else:
        same = st.just(value)
    return st.integers(0, 11).flatmap(lambda dice: JSON if dice == 0 else TEXTS if dice == 1 else same)


def right_answers() -> dict[str, Any]:
    """The shape of each endpoint's good answer, by the end of its path."""
    dates = dict.fromkeys(("start_at", "due_at", "end_at"), "2026-11-23T21:46:16.000-05:00")
    assessment = {"name": "lab1", "display_name": "Lab 1", "category_name": "Lab", **dates}
    details: dict[str, Any] = {
        "max_submissions": 3,
        "disable_handins": False,
        "group_size": 1,
        "max_total_score": 10.0,
    }
    details |= {"max_scores": {"p": 10.0}, "has_autograder": True, "max_unpenalized_submissions": -1}
    version = {
        "version": 2,
        "filename": "f.c",
        "created_at": dates["due_at"],
        "scores": {"p": 1.5, "q": "unreleased"},
    }
    member = {"email": "a@b.c", "first_name": "A", "last_name": "B", "dropped": False, "year": "4"}
    course = {"name": COURSE, "display_name": "C", "late_slack": 0, "grace_days": 1, "auth_level": "student"}
    return {
        "/courses$": [course],
        "/assessments$": [assessment],
        "/assessments/[^/]+$": {**assessment, **details},
        "/problems$": [{"name": "p", "max_score": 1.0, "optional": False}],
        "/submissions$": [version, {**version, "version": 1}],
        "/user$": member,
        "/course_user_data$": [member],
        "/groups$": {"group_size": 2, "groups": [{"id": 1, "name": "pair"}]},
        "/scores$": {"a@b.c": {"1": {"p": 1.0}}},
    }


def bend(host: HostProcess, box: Sandbox, rounds: int) -> None:
    """Rounds of reads while every endpoint gives a twisted form of its right answer."""
    answers = right_answers()
    count = 0

    @settings(
        max_examples=rounds,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.fixed_dictionaries({path: _twisted(shape) for path, shape in answers.items()}))
    def one_round(said: dict[str, Any]) -> None:
        nonlocal count
        count += 1
        box.faults.clear()
        for path, answer in said.items():
            box.faults.add(path=path, times=10**9, status=200, body=json.dumps(answer))
        known = valid(box) | {"course": f"c{count}"}
        sent = []
        for method in READS:
            fields = load(method, INDEX[method]).params
            params = {name: known[name] for name in fields if known.get(name) is not None}
            sent.append((method, host.start(method, params, caller=INDEX[method].callers[-1])))
        for method, request_id in sent:
            assert list(complaints(method, host.reply(request_id))) == [], said

    try:
        one_round()
    finally:
        box.faults.clear()


def test_wrong_shapes_at_every_endpoint(host: HostProcess, box: Sandbox) -> None:
    bend(host, box, rounds=15)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_wrong_shapes_at_every_endpoint_for_long(
    host: HostProcess, box: Sandbox, record_property: Callable[[str, object], None]
) -> None:
    bend(host, box, rounds=500)
    record_property("figures", f"500 times wrong shapes at every endpoint, {len(READS)} operations each")


def test_a_course_larger_than_a_frame_is_told_in_portions(host: HostProcess, box: Sandbox) -> None:
    count, closed = 600, '{"error": "maintenance"}'

    def listed(title: str) -> None:
        items = [{"name": f"a{number}", "display_name": title * 999} for number in range(count)]
        box.faults.clear()
        box.faults.add(path="/assessments$", times=10**9, status=200, body=json.dumps(items))
        box.faults.add(path="/assessments/", times=10**9, status=400, body=closed)

    listed("\u00e4")
    where = {"server": box.base, "course": COURSE}
    assert len(host.request("badges", where)["badges"]) == count
    host.notified("badges.changed", lambda told: told["done"])
    listed("\u00f6")
    assert host.request("badges", where)["stale"]
    told: set[str] = set()
    while len(told) < count:
        portion = host.notified("badges.changed", lambda told: bool(told["badges"]))
        told |= {
            badge["assessment"] for badge in portion["badges"] if badge["display_name"].startswith("\u00f6")
        }
    assert (
        host.notified("badges.changed", lambda told: told["done"])["error"]["data"]["name"]
        == "request_refused"
    )
    assert max(map(len, host.frames)) <= MAX_FRAME


def test_a_calendar_with_dates_beyond_all_calendars_is_still_a_file(host: HostProcess, box: Sandbox) -> None:
    dates = {"start_at": None, "due_at": "0001-01-01T00:00:00+14:00", "end_at": "9999-12-31T23:59:59-14:00"}
    items = [{"name": "a", **dates}, {"name": "b", "due_at": "9999-12-31T00:00:00Z"}]
    box.faults.add(path="/assessments$", times=10**9, status=200, body=json.dumps(items))
    text = host.request("agenda.ics")["text"]
    assert "DTEND:99991231T000000Z" in text


def test_an_account_without_an_address_is_no_session(host: HostProcess, box: Sandbox) -> None:
    box.faults.add(path="/user$", times=10**9, status=200, body='{"email": ""}')
    with pytest.raises(HostError) as refused:
        host.request("user", {"server": box.base})
    assert refused.value.name == "answer_unexpected"


@pytest.mark.soak
def test_a_storm_that_says_when_it_ends_is_waited_out(host: HostProcess, box: Sandbox) -> None:
    words = '{"error": "Too Many Requests. Retry Later."}'
    box.faults.add(path="/api/", times=3, status=429, headers={"Retry-After": "1"}, body=words)
    asked = [host.start("assessments", {"server": box.base, "course": f"no-course-{n}"}) for n in range(8)]
    assert {host.reply(one)["error"]["data"]["name"] for one in asked} == {"course_unknown"}


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_a_storm_that_does_not_end_is_told(
    host: HostProcess, box: Sandbox, record_property: Callable[[str, object], None]
) -> None:
    box.faults.storm(times=10**9)
    asked = [host.start("assessments", {"server": box.base, "course": f"no-course-{n}"}) for n in range(8)]
    began = len(box.requests)
    assert {host.reply(one, 280)["error"]["data"]["name"] for one in asked} == {"throttled"}
    sent = len(box.requests) - began
    assert sent <= 4 * len(asked), "a server that asks us to slow down is not hammered"
    record_property("figures", f"{len(asked)} reads in an endless storm of 429, {sent} requests more")
