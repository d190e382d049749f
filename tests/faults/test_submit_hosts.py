"""Several hosts, restarts and full disks around one submission, with real host processes."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.handing_in import COURSE, commit, hand_in, signed_in, until, upload, versions, where
from tests.host import HostError, HostProcess
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as made:
        yield made


@pytest.fixture
def home(companion_home: Path, box: Sandbox) -> Path:
    signed_in(companion_home, box)
    return companion_home


def attempt(host: HostProcess, upload_id: str, content: bytes) -> str:
    try:
        result = host.request("submit.commit", commit(upload_id, content), caller="page")
    except HostError as error:
        return error.name
    return str(result["receipt"]["version"])


def test_two_browsers_with_the_same_file_make_one_version(home: Path, box: Sandbox) -> None:
    box.faults.add(method="POST", path="/submit$", delay=0.5)
    with HostProcess(home) as one, HostProcess(home) as two, ThreadPoolExecutor(2) as pool:
        hosts = (one, two)
        for host in hosts:
            host.hello()
        uploads = [upload(host, where(box), b"same") for host in hosts]
        outcomes = set(pool.map(attempt, hosts, uploads, [b"same", b"same"]))
    assert outcomes <= {"1", "already_submitted", "submission_under_way"}
    assert "1" in outcomes
    assert len(outcomes) == 2
    assert len(versions(box)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no signals from outside")
@pytest.mark.parametrize(("name", "closed"), [("SIGTERM", True), ("SIGTERM", False), ("SIGHUP", False)])
def test_a_submission_under_way_ends_before_its_host_does(
    home: Path, box: Sandbox, name: str, closed: bool
) -> None:
    """Firefox closes the input and then sends SIGTERM; a desktop that ends sends it at once, a terminal SIGHUP."""
    box.faults.add(method="POST", path="/submit$", delay=0.5)
    with HostProcess(home) as host:
        host.hello()
        host.start("submit.commit", commit(upload(host, where(box), b"late"), b"late"), caller="page")
        until(lambda: any(seen.method == "POST" for seen in list(box.requests)))
        if closed:
            host._stdin.close()
        host.process.send_signal(getattr(signal, name))
        assert host.close() == 0
    assert len(versions(box)) == 1
    assert not list(home.glob("*.sqlite-*")), "no log beside the files: each is complete"
    with HostProcess(home) as later:
        later.hello()
        assert [entry["state"] for entry in later.request("receipts.list")["receipts"]] == ["landed"]


def test_two_browsers_with_different_files_take_turns(home: Path, box: Sandbox) -> None:
    with HostProcess(home) as one, HostProcess(home) as two, ThreadPoolExecutor(2) as pool:
        hosts, contents = (one, two), (b"first", b"second")
        for host in hosts:
            host.hello()
        uploads = [upload(host, where(box), content) for host, content in zip(hosts, contents, strict=True)]
        assert sorted(pool.map(attempt, hosts, uploads, contents)) == ["1", "2"]
    assert len(versions(box)) == 2


def test_a_killed_hosts_submission_is_settled_by_the_next_one(home: Path, box: Sandbox) -> None:
    box.faults.add(method="POST", path="/submit$", process=True, delay=0.0)
    box.faults.add(method="POST", path="/submit$", delay=30.0)
    with HostProcess(home) as host:
        host.hello()
        host.request("badges", {"server": box.base, "course": COURSE})
        host.notified("badges.changed", lambda told: told["done"])
        upload_id = upload(host, where(box), b"landed")
        box.faults.ordered[0].lose_answer = True
        hold = box.faults.add(method="GET", path="/submissions$", times=1)
        box.faults.add(method="GET", path="/submissions$", delay=30.0)
        request = host.start("submit.commit", commit(upload_id, b"landed"), caller="page")
        host.notified("submit.progress", lambda told: told["phase"] == "settling")
        host.kill()
        assert hold.hits == 1
        assert request
    box.faults.clear()
    with HostProcess(home) as host:
        host.hello()
        settled = host.notified("receipt.changed", lambda told: told["receipt"]["settled"])["receipt"]
        assert (settled["state"], settled["version"]) == ("appeared", 1)
        (badge,) = host.notified("badges.changed")["badges"]
        assert (badge["assessment"], badge["state"], badge["version"]) == ("homework2", "submitted", 1)
        assert host.request("receipts.list")["receipts"] == [settled]
    assert len(versions(box)) == 1


def settled(host: HostProcess) -> dict[str, Any]:
    """The one receipt, once it is settled; told is only what the host found open when it was ready."""

    def shown() -> dict[str, Any]:
        (found,) = host.request("receipts.list")["receipts"]
        return dict(found)

    until(lambda: shown()["settled"])
    return shown()


def test_only_one_of_two_hosts_settles(home: Path, box: Sandbox) -> None:
    box.faults.add(method="POST", path="/submit$", process=True, lose_answer=True)
    box.faults.add(method="GET", path="/submissions$")
    box.faults.add(method="GET", path="/submissions$", delay=30.0)
    with HostProcess(home) as host:
        host.hello()
        host.start("submit.commit", commit(upload(host, where(box), b"x"), b"x"), caller="page")
        host.notified("submit.progress", lambda told: told["phase"] == "settling")
        host.kill()
    box.faults.clear()
    with HostProcess(home) as one, HostProcess(home) as two:
        one.hello()
        two.hello()
        states = [settled(host)["state"] for host in (one, two)]
    assert states == ["appeared", "appeared"]
    assert len(versions(box)) == 1


def test_a_server_that_restarts_in_between(companion_home: Path) -> None:
    with start_sandbox() as first:
        signed_in(companion_home, first)
        port = int(first.base.rsplit(":", 1)[1])
        first.faults.add(method="POST", path="/submit$", status=503)
        first.faults.add(method="GET", path="/submissions$")
        first.faults.add(method="GET", path="/submissions$", times=99, status=503)
        with HostProcess(companion_home) as host:
            host.hello()
            host.start("submit.commit", commit(upload(host, where(first), b"x"), b"x"), caller="page")
            host.notified("submit.progress", lambda told: told["phase"] == "settling")
            host.kill()
    with HostProcess(companion_home) as host:  # the server is away
        host.hello()
        assert host.request("receipts.list")["receipts"][0]["settled"] is False
        with pytest.RaisesExc(HostError, check=lambda error: error.name == "server_unreachable"):
            hand_in(host, where(first), b"y")
    with start_sandbox(port=port) as second:
        signed_in(companion_home, second)
        with HostProcess(companion_home) as host:
            host.hello()
            assert hand_in(host, where(second), b"y")["version"] == 1
        assert len(versions(second)) == 1


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounting a small disk needs root on Linux"
)
def test_a_full_disk_refuses_before_sending_and_leaves_the_host_up(
    companion_home: Path, box: Sandbox
) -> None:
    import subprocess

    companion_home.mkdir(mode=0o700)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", str(companion_home)], check=False
    )
    if mounted.returncode:
        pytest.skip("this machine does not let us mount")
    try:
        signed_in(companion_home, box)
        with HostProcess(companion_home) as host:
            host.hello()
            with pytest.RaisesExc(HostError, check=lambda error: error.name == "storage_failed"):
                upload(host, where(box), b"x" * 3_000_000)
            ballast = companion_home / "ballast"
            small = upload(host, where(box), b"small")
            with ballast.open("wb", buffering=0) as file:
                try:
                    while file.write(b"x" * 4096):
                        pass
                except OSError:
                    assert ballast.stat().st_size > 0
            with pytest.RaisesExc(HostError, check=lambda error: error.name == "storage_failed"):
                host.request("submit.commit", commit(small, b"small"), caller="page")
            assert versions(box) == []
            ballast.unlink()
            assert hand_in(host, where(box), b"small")["version"] == 1
    finally:
        subprocess.run(["umount", "-l", str(companion_home)], check=True)
