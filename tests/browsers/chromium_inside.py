"""What sees into closed shadow roots in Chromium: the extension's own world of a page, by the debugging protocol."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error

from .base import GLANCE, INSIDE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ElementHandle, Page

SHADOW = """
const { dom } = globalThis.chrome ?? {};
const seeing = (element) => dom && element instanceof HTMLElement;
const shadow = (element) => (seeing(element) ? dom.openOrClosedShadowRoot(element) : element.shadowRoot);
"""
REPLACED = "Extension context invalidated"
"""An update has come, and its own script not yet."""


class Inside:
    """One page. Where the extension is not at work, scripts run in the page's own world."""

    def __init__(self, context: BrowserContext, page: Page, extension: str) -> None:
        self._page = page
        self._origin = f"chrome-extension://{extension}"
        self._worlds: dict[int, str] = {}
        self._session = context.new_cdp_session(page)
        self._frame = self._session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self._session.on("Runtime.executionContextCreated", self._created)
        self._session.on("Runtime.executionContextDestroyed", self._destroyed)
        self._session.on("Runtime.executionContextsCleared", lambda _: self._worlds.clear())
        self._session.send("Runtime.enable")

    def _created(self, event: dict[str, Any]) -> None:
        world = event["context"]
        about = world.get("auxData", {})
        if about.get("frameId") != self._frame:
            return
        if world["origin"] == self._origin or about.get("isDefault"):
            self._worlds[world["id"]] = world["origin"]

    def _destroyed(self, event: dict[str, Any]) -> None:
        self._worlds.pop(event["executionContextId"], None)

    def send(self, method: str, **parameters: Any) -> Any:
        """The answer to one command. Raises Error."""
        return self._session.send(method, parameters)

    def _ours(self) -> list[int]:
        return [world for world, origin in self._worlds.items() if origin == self._origin]

    def begun(self) -> bool:
        """Whether the extension's own world has come, soon; to wait for that costs the page nothing."""
        end = time.monotonic() + GLANCE / 1000
        while not self._ours() and time.monotonic() < end:
            self._page.wait_for_timeout(1)  # Playwright hears of it
        return bool(self._ours())

    def _run(self, script: str, arguments: tuple[Any, ...], *, by_value: bool) -> dict[str, Any] | None:
        world = max(self._ours() or self._worlds, default=None)
        given = ", ".join(json.dumps(each) for each in arguments)
        try:
            answer = self.send(
                "Runtime.evaluate",
                expression=f"(async () => {{ {SHADOW} {INSIDE} return ({script})({given}); }})()",
                awaitPromise=True,
                returnByValue=by_value,
                **({} if world is None else {"contextId": world}),
            )
        except Error:  # the page is being replaced
            return None
        if "exceptionDetails" in answer:
            words = answer["exceptionDetails"]["exception"].get("description", "script failed")
            if REPLACED in words:
                return None
            raise AssertionError(words)
        result: dict[str, Any] = answer["result"]
        return result

    def evaluate(self, script: str, *arguments: Any) -> Any:
        """The value of a function's source; None also while the page or the extension is being replaced."""
        result = self._run(script, arguments, by_value=True)
        return result and result.get("value")

    def handle(self, steps: list[str]) -> ElementHandle | None:
        """The first element that the steps of a selector lead to."""
        found = self._run("(steps) => find(steps)", (steps,), by_value=False)
        if not found or found.get("subtype") != "node":
            return None
        try:
            # Playwright takes over only what it finds by itself: handed on by way of a place nobody else knows.
            node = self.send("DOM.describeNode", objectId=found["objectId"])["node"]["backendNodeId"]
            self.send("DOM.getDocument", depth=0)
            there = self.send("DOM.resolveNode", backendNodeId=node)["object"]["objectId"]
            place = f"__{found['objectId']}"
            self.send(
                "Runtime.callFunctionOn",
                objectId=there,
                functionDeclaration="function (place) { globalThis[place] = this; }",
                arguments=[{"value": place}],
            )
            took = "(place) => { const one = globalThis[place]; delete globalThis[place]; return one; }"
            return self._page.evaluate_handle(took, place).as_element()
        except Error:
            return None
