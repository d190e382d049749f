"""A channel under everything a browser, or something worse, can do to it: each request is answered exactly once."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from native_host.wire.catalogue import BY_NAME
from native_host.wire.frames import MAX_FRAME
from native_host.wire.identifiers import account_key
from tests.handing_in import COURSE, EMAIL, signed_in
from tests.host import HELLO, HostProcess
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

HEADER = 4
REFUSED = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"a":1,"a":1}',
    b"\xff",
    b"[" * 70_000,
    b'{"jsonrpc":"2.0","method":""}',
)
"""Payloads without a readable id: one error each, with the id null."""


class Raw(HostProcess):
    """Keeps every frame and files nothing, so that answers can be counted even where ids are used twice."""

    def _file(self, message: dict[str, Any]) -> None:
        self.notifications.append(message)

    def answers(self) -> Counter[Any]:
        """How often each id was answered."""
        return Counter(frame["id"] for frame in map(json.loads, self.frames) if "id" in frame)

    def errors(self) -> Counter[str]:
        """How often each error came."""
        frames = map(json.loads, self.frames)
        return Counter(frame["error"]["data"]["name"] for frame in frames if "error" in frame)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as made:
        yield made


def framed(message: Any) -> bytes:
    payload = message if isinstance(message, bytes) else json.dumps(message).encode()
    return len(payload).to_bytes(HEADER, sys.byteorder) + payload


def request(request_id: Any, method: str, caller: str = "popup", **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": {**params, "caller": caller}}


def cancel(request_id: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": "cancel", "params": {"id": request_id}}


HELLO_MESSAGE = {"jsonrpc": "2.0", "id": "hello", "method": "hello", "params": HELLO}


def something(dice: random.Random, box: Sandbox, request_id: int | str) -> dict[str, Any]:
    """One request of the kind that pages and popups send, or one that nobody should."""
    server = {"server": box.base}
    course = {**server, "course": dice.choice((COURSE, "cs101-f26", "no-such-course"))}
    lab = {**course, "assessment": dice.choice(("lab1", "no-such-lab", "%2e%2e"))}
    choices: tuple[tuple[str, dict[str, Any]], ...] = (
        ("badges", course),
        ("assessments", course),
        ("assessment", lab),
        ("submissions", lab),
        ("watch", {**lab, "version": 99}),
        ("submit.check", lab),
        ("feedback", {**lab, "version": 1}),
        ("courses", server),
        ("agenda", {}),
        ("servers.list", {}),
        ("sessions.list", {}),
        ("sign_in.status", {}),
        ("receipts.list", {}),
        ("nothing", {}),
        ("badges", {"server": 7}),
    )
    method, params = dice.choice(choices)
    return request(request_id, method, **params)


def storm(box: Sandbox, home: Path, seed: int, messages: int) -> Counter[str]:
    """A random mix, cut off by the end of input; every error that came. Asserts that answers match requests."""
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    asked: Counter[Any] = Counter(["hello"])
    ids: list[int | str] = []
    host = Raw(home)
    host.send(HELLO_MESSAGE)
    pending = b""
    for number in range(messages):
        roll = dice.random()
        if roll < 0.55 or not ids:
            ids.append(dice.choice((number, f"request {number}", -number)))
            asked[ids[-1]] += 1
            pending += framed(something(dice, box, ids[-1]))
        elif roll < 0.65:
            again = dice.choice(ids)  # used again, perhaps while it waits
            asked[again] += 1
            pending += framed(something(dice, box, again))
        elif roll < 0.9:
            pending += framed(cancel(dice.choice([*ids[-20:], "nobody", None, True, 1.5, [1]])))
        elif roll < 0.99:
            asked[None] += 1
            pending += framed(dice.choice(REFUSED))
        else:
            asked[None] += 1
            pending += (MAX_FRAME + 1).to_bytes(HEADER, sys.byteorder) + b" " * (MAX_FRAME + 1)
        if dice.random() < 0.1:
            cut = dice.randrange(len(pending) + 1)
            host.send_bytes(pending[:cut])
            pending = pending[cut:]
    host.send_bytes(pending)
    assert host.close() == 0
    assert host.answers() == asked
    errors = host.errors()
    assert set(errors) <= set(BY_NAME) - {"internal_error"}, host.errors()
    return errors


def test_each_request_of_a_storm_is_answered_once(companion_home: Path, box: Sandbox) -> None:
    signed_in(companion_home, box)
    box.latency = 0.01
    errors = storm(box, companion_home, seed=1, messages=300)
    assert errors["cancelled"]
    assert errors["duplicate_id"]


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_storms_for_long(
    companion_home: Path, box: Sandbox, record_property: Callable[[str, object], None]
) -> None:
    signed_in(companion_home, box)
    total: Counter[str] = Counter()
    for seed in range(2, 62):
        box.latency = (0.0, 0.01, 0.2)[seed % 3]
        total += storm(box, companion_home, seed, messages=600)
    told = ", ".join(f"{name} {count}" for name, count in sorted(total.items()))
    record_property("figures", f"{60 * 600} messages, every request answered exactly once; errors: {told}")


def test_hundreds_in_flight_are_all_answered_and_more_are_refused(companion_home: Path, box: Sandbox) -> None:
    signed_in(companion_home, box)
    count = 400
    where = {"server": box.base, "course": COURSE, "assessment": "lab1"}
    with Raw(companion_home) as host:
        host.send(HELLO_MESSAGE)
        host.send_bytes(b"".join(framed(request(n, "watch", version=90 + n, **where)) for n in range(count)))
        host.send(request("last", "servers.list"))
        host._wait(lambda: host.answers()["last"] == 1, 30, "the last answer")
        assert host.errors()["too_many_requests"] == count - 256 + 1, (
            "the popup's request too: it is told why"
        )
        host.send_bytes(b"".join(framed(cancel(n)) for n in range(200)))
        host._wait(lambda: host.errors()["cancelled"] == 200, 30, "200 ends")
        host.send(request("after", "servers.list"))
        host._wait(lambda: host.answers()["after"] == 1, 30, "room again")
        assert host.close() == 0
        answers = host.answers()
    assert all(answers[n] == 1 for n in range(count))
    assert host.errors()["cancelled"] == 256


def test_refreshes_behind_replies_are_bounded_too(companion_home: Path, box: Sandbox) -> None:
    services = signed_in(companion_home, box)
    services.cache.put(account_key(box.base, EMAIL), "user", data={"email": EMAIL}, fetched_at=1.0)
    box.latency = 30.0
    count = 400
    with Raw(companion_home) as host:
        host.send(HELLO_MESSAGE)
        host.send_bytes(b"".join(framed(request(n, "user", server=box.base)) for n in range(count)))
        host.send(request("last", "servers.list"))
        host._wait(lambda: host.answers()["last"] == 1, 30, "the last answer")
        assert host.close() == 0
        assert host.errors() == {"too_many_requests": count - 256}
        assert host.answers() == Counter(["hello", "last", *range(count)])


@pytest.mark.parametrize("requests", [1, 40])
def test_the_end_of_input_leaves_no_request_without_an_answer(
    companion_home: Path, box: Sandbox, requests: int
) -> None:
    signed_in(companion_home, box)
    box.latency = 30.0
    host = Raw(companion_home)
    sent = [framed(HELLO_MESSAGE)]
    sent += [framed(request(n, "courses" if n % 2 else "user", server=box.base)) for n in range(requests)]
    host.send_bytes(b"".join(sent))
    assert host.close() == 0
    assert host.answers() == Counter(["hello", *range(requests)])
    assert host.errors() == {"cancelled": requests}


def test_a_cancel_before_during_and_after_a_request(companion_home: Path, box: Sandbox) -> None:
    signed_in(companion_home, box)
    course = {"server": box.base, "course": COURSE}
    with Raw(companion_home) as host:
        host.send(HELLO_MESSAGE)
        host.send_bytes(b"".join(map(framed, (cancel(1), request(1, "assessments", **course)))))
        host._wait(lambda: host.answers()[1] == 1, 30, "an answer")
        host.send_bytes(b"".join(map(framed, (request(2, "user", server=box.base), cancel(2), cancel(2)))))
        host._wait(lambda: host.answers()[2] == 1, 30, "an end")
        host.send_bytes(b"".join(map(framed, (cancel(1), cancel(2), request(3, "servers.list")))))
        host._wait(lambda: host.answers()[3] == 1, 30, "the channel goes on")
        assert host.close() == 0
    assert host.answers() == Counter(["hello", 1, 2, 3])
