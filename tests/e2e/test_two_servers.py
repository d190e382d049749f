"""Two universities at once, whose courses have the same names: what belongs to one never goes to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from native_host.wire.identifiers import Origin
from tests.browsers import BROWSERS
from tests.sandbox import start_sandbox

from .stage import COURSE, Stage, ac, badge, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browsers import SharedBrowsers

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", BROWSERS)
def test_nothing_of_one_goes_to_the_other(
    name: str, browsers: SharedBrowsers, packaged: Path, tmp_path: Path
) -> None:
    with (
        start_sandbox("reference", throttle=False) as first,
        start_sandbox("reference", throttle=False) as second,
        browsers.lend(name, packaged) as browser,
    ):
        second.base = Origin(second.base.replace("127.0.0.1", "localhost"))  # cookies know no ports
        scored = second.state.assessment(COURSE, "homework0").submissions
        for each in scored:
            each.scores["problem0"].value = 1.5
        here, there = Stage(browser, first, tmp_path), Stage(browser, second, tmp_path)
        for stage in (here, there):
            stage.add_server()
            browser.click(stage.card(stage.box, ac("sign-in-identity")))
            browser.switch(lambda url: "/auth/users/sign_in" in url)
            stage.log_in()
            stage.consent()
            browser.switch_home()
            browser.wait(stage.card(stage.box, ac("account")))
        assert not browser.exists(f"{ac('add-another')}[open]")
        here.picture("70-two-servers")

        here.course_page()
        assert "161/175.5" in browser.text(badge("homework0", "score"))
        there.course_page()
        assert "72/175.5" in browser.text(badge("homework0", "score"))
        browser.click(row("lab4", ac("submit")))
        there.hand_in(there.file())
        browser.wait(ac("result", "landed"))
        assert (here.versions("lab4"), there.versions("lab4")) == (0, 1)

        here.popup()
        browser.click(here.card(first, ac("sign-out")))
        browser.wait(here.card(first, ac("sign-in-identity")))
        assert browser.exists(there.card(second, ac("account"))), "signed out of one only"

        for box, other in ((first, second), (second, first)):
            sent = {each.authorization for each in box.requests if each.authorization}
            assert sent, "tokens were used at all"
            assert sent <= {f"Bearer {token}" for token in box.secrets("access_token")}
            assert not sent & {f"Bearer {token}" for token in other.secrets("access_token")}
