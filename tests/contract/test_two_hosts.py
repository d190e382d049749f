"""Two browsers, each with its own host, on one data folder: what one learns the other one says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.handing_in import commit, upload, where
from tests.host import HostError, HostProcess
from tests.sandbox import start_sandbox
from tests.signed_in import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

PASSPHRASE = "correct horse battery"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def hosts(companion_home: Path, box: Sandbox) -> Iterator[tuple[HostProcess, HostProcess]]:
    with HostProcess(companion_home) as one, HostProcess(companion_home) as two:
        for host in (one, two):
            host.hello()
            begin(host, box)
        sign_in(one, box)
        assert one.notified("session.changed")["reason"] == "signed_in"
        assert two.notified("session.changed") == elsewhere(box, signed_in=True)
        yield one, two


def begin(host: HostProcess, box: Sandbox) -> None:
    """Until it is warm and looks after its folder: the engine takes that up before anything that needs the network."""
    host.request("servers.check", {"server": box.base})


def elsewhere(box: Sandbox, *, signed_in: bool) -> dict[str, Any]:
    return {"server": box.base, "signed_in": signed_in, "reason": "elsewhere"}


def error_of(host: HostProcess, method: str, **params: Any) -> str:
    with pytest.raises(HostError) as caught:
        host.request(method, params)
    return caught.value.name


def accounts(host: HostProcess) -> list[Any]:
    return [each["account"]["email"] for each in host.request("sessions.list")["sessions"]]


def test_signing_out_in_one_is_told_in_the_other(
    hosts: tuple[HostProcess, HostProcess], box: Sandbox
) -> None:
    one, two = hosts
    assert two.request("user", {"server": box.base})["data"]["email"] == "student1@foo.bar"
    assert one.request("sign_out", {"server": box.base})["revoked"]
    assert one.notified("session.changed")["reason"] == "signed_out"
    assert two.notified("session.changed") == elsewhere(box, signed_in=False)
    assert error_of(two, "user", server=box.base) == "not_signed_in"


def test_another_account_in_one_is_told_in_the_other(
    hosts: tuple[HostProcess, HostProcess], box: Sandbox
) -> None:
    one, two = hosts
    sign_in(two, box, "student2@foo.bar", "studentpw2")
    assert one.notified("session.changed") == elsewhere(box, signed_in=True)
    assert accounts(one) == accounts(two) == ["student2@foo.bar"]
    assert one.request("user", {"server": box.base})["data"]["email"] == "student2@foo.bar"


def test_a_session_the_server_ended_says_sign_in_again_in_both(
    hosts: tuple[HostProcess, HostProcess], box: Sandbox
) -> None:
    one, two = hosts
    for token in box.state.tokens:
        token.revoked = True
    assert error_of(one, "courses", server=box.base) == "sign_in_again"
    assert one.notified("session.changed")["reason"] == "ended"
    assert two.notified("session.changed") == elsewhere(box, signed_in=False)
    box.requests.clear()
    for host in hosts:
        (session,) = host.request("sessions.list")["sessions"]
        assert (session["account"], session["error"]["data"]["name"]) == (None, "sign_in_again")
        assert error_of(host, "courses", server=box.base) == "sign_in_again"
    assert box.requests == []


def test_a_locked_host_says_nobody_has_signed_out_and_catches_up(companion_home: Path, box: Sandbox) -> None:
    chosen = {"AUTOLAB_COMPANION_CUSTODY": "passphrase"}
    with HostProcess(companion_home, env=chosen) as one, HostProcess(companion_home, env=chosen) as two:
        for host in (one, two):
            host.hello()
            host.request("vault.unlock", {"passphrase": PASSPHRASE})
            begin(host, box)
        sign_in(one, box)
        assert two.notified("session.changed") == elsewhere(box, signed_in=True)
        two.request("vault.lock")
        sign_in(one, box, "student2@foo.bar", "studentpw2")
        assert two.request("vault.status")["state"] == "locked"
        two.request("vault.unlock", {"passphrase": PASSPHRASE})
        assert two.notified("session.changed") == elsewhere(box, signed_in=True)
        assert accounts(two) == ["student2@foo.bar"]
        assert not [note for note in two.notifications if note["method"] == "session.changed"]


def test_a_submission_begun_in_one_is_told_in_the_other(
    hosts: tuple[HostProcess, HostProcess], box: Sandbox
) -> None:
    sent = [hand_in_and_hear(*hosts, box, b"first"), hand_in_and_hear(*hosts[::-1], box, b"second")]
    for host, own in zip(hosts, sent, strict=True):
        told = [
            note["params"]["receipt"] for note in host.notifications if note["method"] == "receipt.changed"
        ]
        assert [each["receipt"] for each in told].count(own) == 1, "as it ended, and not once more"


def hand_in_and_hear(sender: HostProcess, other: HostProcess, box: Sandbox, content: bytes) -> str:
    """The receipt's id, once the other has told it and lists it."""
    result = sender.request(
        "submit.commit", commit(upload(sender, where(box), content), content), caller="page"
    )
    made: str = result["receipt"]["receipt"]
    told = other.notified(
        "receipt.changed", lambda one: one["receipt"]["receipt"] == made and one["receipt"]["settled"]
    )["receipt"]
    assert told["state"] == "landed"
    assert other.request("receipts.list")["receipts"][0] == told
    return made


def test_a_submission_whose_host_is_killed_is_settled_by_the_other(
    hosts: tuple[HostProcess, HostProcess], box: Sandbox
) -> None:
    one, two = hosts
    box.faults.add(method="POST", path="/submit$", process=True, lose_answer=True)
    box.faults.add(method="GET", path="/submissions$")
    box.faults.add(method="GET", path="/submissions$", delay=30.0)
    one.start("submit.commit", commit(upload(one, where(box), b"lost"), b"lost"), caller="page")
    one.notified("submit.progress", lambda told: told["phase"] == "settling")
    assert not two.notified("receipt.changed")["receipt"]["settled"]
    one.kill()
    box.faults.clear()
    settled = two.notified("receipt.changed", lambda told: told["receipt"]["settled"])["receipt"]
    assert (settled["state"], settled["version"]) == ("appeared", 1)
