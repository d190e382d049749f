"""What the installer wrote is what the browser finds, wherever the user's folders lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import BROWSERS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browsers import Browser

    from .stage import Stage

pytestmark = pytest.mark.browser

ASK = "async (op) => (globalThis.browser ?? chrome).runtime.sendMessage({ op, params: {} })"


def ask(browser: Browser, op: str) -> Any:
    return browser.run(ASK, op)


@pytest.mark.parametrize("name", BROWSERS)
def test_a_real_browser_starts_the_host_from_an_awkward_home(name: str, tmp_path: Path) -> None:
    with BROWSERS[name](tmp_path / 'Zoë\'s $HOME `dir` "x"') as browser:
        browser.goto(browser.page("pages/popup/popup.html"))
        assert ask(browser, "servers.list")["result"] == {"servers": []}


def test_after_uninstall_it_finds_none_until_it_is_installed_again(stage: Stage) -> None:
    browser = stage.browser
    stage.popup()
    assert ask(browser, "servers.list")["result"] == {"servers": []}
    browser.companion("uninstall")
    browser.restart_background()
    assert "install" in ask(browser, "servers.list")["error"]["data"]["remedy"]
    browser.install()
    browser.restart_background()
    assert ask(browser, "servers.list")["result"] == {"servers": []}
