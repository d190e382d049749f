"""The popup that our button in Firefox's toolbar opens: Marionette reaches it through the browser's window alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .base import until

if TYPE_CHECKING:
    from marionette_driver.marionette import Marionette

MODULE = "moz-src:///browser/components/customizableui/CustomizableUI.sys.mjs"
POPUP = "document.querySelector('browser.webextension-popup-browser')"
PIN = f"""const {{ CustomizableUI }} = ChromeUtils.importESModule("{MODULE}");
const pin = (extension, area) => {{
  const widget = `${{extension.toLowerCase().replace(/[^a-z0-9_-]/g, "_")}}-browser-action`;
  CustomizableUI.addWidgetToArea(widget, area);
  return `#${{widget}} .unified-extensions-item-action-button`;
}};"""
"""Firefox keeps the buttons of extensions in a menu until they are pinned."""
UNPIN = f"{PIN} {POPUP}.closest('panel').hidePopup(); pin(arguments[0], CustomizableUI.AREA_ADDONS);"
ASK = f"""const [own, script, given, done] = arguments;
const browser = {POPUP};
if (!browser?.currentURI.spec.startsWith(own)) return done(null);
browser.messageManager.addMessageListener("told", function told({{ data }}) {{
  browser.messageManager.removeMessageListener("told", told);
  done([data]);
}});
setTimeout(() => done(null), 500); // one that is just being loaded hears nothing
const call = `const {{ document }} = content; sendAsyncMessage("told", (${{script}})(...${{given}}));`;
browser.messageManager.loadFrameScript(`data:,{{${{encodeURIComponent(call)}}}}`, false);"""
CLICK = """(css) => {
  const { x, y, width, height } = document.querySelector(css).getBoundingClientRect();
  for (const type of ["mousedown", "mouseup"]) {
    content.synthesizeMouseEvent(type, x + width / 2, y + height / 2, { button: 0, clickCount: 1 });
  }
  return true;
}"""
"""As from the mouse itself: it is the user's."""


class ToolbarPopup:
    """Whichever is open; `own` is how the addresses of the extension's pages begin."""

    def __init__(self, marionette: Marionette, own: str) -> None:
        self._marionette, self._own = marionette, own

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a function's source, called in the popup with JSON arguments."""

        def told() -> Any:
            with self._marionette.using_context("chrome"):
                return self._marionette.execute_async_script(ASK, [self._own, script, json.dumps(arguments)])

        return until(told, "the popup")[0]

    def click(self, css: str) -> None:
        """A real click on an element that is there."""
        self.run(CLICK, css)
