"""Signing in through the real host in its own process, as the extension does it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from native_host.identity import IDENTITY_REDIRECTS
from tests.host import HostError, HostProcess
from tests.sandbox import start_sandbox
from tests.sandbox.visitor import Visitor
from tests.student import ALL_WAYS, EMAIL, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def host(companion_home: Path) -> Iterator[HostProcess]:
    with HostProcess(companion_home) as running:
        running.hello()
        yield running


def typed_in(box: Sandbox) -> dict[str, Any]:
    application = box.application()
    return {"server": box.base, "client_id": application.uid, "client_secret": application.secret}


def deployment(box: Sandbox) -> dict[str, Any]:
    entry = {**typed_in(box), "label": "Sandbox University", "redirects": ALL_WAYS}
    return {"deployment": {"format": "autolab-companion-deployment-1", "servers": [entry]}}


def start(host: HostProcess, box: Sandbox) -> dict[str, Any]:
    params = {"server": box.base, "way": "identity", "redirect_uri": IDENTITY_REDIRECTS[0]}
    return host.request("sign_in.start", params)


def consent(box: Sandbox, url: str, *, deny: bool = False) -> str:
    visitor = Visitor(box.base)
    visitor.sign_in(EMAIL, PASSWORD)
    query = dict(parse_qsl(urlsplit(url).query))
    del query["response_type"]
    return visitor.authorize(deny=deny, **query).location


def finish(host: HostProcess, box: Sandbox, begun: dict[str, Any]) -> dict[str, Any]:
    url = consent(box, begun["authorization_url"])
    return host.request("sign_in.finish", {"attempt": begun["attempt"], "redirect_url": url})


def error_of(host: HostProcess, method: str, params: dict[str, Any], caller: str = "popup") -> str:
    with pytest.raises(HostError) as caught:
        host.request(method, params, caller=caller)
    return caught.value.name


def test_from_adding_a_server_to_signing_out(host: HostProcess, box: Sandbox) -> None:
    assert host.request("servers.list") == {"servers": []}
    checked = host.request("servers.check", typed_in(box))
    assert checked == {"server": box.base, "client_checked": True, "known": False}
    added = host.request("servers.add", typed_in(box))["server"]
    assert added["ways"] == ["identity", "device", "oob"]
    begun = start(host, box)
    done = finish(host, box, begun)
    assert done["account"]["email"] == EMAIL
    assert host.notified("session.changed")["signed_in"]
    assert host.notified("sign_in.changed")["state"] == "signed_in"
    assert host.request("sign_in.status")["attempts"][0]["state"] == "signed_in"
    assert host.request("sign_out", {"server": box.base})["revoked"]
    assert not host.notified("session.changed")["signed_in"]
    assert host.request("servers.remove", {"server": box.base})["account"] is None
    spoken = b"".join(host.frames).decode()
    assert not [value for value in box.secrets() if value in spoken]


def test_a_deployment_file_and_staff_tools(host: HostProcess, box: Sandbox) -> None:
    (server,) = host.request("servers.add_deployment", deployment(box))["servers"]
    assert (server["label"], server["ways"]) == (
        "Sandbox University",
        ["identity", "device", "oob", "loopback"],
    )
    finish(host, box, start(host, box))
    changed = host.request("servers.set_staff_tools", {"server": box.base, "on": True})
    assert changed["sign_in_again"]
    assert "instructor_all" in finish(host, box, start(host, box))["scope"]
    assert error_of(host, "servers.add_deployment", {"deployment": {"format": "?"}}) == "deployment_invalid"


def test_a_server_that_publishes_itself_needs_no_client_typed_in(host: HostProcess, box: Sandbox) -> None:
    params = {"server": box.base}
    assert host.request("servers.add_published", params) == {"servers": []}
    assert host.request("servers.list") == {"servers": []}
    box.publish()
    (server,) = host.request("servers.add_published", params)["servers"]
    assert server == host.request("servers.list")["servers"][0]
    assert finish(host, box, start(host, box))["account"]["email"] == EMAIL
    spoken = b"".join(host.frames).decode()
    assert not [value for value in box.secrets() if value in spoken]


def test_a_server_publishes_nobody_but_itself(host: HostProcess, box: Sandbox) -> None:
    box.publish()
    assert box.deployment is not None
    box.deployment["servers"][0]["server"] = "https://autolab.elsewhere.example"
    assert host.request("servers.add_published", {"server": box.base}) == {"servers": []}
    box.deployment = {"format": "?"}
    assert error_of(host, "servers.add_published", {"server": box.base}) == "deployment_invalid"
    assert error_of(host, "servers.add_published", {"server": box.base}, caller="page") == "caller_may_not"
    assert host.request("servers.list") == {"servers": []}


def test_a_host_killed_during_consent_is_replaced_by_the_next(box: Sandbox, companion_home: Path) -> None:
    with HostProcess(companion_home) as first:
        first.hello()
        first.request("servers.add", typed_in(box))
        begun = start(first, box)
        first.kill()
    with HostProcess(companion_home) as second:
        second.hello()
        (attempt,) = second.request("sign_in.status")["attempts"]
        assert (attempt["attempt"], attempt["state"]) == (begun["attempt"], "waiting")
        assert finish(second, box, begun)["account"]["email"] == EMAIL


def test_denial_and_reuse_in_words(host: HostProcess, box: Sandbox) -> None:
    host.request("servers.add", typed_in(box))
    begun = start(host, box)
    url = consent(box, begun["authorization_url"], deny=True)
    relayed = {"attempt": begun["attempt"], "redirect_url": url}
    assert error_of(host, "sign_in.finish", relayed) == "access_denied"
    assert error_of(host, "sign_in.finish", relayed) == "attempt_unknown"


def test_a_page_may_ask_for_none_of_it(host: HostProcess, box: Sandbox) -> None:
    for method, params in (
        ("servers.list", {}),
        ("servers.add", typed_in(box)),
        ("sign_in.start", {"server": box.base, "way": "identity"}),
        ("sign_in.finish", {"attempt": "x", "redirect_url": "y"}),
        ("sign_out", {"server": box.base}),
        ("vault.unlock", {"passphrase": "x"}),
    ):
        assert error_of(host, method, params, caller="page") == "caller_may_not"


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"server": "https://a b"}, "origin_invalid"),
        ({"client_id": ""}, "invalid_params"),
        ({"client_id": "a b"}, "invalid_params"),
        ({"redirects": {"oob": 1}}, "invalid_params"),
        ({"surprise": 1}, "invalid_params"),
    ],
)
def test_typed_in_nonsense_is_named(
    host: HostProcess, box: Sandbox, params: dict[str, Any], name: str
) -> None:
    assert error_of(host, "servers.add", {**typed_in(box), **params}) == name


def test_a_wrong_client_and_a_foreign_server_are_noticed(host: HostProcess, box: Sandbox) -> None:
    assert error_of(host, "servers.check", {**typed_in(box), "client_secret": "wrong"}) == "client_rejected"
    box.faults.add(path="/user$", html=True)
    assert error_of(host, "servers.check", {"server": box.base}) == "not_autolab"
    assert error_of(host, "sign_in.start", {"server": box.base, "way": "device"}) == "server_unknown"


def test_the_vault_tells_how_it_is_kept(host: HostProcess, box: Sandbox) -> None:
    assert host.request("vault.status")["state"] == "empty"
    host.request("servers.add", typed_in(box))
    assert host.request("vault.lock") == {"custody": "keyfile", "state": "open", "records": 1}


def test_an_unlocked_vault_resumes_what_was_left(box: Sandbox, companion_home: Path) -> None:
    chosen = {"AUTOLAB_COMPANION_CUSTODY": "passphrase"}
    with HostProcess(companion_home, env=chosen) as first:
        first.hello()
        first.request("vault.unlock", {"passphrase": "correct horse battery"})
        first.request("servers.add_deployment", deployment(box))
        begun = start(first, box)
        url = consent(box, begun["authorization_url"])
        box.faults.add(path="/oauth/token$", status=503)
        relayed = {"attempt": begun["attempt"], "redirect_url": url}
        assert error_of(first, "sign_in.finish", relayed) == "server_failed"
        first.kill()
    with HostProcess(companion_home, env=chosen) as second:
        second.hello()
        assert error_of(second, "servers.list", {}) == "vault_locked"
        assert error_of(second, "vault.unlock", {"passphrase": "wrong one"}) == "passphrase_wrong"
        assert second.request("vault.unlock", {"passphrase": "correct horse battery"})["state"] == "open"
        told = second.notified("sign_in.changed")
        assert (told["attempt"], told["state"]) == (begun["attempt"], "signed_in")
        assert "correct horse" not in json.dumps(told)
