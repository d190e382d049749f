"""The doctor tries the way to each server that was added, and says what stands on it."""

from __future__ import annotations

import asyncio
import sys
import time
from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest

from installer.checks import network
from installer.findings import NOTE, PROBLEM, WARNING
from installer.site import here
from native_host.autolab.proxy import VARIABLE
from native_host.autolab.tls import system_trust
from native_host.oauth.secret import Secret
from native_host.oauth.server_store import Server
from native_host.services import Services
from native_host.wire.identifiers import Origin

from .certificates import Authority
from .raw_server import answering, raw_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from installer.findings import Finding

BODY = b'{"error":"OAuth2 authorization failed"}'
AUTOLAB = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
GATE = b"HTTP/1.1 302 Found\r\nLocation: https://idp.example.edu/sso\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(autouse=True)
def store() -> Iterator[None]:
    """The system's store is read anew in each test."""
    system_trust.cache_clear()
    yield
    system_trust.cache_clear()


def add(home: Path, origin: str) -> None:
    Services(str(home)).servers.add(
        Server(Origin(origin), "client", Secret("the-secret"), redirects={"oob": True})
    )


def examined(home: Path, answer: bytes, authority: Authority | None = None) -> list[Finding]:
    async def main() -> list[Finding]:
        async with raw_server(answering(answer), None if authority is None else authority.server()) as heard:
            add(home, heard.origin)
            found = await asyncio.to_thread(lambda: list(network.servers(here())))
            assert all("authorization" not in head.lower() for head in heard.heads)
            return found

    return asyncio.run(main())


def test_a_server_that_answers_is_no_finding(companion_home: Path) -> None:
    assert examined(companion_home, AUTOLAB) == []


def test_a_gate_before_a_server_is_named(companion_home: Path) -> None:
    (finding,) = examined(companion_home, GATE)
    assert finding.level == PROBLEM
    assert "https://idp.example.edu" in finding.cause


@pytest.mark.skipif(sys.platform != "linux", reason="only OpenSSL's own store heeds the variable")
def test_a_private_authority_is_named_with_the_way_to_add_it_and_that_way_works(
    companion_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    (finding,) = examined(companion_home, AUTOLAB, authority)
    assert finding.level == PROBLEM
    assert "SSL_CERT_FILE" in finding.remedy
    file = tmp_path / "ca.pem"
    file.write_text(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    system_trust.cache_clear()
    (note,) = network.authorities(here())
    assert (note.level, str(file) in note.finding) == (NOTE, True)
    Services(str(companion_home)).servers.remove(finding.finding.split()[0])
    assert examined(companion_home, AUTOLAB, authority) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only OpenSSL's own store heeds the variable")
@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_authorities_that_nobody_can_read_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    (finding,) = network.authorities(here())
    assert finding.level == WARNING
    assert str(file) in finding.cause


@pytest.mark.parametrize(("apart", "told"), [(0, False), (60, False), (3 * 86_400, True), (-3600, True)])
def test_a_clock_that_differs_from_the_servers_is_told(companion_home: Path, apart: int, told: bool) -> None:
    date = formatdate(time.time() + apart, usegmt=True)
    answer = AUTOLAB.replace(b"\r\n", b"\r\nDate: %s\r\n" % date.encode(), 1)
    found = examined(companion_home, answer)
    assert [each.level for each in found] == [WARNING] * told
    assert all("clock" in each.finding and "server says 20" in each.cause for each in found)


def test_a_machine_that_is_offline_or_behind_a_proxy_is_told_so(
    companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(companion_home, "https://autolab.invalid")
    (finding,) = network.servers(here())
    assert finding.level == WARNING
    monkeypatch.setenv(VARIABLE, "http://proxy.invalid:3128")
    (finding,) = network.servers(here())
    assert (finding.level, VARIABLE in finding.remedy) == (PROBLEM, True)


def test_a_vault_that_tells_no_servers_is_left_to_its_own_check(
    companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(companion_home, "https://autolab.invalid")
    monkeypatch.setenv("AUTOLAB_COMPANION_HOME", str(companion_home.with_name("elsewhere")))
    assert list(network.servers(here())) == []
