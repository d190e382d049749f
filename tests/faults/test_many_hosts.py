"""Many browsers on one data folder, all busy at once: every host answers everything, and all of them end well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.handing_in import COURSE, signed_in, versions
from tests.handing_in import commit as committing
from tests.handing_in import upload as uploading
from tests.host import HostError, HostProcess
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as made:
        yield made


def busy(home: Path, box: Sandbox, hosts: int, rounds: int) -> None:
    """Each host reads, changes a little and hands in the same file as all the others."""
    lab = {"server": box.base, "course": COURSE, "assessment": "homework2"}
    course = {"server": box.base, "course": COURSE}
    reads: tuple[tuple[str, dict[str, Any]], ...] = (
        ("badges", course),
        ("assessments", course),
        ("submissions", lab),
        ("agenda", {}),
        ("sessions.list", {}),
        ("servers.set_staff_tools", {"server": box.base, "on": False}),
        ("submit.check", lab),
    )
    running = [HostProcess(home) for _ in range(hosts)]
    for host in running:
        host.hello()
    for number in range(rounds):
        box.clock.advance(7000)  # every host finds the token about to expire
        before = len(versions(box))
        asked = [(host, host.start(method, params)) for host in running for method, params in reads]
        for host, request_id in asked:
            assert "result" in host.reply(request_id, 60)
        content = f"round {number}".encode()
        chosen = [(host, uploading(host, lab, content)) for host in running]
        committed = [
            (host, host.start("submit.commit", committing(upload, content), caller="page"))
            for host, upload in chosen
        ]
        ends = [outcome(host, request_id) for host, request_id in committed]
        assert ends.count("landed") == 1
        for host, upload in chosen:
            host.request("submit.abandon", {"upload": upload})
        assert len(versions(box)) == before + 1
    assert [host.close() for host in running] == [0] * hosts


def outcome(host: HostProcess, request_id: int) -> str:
    try:
        state: str = host.result(request_id, 60)["receipt"]["state"]
    except HostError as error:
        assert error.name in {"already_submitted", "submission_under_way"}  # noqa: PT017 - two right answers
        return error.name
    return state


def test_hosts_share_a_folder(companion_home: Path, box: Sandbox) -> None:
    signed_in(companion_home, box)
    busy(companion_home, box, hosts=3, rounds=1)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_many_hosts_share_a_folder_for_long(
    companion_home: Path, box: Sandbox, record_property: Callable[[str, object], None]
) -> None:
    signed_in(companion_home, box)
    busy(companion_home, box, hosts=12, rounds=8)
    told = "8 times 7 reads and the same file by each of 12 hosts, duplicates 0, failures 0"
    record_property("figures", told)
