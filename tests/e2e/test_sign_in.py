"""Signing in through Autolab's own pages and out again, and every way in which that goes wrong."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.browsers import until
from tests.student import EMAIL

from .stage import AUTHORIZE, DENY, Stage, ac, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox.oauth.records import Application

pytestmark = pytest.mark.browser

STUDENT_SCOPES = ["user_info", "user_courses", "user_scores", "user_submit"]


@pytest.fixture(autouse=True)
def strangers(stage: Stage) -> None:
    stage.forget_servers()
    stage.browser.wait(ac("add"))


@pytest.fixture
def client(stage: Stage) -> Iterator[Application]:
    """The registered client, for tests that change its registration behind our back."""
    client = stage.box.application()
    secret, redirects = client.secret, list(client.redirect_uris)
    yield client
    client.secret, client.redirect_uris = secret, redirects


def open_window(stage: Stage, way: str = "identity") -> None:
    """Start signing in and go to the window that opens."""
    if way != "identity":
        stage.browser.click(f"{ac('other-ways')} summary")
    stage.browser.click(ac(f"sign-in-{way}"))
    stage.browser.switch(lambda url: "/auth/users/sign_in" in url)


def told_on_the_page(stage: Stage, name: str) -> bool:
    stage.course_page(settled=False)
    stage.browser.wait(f"{ac('badge')}, {ac('notice')}")
    stage.browser.wait_gone(ac("badge", "loading"))
    return stage.browser.exists(f"{ac('notice')} {error(name)}")


def live_tokens(stage: Stage) -> int:
    return sum(not token.revoked for token in stage.box.state.tokens)


def test_through_the_browsers_own_window(stage: Stage) -> None:
    browser = stage.browser
    stage.add_server()
    asked = browser.run("() => [...document.querySelectorAll('[data-scope]')].map(one => one.dataset.scope)")
    assert asked == STUDENT_SCOPES, "told before anything is asked for"
    open_window(stage)
    stage.log_in()
    browser.wait("#oauth-permissions")
    stage.picture("30-consent")
    stage.consent()
    browser.switch_home()
    browser.wait_text(ac("account"), EMAIL)
    token = stage.box.state.tokens[-1]
    assert list(token.scopes) == STUDENT_SCOPES


def test_by_the_page_that_shows_a_code(stage: Stage) -> None:
    browser = stage.browser
    stage.have_server()
    open_window(stage, "oob")
    stage.log_in()
    stage.consent()
    browser.switch(lambda url: url.startswith(f"{stage.box.base}/courses"))  # the code is not left in view
    browser.close_tab()
    browser.wait_text(ac("account"), EMAIL)


@pytest.mark.parametrize("way", ["identity", "oob"])
def test_denied(stage: Stage, way: str) -> None:
    browser = stage.browser
    stage.have_server()
    open_window(stage, way)
    stage.log_in()
    stage.consent(DENY)
    if way == "oob":  # Autolab shows a bare error there and never comes back
        browser.wait_gone("#oauth-permissions")
        browser.close_tab()
    browser.switch_home()
    browser.wait(error("access_denied" if way == "identity" else "sign_in_abandoned"))
    stage.picture(f"31-denied-{way}")
    assert browser.exists(ac("sign-in-identity")), "the way to try again"
    assert live_tokens(stage) == 0


@pytest.mark.parametrize("way", ["identity", "oob"])
def test_abandoned(stage: Stage, way: str) -> None:
    browser = stage.browser
    stage.have_server()
    open_window(stage, way)
    browser.wait("#user_email")
    browser.close_tab()
    browser.wait(error("sign_in_abandoned"))
    assert "client id" in browser.text(ac("error-remedy")), "it says what may be wrong"
    assert browser.exists(ac("sign-in-identity"))


def test_an_error_page_that_never_comes_back(stage: Stage, client: Application) -> None:
    browser = stage.browser
    stage.have_server()
    client.redirect_uris = ["https://elsewhere.example/"]
    open_window(stage)
    stage.log_in()
    browser.switch_home()
    if browser.name == "firefox":  # Chromium closes a window that got an error; here the user has to
        browser.switch(lambda url: "/oauth/authorize?" in url)
        browser.switch_home()
        assert browser.exists(ac("attempt")), "waiting, and saying so"
        stage.picture("32-waiting")
        browser.switch(lambda url: "/oauth/authorize?" in url)
        browser.close_tab()
    browser.wait(error("sign_in_abandoned"))


def test_cancelled_in_the_popup(stage: Stage) -> None:
    browser = stage.browser
    stage.have_server()
    open_window(stage)
    browser.switch_home()
    browser.click(ac("sign-in-cancel"))
    browser.wait(ac("sign-in-identity"))
    assert not browser.exists(ac("error"))
    browser.switch(lambda url: "/auth/users/sign_in" in url)
    stage.log_in()
    stage.consent(AUTHORIZE)
    browser.switch_home()
    assert live_tokens(stage) == 0, "what comes after the end is not used"


@pytest.mark.parametrize(("client_id", "secret"), [("wrong", None), (None, "wrong"), (None, "")])
def test_a_wrong_client(stage: Stage, client: Application, client_id: str | None, secret: str | None) -> None:
    stage.fill_server(stage.box.base, client_id or client.uid, client.secret if secret is None else secret)
    stage.browser.wait(error("client_rejected"))
    stage.picture("33-wrong-client")
    assert stage.ask("servers.list")["servers"] == []
    assert stage.browser.run("() => document.querySelector('[data-ac=client-secret]').value") == ""


def test_a_client_whose_secret_was_changed(stage: Stage, client: Application) -> None:
    stage.have_server()
    open_window(stage)
    client.secret = "changed"
    stage.log_in()
    stage.consent()
    stage.browser.switch_home()
    stage.browser.wait(error("client_rejected"))


def test_no_address_at_all(stage: Stage) -> None:
    for address in (
        "http://autolab.example",
        "ftp://autolab.example",
        "https://me:pw@autolab.example",
        "a b",
        "",
    ):
        stage.fill_server(address, "client")
        stage.browser.wait(
            f"{error('address_unusable')}, {error('origin_invalid')}"
        )  # browsers differ on "a b"


def test_nobody_answers_there(stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    stage.fill_server(f"http://127.0.0.1:{port}", "client")
    stage.browser.wait(error("server_unreachable"))
    stage.picture("34-unreachable")


def test_a_web_page_that_is_no_autolab(stage: Stage) -> None:
    stage.box.faults.add(path=".*", times=9, html=True)
    stage.fill_server(stage.box.base, "client")
    stage.browser.wait(error("not_autolab"))
    assert stage.ask("servers.list")["servers"] == []


def test_signing_out_revokes_at_the_server(stage: Stage) -> None:
    stage.enter()
    assert live_tokens(stage) == 1
    stage.browser.click(ac("sign-out"))
    stage.browser.wait(ac("sign-in-identity"))
    assert live_tokens(stage) == 0


def test_signing_out_while_the_server_is_down_says_so(stage: Stage) -> None:
    stage.enter()
    with stage.box.outage():
        stage.browser.click(ac("sign-out"))
        stage.browser.wait(stage.card(stage.box, ac("sign-out-warning")))
        assert stage.browser.exists(ac("sign-in-identity")), "here nobody is signed in any more"
        stage.picture("35-sign-out-warning")
        assert stage.box.base in stage.browser.text(ac("sign-out-warning"))
    for token in stage.box.state.tokens:
        token.revoked = True


def test_access_revoked_at_the_server_is_told_everywhere(stage: Stage) -> None:
    stage.enter()
    stage.course_page()
    for token in stage.box.state.tokens:
        token.revoked = True
    until(
        lambda: told_on_the_page(stage, "sign_in_again"), "the page to say so"
    )  # asked anew after two seconds
    stage.picture("36-sign-in-again")
    stage.popup()
    stage.browser.wait(error("sign_in_again"))
    stage.sign_in()
    stage.course_page()
    assert not stage.browser.exists(ac("notice"))


def test_a_page_open_since_before_the_sign_in_needs_no_reload(stage: Stage) -> None:
    stage.add_server()
    stage.browser.run("url => open(url)", f"{stage.box.base}/courses")
    stage.browser.switch(lambda url: "/auth/users/sign_in" in url)
    stage.log_in()
    stage.browser.wait(f'a[href$="/courses/{"AutoPopulated"}"]')
    stage.browser.goto(f"{stage.box.base}/courses/AutoPopulated/assessments")
    stage.browser.wait(f"{ac('notice')} {error('not_signed_in')}")
    stage.picture("37-not-signed-in")
    stage.browser.switch_home()
    stage.browser.click(ac("sign-in-identity"))
    stage.browser.switch(lambda url: "/oauth/authorize?" in url)
    stage.consent()
    stage.browser.switch(lambda url: url.endswith("/courses/AutoPopulated/assessments"))
    stage.browser.wait(ac("badge", "score"))
    assert not stage.browser.exists(ac("notice"))
    stage.browser.close_tab()


def test_a_server_that_is_slow_says_so_and_lets_one_go(stage: Stage) -> None:
    browser, box = stage.browser, stage.box
    slow = box.faults.add(path="/api/v1/user$", delay=60)
    client = box.application()
    stage.fill_server(box.base, client.uid, client.secret)
    browser.wait(ac("slow-cancel"))
    stage.picture("35-slow")
    browser.click(ac("slow-cancel"))
    browser.wait(error("cancelled"))
    assert not browser.exists(ac("slow"))
    slow.times = 0
    stage.add_server()
    assert slow.hits == 1, "what is taken back is not asked again"
