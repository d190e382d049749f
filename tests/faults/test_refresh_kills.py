"""kill -9 at every step of a sign-in and of a refresh: the next host finds a usable session, or signs in afresh."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from native_host.oauth.secret import Secret
from native_host.oauth.tokens import TokenAnswer, deadlines
from native_host.services import Services
from tests.sandbox import start_sandbox
from tests.student import EMAIL, known_server

from .oauth_kills import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sandbox import Sandbox

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL"),
    pytest.mark.timeout(300),
]
KILLED = -9
MOST_STEPS = 300
DUE = 7190.0
"""Seconds ahead at which a session of two hours must be renewed."""

STRIDES = [pytest.param(1, marks=pytest.mark.soak, id="every"), pytest.param(5, id="sample")]
"""Every step, or each fifth."""


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as running:
        yield running


@pytest.fixture
def kill() -> Iterator[Callable[..., int]]:
    """kill(scenario, step, home, base, ahead) runs it in a process of its own; its exit status."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.oauth_kills"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as killer:
        assert killer.stdin
        assert killer.stdout

        def order(scenario: str, step: int, home: Path, base: str, ahead: float) -> int:
            assert killer.stdin
            assert killer.stdout
            line = {"scenario": scenario, "step": step, "home": str(home), "base": base, "ahead": ahead}
            killer.stdin.write(json.dumps(line) + "\n")
            killer.stdin.flush()
            return int(killer.stdout.readline())

        yield order
        killer.stdin.close()


def prepared(home: Path, box: Sandbox, *, signed_in: bool) -> None:
    """A data folder that knows the server, and perhaps holds a fresh session."""
    services = Services(str(home))
    services.servers.add(known_server(box))
    if signed_in:
        row = box.issue(EMAIL)
        tokens = TokenAnswer(Secret(row.token), Secret(row.refresh_token), 7200, row.scopes)
        services.sessions.save(
            box.base,
            tokens,
            deadlines(time.time(), 7200, 0.5),
            scope=list(row.scopes),
            user_info={"email": EMAIL},
            signed_in_at=time.time(),
            attempt="",
        )


async def works(home: Path, box: Sandbox) -> bool:
    """Whether the next host can use the session as it is, renewing it again."""
    run = Run(str(home), box.base, DUE)
    if run.services.sessions.email(box.base) is None:
        return False
    from .oauth_kills import refresh

    await refresh(run)
    return True


async def signs_in(home: Path, box: Sandbox) -> str:
    """What becomes of the attempt in the next host; then it must be possible to sign in (again)."""
    from .oauth_kills import by_redirect

    run = Run(str(home), box.base, 0.0)
    left = run.sign_in.status(box.base)
    run.sign_in.resume()
    states = [(await run.sign_in.ended(attempt["attempt"])).state for attempt in left]
    resumed = states[-1] if states else "none"
    if resumed == "signed_in":
        assert await works(home, box)
    await by_redirect(run)
    assert await works(home, box)
    return resumed


def homes(
    kill: Callable[..., int], scenario: str, template: Path, box: Sandbox, stride: int
) -> Iterator[Path]:
    """A data folder for each step at which the scenario was killed, and one where it was not."""
    for step in range(1, MOST_STEPS, stride):
        home = template.with_name(f"{scenario} {step}")
        shutil.copytree(template, home)
        status = kill(scenario, step, home, box.base, 0.0)
        assert status in (0, KILLED)
        yield home
        if status == 0:
            assert step > 10
            return
        shutil.rmtree(home)
    raise AssertionError("it never ends")


@pytest.mark.parametrize("stride", STRIDES)
def test_a_refresh_killed_anywhere_leaves_a_usable_session(
    box: Sandbox,
    kill: Callable[..., int],
    tmp_path: Path,
    stride: int,
    record_property: Callable[[str, object], None],
) -> None:
    for step in range(1, MOST_STEPS, stride):
        home = tmp_path / f"home {step}"
        prepared(home, box, signed_in=True)
        status = kill("refresh", step, home, box.base, DUE)
        assert status in (0, KILLED)
        assert asyncio.run(works(home, box))
        if status == 0:
            assert step > 10
            record_property("figures", f"killed before each of {step} steps of a renewal, sessions lost 0")
            return
    raise AssertionError("it never ends")


@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("scenario", ["by_redirect", "by_device"])
def test_a_sign_in_killed_anywhere_is_resumed_or_begun_anew(
    box: Sandbox,
    kill: Callable[..., int],
    tmp_path: Path,
    scenario: str,
    stride: int,
    *,
    record_property: Callable[[str, object], None],
) -> None:
    template = tmp_path / "template"
    prepared(template, box, signed_in=False)
    resumed = [asyncio.run(signs_in(home, box)) for home in homes(kill, scenario, template, box, stride)]
    # Once the code is on disk the next host finishes without the user, but for an exchange whose answer was lost.
    assert resumed.count("signed_in") > len(resumed) / 3
    assert set(resumed) <= {"none", "expired", "failed", "signed_in"}
    ends = ", ".join(f"{end} {resumed.count(end)}" for end in sorted(set(resumed)))
    record_property("figures", f"killed before each step of a sign-in; the next host found: {ends}")
