"""After everything a student can do, no secret is left anywhere but where it must be.

What must be, and nothing else:
- the client secret goes from the popup to the host, in the field made for it, once when the user types it;
- an authorization code goes from the browser to the host, inside the address the browser ended up on;
- the browser itself keeps the addresses and pages it showed, and Autolab puts its code into an address.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import BROWSERS, until
from tests.e2e.stage import DENY, Stage, ac, badge, error, row
from tests.sandbox import start_sandbox
from tests.sandbox.oauth import token as token_endpoint
from tests.student import EMAIL

from .leftovers import contents, found_in, messages

if TYPE_CHECKING:
    from aiohttp import web

    from tests.sandbox.call import Call

pytestmark = pytest.mark.browser

RECORDER = Path(__file__).with_name("recorder.py")
TYPED = {
    ("servers.check", "client_secret"),
    ("servers.add", "client_secret"),
    ("sign_in.finish", "redirect_url"),
}
"""Requests and their parameters that carry what the user typed or where the browser ended up."""
KINDS = {"access_token", "refresh_token", "code", "device_code", "client_secret", "code_verifier"}
STORED = """async () => {
  const { storage } = globalThis.browser ?? chrome;
  return JSON.stringify([await storage.local.get(), await storage.session.get(), await storage.sync.get()]);
}"""
LIFETIME = 7200


@pytest.fixture
def verifiers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The PKCE verifiers that reach the token endpoint; Autolab ignores them, so the sandbox does not keep them."""
    seen: list[str] = []
    exchange = token_endpoint._exchange

    def spy(call: Call) -> web.Response:
        if verifier := call.params.text("code_verifier"):  # a check of the client sends none
            seen.append(verifier)
        return exchange(call)

    monkeypatch.setattr(token_endpoint, "_exchange", spy)
    return seen


def everything(stage: Stage) -> None:
    """A long day with every way in and out, and several things that go wrong."""
    browser, box = stage.browser, stage.box
    stage.add_server()
    stage.sign_in()
    stage.course_page()
    browser.click(row("homework2", ac("submit")))
    stage.hand_in(stage.file())
    browser.wait(ac("result", "landed"))
    box.clock.advance(
        LIFETIME + 60
    )  # the access token has expired at the server: refused, refreshed, asked again
    stage.assessment_page("lab0")
    until(lambda: len(box.secrets("access_token")) > 1, "a refresh")
    stage.course_page()
    browser.wait(badge("homework0", "score"))

    stage.popup()
    for pid in stage.hosts():
        os.kill(pid, signal.SIGKILL)
    until(lambda: not stage.hosts(), "the host to be gone")
    browser.wait(f"{ac('account')}, {ac('error')}")
    sign_out(stage)

    sign_in_by(stage, "oob")
    stage.consent()
    browser.switch(lambda url: url.startswith(f"{box.base}/courses"))
    browser.close_tab()
    browser.wait_text(ac("account"), EMAIL)
    sign_out(stage)

    sign_in_by(stage, "device")
    stage.consent(DENY)
    browser.wait("#flash_error")
    browser.close_tab()
    browser.wait(error("device_denied"))
    sign_in_by(stage, "device")
    stage.consent()
    browser.wait("#flash_success")
    browser.close_tab()
    browser.wait_text(ac("account"), EMAIL)
    sign_out(stage)

    server_that_tells(stage)


def sign_out(stage: Stage) -> None:
    until(lambda: account_shown(stage), "somebody to be signed in")
    stage.browser.click(ac("sign-out"))
    stage.browser.wait(ac("sign-in-identity"))


def account_shown(stage: Stage) -> bool:
    stage.popup()
    stage.browser.wait(f"{ac('account')}, {ac('error')}")
    return stage.browser.exists(ac("account"))


def sign_in_by(stage: Stage, way: str) -> None:
    """Up to Autolab's consent page."""
    stage.browser.click(f"{ac('other-ways')} summary")
    stage.browser.click(ac(f"sign-in-{way}"))
    if way == "device":
        stage.browser.click(ac("device-open"))
    stage.browser.switch(lambda url: "/oauth/authorize?" in url)


def server_that_tells(stage: Stage) -> None:
    """A server whose error text repeats what it was sent."""
    client = stage.box.application()
    words = f"the client {client.uid} with {client.secret} is wrong"
    body = f'{{"error": "invalid_grant", "error_description": "{words}"}}'
    stage.browser.click(ac("sign-in-identity"))
    stage.browser.switch(lambda url: "/oauth/authorize?" in url)
    stage.box.faults.add(method="POST", path="^/oauth/token$", status=400, body=body)
    stage.consent()
    stage.browser.switch_home()
    assert "***" in stage.browser.text(ac("error-said"))


def known(stage: Stage, verifiers: list[str]) -> dict[str, str]:
    """Every secret that exists, and its kind."""
    return {value: kind for kind, value in stage.box.state.issued} | dict.fromkeys(verifiers, "code_verifier")


def without_typed(message: dict[str, Any]) -> dict[str, Any]:
    """The message without the parameter that may carry a secret, if it is such a request."""
    params = message.get("params") or {}
    kept = {name: value for name, value in params.items() if (message.get("method"), name) not in TYPED}
    return {**message, "params": kept}


def look_at_processes(stage: Stage, secrets: dict[str, str]) -> None:
    """What other programs of this user, and perhaps others, can see of the running host."""
    processes = stage.hosts()
    assert processes
    for pid in processes:
        for name in ("cmdline", "environ", "comm"):
            with suppress(PermissionError):  # better still: nobody but root may read a host's environment
                assert not found_in(Path(f"/proc/{pid}/{name}").read_bytes(), secrets), name
        limits = Path(f"/proc/{pid}/limits").read_text("utf-8")
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"], "no core dumps"


def look_at_frames(pipes: Path, secrets: dict[str, str]) -> None:
    """Nothing goes to the browser; only what is TYPED goes to the host."""
    told = [message for path in pipes.glob("*.out") for message in messages(path)]
    asked = [message for path in pipes.glob("*.in") for message in messages(path)]
    for message in (*told, *map(without_typed, asked)):
        assert not found_in(str(message).encode(), secrets), message
    # The search finds what is there: the two exceptions, and the person.
    assert found_in(str(asked).encode(), secrets) == {"client_secret", "code"}
    assert EMAIL in str(told)


def look_at_files(folder: Path, secrets: dict[str, str]) -> None:
    """The browser's profile, the home, our data, downloads, logs and the host's stderr; frames are looked at above."""
    browser, ours = folder / "browser", folder / "browser" / "companion"
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.suffix not in {".in", ".out"}:
            browsers_own = path.is_relative_to(browser) and not path.is_relative_to(ours)
            assert not found_in(contents(path), secrets) - ({"code"} if browsers_own else set()), path


@pytest.mark.parametrize("name", BROWSERS)
def test_nothing_is_left_behind(name: str, tmp_path: Path, verifiers: list[str]) -> None:
    pipes = tmp_path / "pipes"
    pipes.mkdir()
    with start_sandbox("reference", throttle=False) as box, BROWSERS[name](tmp_path / "browser") as browser:
        stage = Stage(browser, box, tmp_path)
        stage.start_through(sys.executable, "-I", str(RECORDER), str(pipes))
        stage.restart_host()
        everything(stage)
        secrets = known(stage, verifiers)
        assert set(secrets.values()) == KINDS, "all of them have been in use"
        look_at_processes(stage, secrets)
        assert not found_in(browser.run(STORED).encode(), secrets), "the extension's own storage"
    look_at_frames(pipes, secrets)
    look_at_files(tmp_path, secrets)
