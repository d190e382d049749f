"""Eight hosts on one data folder, one session that runs out: nobody is signed out, and one refresh is enough."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from native_host.services import Services
from tests.handing_in import signed_in, where
from tests.host import HostProcess
from tests.sandbox import start_sandbox

from .test_refresh_kills import prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sandbox import Sandbox

HOSTS = 8
TOKEN_LIFE = 7200
pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


class Hosts:
    """Several workers; `turn` lets all of them go at once."""

    def __init__(self, home: Path, base: str, count: int, stack: ExitStack) -> None:
        self._workers = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.faults.oauth_worker", str(home), base],
                    cwd=Path(__file__).parents[2],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(count)
        ]

    def turn(self, ahead: float) -> list[str]:
        for worker in self._workers:
            assert worker.stdin
            worker.stdin.write(f"{ahead}\n")
            worker.stdin.flush()
        answers = []
        for worker in self._workers:
            assert worker.stdout
            answers.append(worker.stdout.readline().strip())
        return answers

    def close(self) -> None:
        for worker in self._workers:
            assert worker.stdin
            worker.stdin.close()


@pytest.mark.parametrize(
    "rounds", [pytest.param(200, marks=pytest.mark.soak, id="soak"), pytest.param(6, id="sample")]
)
def test_eight_hosts_refresh_once_per_expiry(
    box: Sandbox, companion_home: Path, rounds: int, record_property: Callable[[str, object], None]
) -> None:
    prepared(companion_home, box, signed_in=True)
    started = time.time()
    with ExitStack() as stack:
        hosts = Hosts(companion_home, box.base, HOSTS, stack)
        assert hosts.turn(0) == ["200"] * HOSTS
        hosts_ahead = 0.0
        for number in range(rounds):
            box.requests.clear()
            passed = TOKEN_LIFE - 5.0  # due, not expired
            if number % 2:  # the hosts' clocks stand still: the token runs out without their knowledge
                passed = TOKEN_LIFE + 5.0
            else:
                hosts_ahead += passed
            box.clock.advance(passed)
            assert hosts.turn(hosts_ahead) == ["200"] * HOSTS
            assert sum(each.path == "/oauth/token" for each in box.requests) == 1
        hosts.close()
    services = Services(str(companion_home), clock=lambda: started + hosts_ahead)
    assert services.sessions.get(box.base).generation == rounds + 1
    assert sum(not token.revoked for token in box.state.tokens) == 1
    record_property("figures", f"{rounds} expiries, {HOSTS} processes, {rounds} renewals")


def test_a_revoked_session_ends_once_and_for_all_hosts(box: Sandbox, companion_home: Path) -> None:
    prepared(companion_home, box, signed_in=True)
    with ExitStack() as stack:
        hosts = Hosts(companion_home, box.base, 4, stack)
        assert hosts.turn(0) == ["200"] * 4
        for token in box.state.tokens:
            token.revoked = True
        box.requests.clear()
        assert hosts.turn(0) == ["sign_in_again"] * 4
        assert sum(each.path == "/oauth/token" for each in box.requests) == 1
        assert hosts.turn(0) == ["sign_in_again"] * 4
        hosts.close()


@pytest.mark.parametrize(
    "rounds", [pytest.param(200, marks=pytest.mark.soak, id="soak"), pytest.param(3, id="sample")]
)
def test_eight_real_hosts_refresh_once_per_expiry(
    box: Sandbox, companion_home: Path, rounds: int, record_property: Callable[[str, object], None]
) -> None:
    """Whole hosts over their pipes; the token runs out at the server while their own clocks stand still."""
    signed_in(companion_home, box)
    with ExitStack() as stack:
        hosts = [stack.enter_context(HostProcess(companion_home)) for _ in range(HOSTS)]
        for host in hosts:
            host.hello()
        for _ in range(rounds):
            box.requests.clear()
            box.clock.advance(TOKEN_LIFE + 5.0)
            asked = [host.start("submit.check", where(box)) for host in hosts]
            for host, request in zip(hosts, asked, strict=True):
                assert host.result(request)["display_name"]
            assert sum(each.path == "/oauth/token" for each in box.requests) == 1
        assert not [note for host in hosts for note in host.notifications if "session" in note["method"]]
    assert Services(str(companion_home)).sessions.get(box.base).generation == rounds + 1
    record_property("figures", f"{rounds} expiries, {HOSTS} hosts, {rounds} renewals, sign-ins lost 0")
