"""The popup that our button in Chromium's toolbar opens: Playwright knows no such page, the protocol does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .base import until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

AT = """(css) => {
  const { x, y, width, height } = document.querySelector(css).getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""
TABS = [{"type": "tab"}]


class ToolbarPopup:
    """Open from its making to `close()`."""

    def __init__(self, context: BrowserContext, extension: str, address: str) -> None:
        """Press the button over the tab that is in front and shows `address`."""
        browser = context.browser
        assert browser is not None
        self._context, self._own = context, f"chrome-extension://{extension}/"
        self._session = browser.new_browser_cdp_session()
        self._replies: dict[int, Any] = {}
        self._session.on("Target.receivedMessageFromTarget", self._received)
        (tab,) = [
            one for one in self._targets(TABS) if one["url"] == address and one["embedderData"]["tabActive"]
        ]
        self._before = {one["targetId"] for one in self._targets()}
        self._session.send("Extensions.triggerAction", {"id": extension, "targetId": tab["targetId"]})
        self._target = until(self._opened, "the popup")
        attached = self._session.send("Target.attachToTarget", {"targetId": self._target, "flatten": False})
        self._to = attached["sessionId"]

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a function of the popup's page, called with JSON arguments."""
        given = ", ".join(json.dumps(each) for each in arguments)
        told = self._ask(
            "Runtime.evaluate", expression=f"({script})({given})", returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def click(self, css: str) -> None:
        """A real click on an element that is there."""
        x, y = self.run(AT, css)
        for kind in ("mousePressed", "mouseReleased"):
            self._ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def close(self) -> None:
        """As a click beside it does."""
        self._session.send("Target.closeTarget", {"targetId": self._target})
        self._session.detach()

    def _targets(self, wanted: Any = None) -> Any:
        named = {} if wanted is None else {"filter": wanted}
        return self._session.send("Target.getTargets", named)["targetInfos"]

    def _opened(self) -> str | None:
        fresh = (one for one in self._targets() if one["targetId"] not in self._before)
        return next((one["targetId"] for one in fresh if one["url"].startswith(self._own)), None)

    def _ask(self, method: str, **params: Any) -> Any:
        number = len(self._replies) + 1
        asked = json.dumps({"id": number, "method": method, "params": params})
        self._session.send("Target.sendMessageToTarget", {"sessionId": self._to, "message": asked})

        def answered() -> Any:
            self._context.pages[0].wait_for_timeout(1)  # lets Playwright take in what came
            return self._replies.get(number)

        return until(answered, method)["result"]

    def _received(self, event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        if "id" in message:
            self._replies[message["id"]] = message
