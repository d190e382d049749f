"""Every operation with whatever may be sent: one reply, a result or one catalogued error, and the host stays up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.handing_in import signed_in
from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.security.hostile import LONG_RUNNING, complaints, requests
from tests.security.valid_params import valid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

BATCH = 24
"""Requests in flight together."""


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
        running.hello()
        assert running.close() == 0


def attack(host: HostProcess, box: Sandbox, rounds: int) -> Counter[str]:
    """Rounds of hostile requests sent together; how often each kind of reply came."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=rounds,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(requests(valid(box)), min_size=BATCH, max_size=BATCH))
    def one_round(batch: list[tuple[str, dict[str, Any]]]) -> None:
        sent = [(method, host.start(method, params, caller=None)) for method, params in batch]
        for method, request_id in sent:
            if method in LONG_RUNNING:
                host.send({"jsonrpc": "2.0", "method": "cancel", "params": {"id": request_id}})
        for (method, request_id), (_, params) in zip(sent, batch, strict=True):
            reply = host.reply(request_id)
            assert list(complaints(method, reply)) == [], params
            seen[reply["error"]["data"]["name"] if "error" in reply else f"{method} ok"] += 1

    one_round()
    return seen


def test_hostile_parameters_get_one_catalogued_reply(host: HostProcess, box: Sandbox) -> None:
    seen = attack(host, box, rounds=12)
    assert seen["invalid_params"], "the hostile ones are refused"
    assert any(kind.endswith(" ok") for kind in seen), "and some were harmless"


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_hostile_parameters_for_long(
    host: HostProcess, box: Sandbox, record_property: Callable[[str, object], None]
) -> None:
    seen = attack(host, box, rounds=400)
    assert sum(seen.values()) >= 400 * BATCH
    told = ", ".join(f"{name} {count}" for name, count in seen.most_common())
    record_property(
        "figures", f"{sum(seen.values())} requests, every one answered as PROTOCOL.md says: {told}"
    )
