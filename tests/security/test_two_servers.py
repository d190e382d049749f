"""Two servers with courses, assessments and people of the same names: nothing of one ever reaches the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.handing_in import COURSE, hand_in, signed_in, versions
from tests.host import HostProcess
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

OPERATIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("user", {}),
    ("courses", {}),
    ("badges", {"course": COURSE}),
    ("assessments", {"course": COURSE}),
    ("submissions", {"course": COURSE, "assessment": "homework2"}),
    ("submit.check", {"course": COURSE, "assessment": "homework2"}),
    ("feedback", {"course": COURSE, "assessment": "homework2", "version": 1}),
    ("downloads.save", {"course": COURSE, "assessment": "homework2", "what": "writeup"}),
)


@pytest.fixture
def boxes() -> Iterator[tuple[Sandbox, Sandbox]]:
    with start_sandbox(throttle=False) as one, start_sandbox(throttle=False) as other:
        yield one, other


@pytest.fixture
def host(
    companion_home: Path, boxes: tuple[Sandbox, Sandbox], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[HostProcess]:
    monkeypatch.setenv("AUTOLAB_COMPANION_DOWNLOADS", str(tmp_path / "downloads"))
    for box in boxes:
        signed_in(companion_home, box)
    with HostProcess(companion_home) as running:
        running.hello()
        yield running


def ask_both(host: HostProcess, boxes: tuple[Sandbox, Sandbox]) -> None:
    asked = [
        host.start(method, {"server": box.base, **params}) for method, params in OPERATIONS for box in boxes
    ]
    for request_id in asked:
        host.reply(request_id)


def strangers(box: Sandbox, other: Sandbox) -> list[str]:
    """Requests to `box` that carry a secret of `other`."""
    foreign = set(other.secrets()) - set(box.secrets())
    asked = ((f"{each.path}?{each.query}", f"{each.authorization}") for each in box.requests)
    return [where for where, token in asked if any(secret in where + token for secret in foreign)]


def test_tokens_stay_at_home_whatever_their_servers_say(
    host: HostProcess, boxes: tuple[Sandbox, Sandbox]
) -> None:
    one, other = boxes
    ask_both(host, boxes)
    one.faults.add(path="/api/", times=6, redirect=f"{other.base}/api/v1/user")
    for token in other.state.tokens:
        token.revoked = True
    ask_both(host, boxes)
    one.faults.clear()
    ask_both(host, boxes)
    assert strangers(one, other) == strangers(other, one) == []
    assert host.request("user", {"server": one.base})["data"], "the other's trouble is not this one's"


def test_a_submission_is_one_servers_and_so_is_its_memory(
    host: HostProcess, boxes: tuple[Sandbox, Sandbox]
) -> None:
    one, other = boxes
    before = [len(versions(box)) for box in boxes]
    where = {"course": COURSE, "assessment": "homework2"}
    receipt = hand_in(host, {"server": one.base, **where}, b"same bytes")
    assert [len(versions(box)) for box in boxes] == [before[0] + 1, before[1]]
    again = hand_in(host, {"server": other.base, **where}, b"same bytes")
    assert (receipt["server"], again["server"]) == (one.base, other.base), "not taken for the same submission"
    assert (
        host.request("submit.check", {"server": one.base, **where})["already"]["receipt"]
        == receipt["receipt"]
    )
    host.request("sign_out", {"server": other.base})
    assert host.request("badges", {"server": one.base, "course": COURSE})["badges"]
