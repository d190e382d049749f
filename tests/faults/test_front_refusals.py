"""Real haproxy, nginx and Apache refuse a file that is too large for them: heard each time, and nothing on stderr."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from native_host.autolab import endpoints
from native_host.autolab.http_messages import UploadBody
from native_host.autolab.transport import Transport
from tests.faults.front_servers import FRONTS, running
from tests.security.certificates import Authority

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from native_host.autolab.http_messages import HttpRequest, HttpResponse

CHUNK = 256 * 1024
CHUNKS = 32


def request() -> HttpRequest:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(CHUNKS):
            yield b"x" * CHUNK

    return endpoints.submit("course", "lab", UploadBody("a.c", CHUNKS * CHUNK, parts)).request


@pytest.mark.parametrize("times", [pytest.param(40, marks=pytest.mark.soak), 2])
@pytest.mark.parametrize("name", FRONTS)
def test_every_refusal_is_heard(
    name: str,
    times: int,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    record_property: Callable[[str, object], None],
) -> None:
    front = FRONTS[name]
    if front.program is None:
        pytest.skip(f"{name} is not installed")
    authority = Authority(tmp_path)
    trust = authority.trusting()

    async def once(origin: str) -> HttpResponse:
        async with Transport(origin, trust=lambda: trust) as transport:
            return await transport.send(request())

    with running(front, tmp_path, authority.server_file()) as origins:
        for origin in origins.values():
            answers = [asyncio.run(once(origin)).status for _ in range(times)]
            assert answers == [413] * times
    assert not caplog.records
    record_property("figures", f"{times} of {times} refusals heard by http and by https")
