"""What the installer wrote is what the browser finds, wherever the user's folders lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import BROWSERS, Browser

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

ASK = "async (op) => (globalThis.browser ?? chrome).runtime.sendMessage({ op, params: {} })"


def ask(browser: Browser, op: str) -> Any:
    return browser.run(ASK, op)


@pytest.fixture(params=BROWSERS)
def browser_kind(request: pytest.FixtureRequest) -> type[Browser]:
    return BROWSERS[request.param]


def test_a_real_browser_starts_the_host_from_an_awkward_home(
    tmp_path: Path, browser_kind: type[Browser]
) -> None:
    with browser_kind(tmp_path / 'Zoë\'s $HOME `dir` "x"') as browser:
        browser.goto(browser.page("pages/popup/popup.html"))
        assert ask(browser, "servers.list")["result"] == {"servers": []}


def test_after_uninstall_it_finds_none(tmp_path: Path, browser_kind: type[Browser]) -> None:
    with browser_kind(tmp_path) as browser:
        browser.companion("uninstall")
        browser.goto(browser.page("pages/popup/popup.html"))
        browser.restart_background()
        assert "install" in ask(browser, "servers.list")["error"]["data"]["remedy"]
