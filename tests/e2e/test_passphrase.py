"""A vault kept by passphrase, as the user meets it: locked on the page and in the popup, unlocked, locked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from native_host.vault import backends, key_management
from native_host.vault.vault import Vault
from tests.student import EMAIL

from .stage import ac, badge, error

if TYPE_CHECKING:
    from .stage import Stage

pytestmark = pytest.mark.browser
PASSPHRASE = "correct horse battery"


def test_unlock_in_the_popup_and_lock_again(stage: Stage) -> None:
    browser = stage.browser
    stage.enter()
    key_management.move_key(Vault(str(browser.data)), backends.PASSPHRASE, PASSPHRASE)

    stage.course_page(settled=False)
    browser.wait(error("vault_locked"))
    stage.popup()
    browser.fill(ac("passphrase"), "wrong horse")
    browser.click(ac("vault-unlock"))
    browser.wait(error("passphrase_wrong"))
    stage.picture("50-locked")
    browser.fill(ac("passphrase"), PASSPHRASE)
    browser.click(ac("vault-unlock"))
    browser.wait_text(ac("account"), EMAIL)
    stage.course_page()
    browser.wait(badge("homework0", "score"))

    stage.popup()
    stage.ask("vault.lock")
    stage.popup()
    browser.wait(ac("vault-unlock"))
    stage.box.requests.clear()
    assert not browser.exists(ac("account"))
    stage.course_page(settled=False)
    browser.wait(error("vault_locked"))
    assert not [each for each in stage.box.requests if each.authorization]
    assert browser.text(ac("notice-open")) == "Unlock"
    browser.wait(badge("homework0", "score"))
    stage.popup()
    browser.fill(ac("passphrase"), PASSPHRASE)
    browser.click(ac("vault-unlock"))
    browser.click(ac("sign-out"))
    browser.wait_gone(ac("account"))
    stage.course_page(settled=False)
    browser.wait(f"{ac('notice')} {error('not_signed_in')}")
    assert not browser.exists(ac("badge")), "whoever signs out leaves nothing"
