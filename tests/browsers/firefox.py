"""Debian's Firefox ESR through Marionette, the one protocol it needs no extra driver binary for."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from marionette_driver import errors as marionette_errors
from marionette_driver.addons import Addons
from marionette_driver.keys import Keys
from marionette_driver.marionette import ActionSequence, Marionette

from native_host.identity import GECKO_EXTENSION_IDS

from .base import GLANCE, INSIDE, MIDDLE, PATIENCE, Browser, as_read, steps_of, until
from .firefox_popup import PIN, UNPIN, ToolbarPopup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from marionette_driver.marionette import WebElement

T = TypeVar("T")

EXECUTABLE = "/usr/lib/firefox-esr/firefox-esr"
EXTENSION_ID = GECKO_EXTENSION_IDS[0]
PREFERENCES = {
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "app.normandy.enabled": False,
    "dom.ipc.processPrelaunch.enabled": False,  # one in store for each window costs more than it saves
    # A sixth of what a screen takes: nobody looks, and the processor draws each frame, also of the browser's bars.
    "layout.frame_rate": 10,
    # What looks at each page that loads, or is kept of it, and is none of ours.
    "browser.ml.enable": False,
    "browser.sessionstore.interval": 3_600_000,
    "browser.tabs.remote.warmup.enabled": False,
    "browser.translations.enable": False,
    "extensions.formautofill.addresses.enabled": False,
    "extensions.formautofill.creditCards.enabled": False,
    "signon.rememberSignons": False,
    # A click on our button is then the whole consent; the real prompt is a native panel.
    "extensions.webextOptionalPermissionPrompts": False,
}
LASTING = {"xpinstall.signatures.required": False, "extensions.autoDisableScopes": 0}
"""With these the browser keeps an extension that no store has signed."""
SHADOW = f"""
const own = new Set(["audio", "details", "input", "video"]);
const shadow = (element) => (own.has(element.localName) ? null : element.openOrClosedShadowRoot);
{INSIDE}"""
"""In the system's sandbox, which sees closed roots, the browser's own too."""
CARRY = """(name, bytes) => {
  window.carried = new DataTransfer();
  window.carried.items.add(new File([Uint8Array.from(bytes)], name, { type: name.endsWith(".c") ? "" : "image/png" }));
}"""
"""A page's own: what the system carries is not shown to content."""
DROP = """(steps) => {
  const how = { dataTransfer: window.wrappedJSObject.carried, bubbles: true, cancelable: true, composed: true };
  for (const type of ["dragenter", "dragover", "drop"]) find(steps).dispatchEvent(new window.DragEvent(type, how));
}"""
PASTE = """() => {
  const event = new window.ClipboardEvent("paste", { bubbles: true, cancelable: true, composed: true });
  event.wrappedJSObject.clipboardData.items.add(window.wrappedJSObject.carried.files[0]);
  document.activeElement.dispatchEvent(event);
}"""
"""As a real one it goes to what has the focus in the document itself, never into a shadow root."""
HEARD = """() => {
  const service = Cc["@mozilla.org/accessibilityService;1"].getService(Ci.nsIAccessibilityService);
  const told = [];
  const walk = (one) => {
    const role = service.getStringRole(one.role);
    told.push([{ "text leaf": "text", statictext: "text", pushbutton: "button" }[role] ?? role, one.name ?? ""]);
    for (let child = one.firstChild; child; child = child.nextSibling) walk(child);
  };
  walk(service.getAccessibleFor(document));
  return told;
}"""
TEXT = "(steps) => { const one = find(steps); return one && [words(one)]; }"
NARROWEST = 500
"""CSS pixels; Firefox makes no window narrower, and Marionette waits half a second for one that is to become so."""
ENABLED = "return !arguments[0].matches(':disabled, [aria-disabled=true]')"
SPECIAL_KEYS = {
    "Enter": Keys.ENTER,
    "Tab": Keys.TAB,
    "Escape": Keys.ESCAPE,
    "Space": Keys.SPACE,
    "ArrowDown": Keys.ARROW_DOWN,
    "Control": Keys.CONTROL,
    "Alt": Keys.ALT,
}
GONE = (
    marionette_errors.NoSuchElementException,
    marionette_errors.NoSuchWindowException,
    marionette_errors.StaleElementException,
    marionette_errors.DetachedShadowRootException,
    marionette_errors.JavascriptException,
)


class Firefox(Browser):
    """Firefox ESR with the extension as a temporary add-on."""

    name: ClassVar[str] = "firefox"

    def __init__(self, folder: Path, *, lasting: bool = False, **options: Any) -> None:
        """lasting: the next one in this folder goes on with its profile, and has the extension from the start."""
        super().__init__(folder, **options)
        self._lasting = lasting
        self.profile = folder / "profile"
        started_before = self.profile.exists()
        self.install()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        before = dict(os.environ)
        os.environ.update(self.environment)  # Marionette starts Firefox with this process's own environment
        try:
            self._marionette = Marionette(
                bin=EXECUTABLE,
                headless=self.headless,
                port=port,
                prefs={**PREFERENCES, **(LASTING if lasting else {})},
                profile=str(self.profile) if started_before else None,  # a copy of it
                app_args=["--remote-allow-system-access"],
                gecko_log=str(folder / "gecko.log"),
                startup_timeout=60,
                workspace=str(folder),
            )
            self._marionette.start_session()
        finally:
            os.environ.clear()
            os.environ.update(before)
        self._marionette.instance.profile.restore = (
            False  # the driver would delete what Firefox leaves behind
        )
        self._marionette.timeout.page_load = PATIENCE
        self._marionette.timeout.script = PATIENCE
        if not started_before:
            self.update()
        with self._marionette.using_context("chrome"):
            self._uuid = self._marionette.execute_script(
                "return WebExtensionPolicy.getByID(arguments[0]).mozExtensionHostname", [EXTENSION_ID]
            )
        self._home = self._marionette.current_window_handle
        if not started_before:
            self._close_welcome()

    def install(self) -> None:
        self.companion("install", "--browser", "firefox")

    def close(self) -> None:
        self._marionette.quit(in_app=True)
        if self._lasting:
            used, lock = self._marionette.instance.profile.profile, shutil.ignore_patterns("lock")
            shutil.copytree(used, self.profile, ignore=lock, dirs_exist_ok=True)
        self._marionette.cleanup()

    def page(self, path: str) -> str:
        return f"moz-extension://{self._uuid}/{path}"

    def goto(self, url: str) -> None:
        self._marionette.navigate(url)

    def address(self) -> str:
        return str(self._marionette.get_url())

    def _find(self, css: str) -> WebElement | None:
        try:
            return self._marionette.execute_script(
                f"{SHADOW} return find(arguments[0])", [steps_of(css)], sandbox="system", new_sandbox=False
            )
        except GONE:  # the page is being replaced
            return None

    def exists(self, css: str) -> bool:
        return self._find(css) is not None

    def comes(self, css: str, *, wanted: bool) -> bool:
        try:
            return bool(self.look("comes", steps_of(css), wanted, GLANCE))
        except GONE:
            return False

    def _act(self, css: str, action: Callable[[WebElement], T]) -> T:
        """Do something to the first element, again if it was replaced meanwhile."""

        def attempt() -> tuple[T] | None:
            element = self._find(css)
            if element is None:
                self.comes(css, wanted=True)
                return None
            try:
                return (action(element),)
            except (
                *GONE,
                marionette_errors.ElementNotInteractableException,
                marionette_errors.ElementClickInterceptedException,
                marionette_errors.ElementNotAccessibleException,
            ):
                return None

        return until(attempt, lambda: f"{css} on {self.address()}")[0]

    def text(self, css: str) -> str:
        def read() -> list[str] | None:
            try:
                told: list[str] | None = self.look(TEXT, steps_of(css))
            except GONE:
                return None
            if told is None:
                self.comes(css, wanted=True)
            return told

        return as_read(until(read, lambda: f"{css} on {self.address()}")[0])

    def click(self, css: str) -> None:
        def press(element: WebElement) -> None:
            if not self._marionette.execute_script(ENABLED, [element], sandbox="system"):
                raise marionette_errors.ElementNotInteractableException("disabled")
            element.click()

        self._act(css, press)

    def fill(self, css: str, value: str) -> None:
        def type_in(element: WebElement) -> None:
            element.clear()
            element.send_keys(value)

        self._act(css, type_in)

    def choose_files(self, css: str, *paths: Path) -> None:
        self._act(css, lambda element: element.send_keys("\n".join(str(path) for path in paths)))

    def press(self, *keys: str) -> None:
        for key in keys:
            held = [SPECIAL_KEYS.get(each, each) for each in (key.split("+") if len(key) > 1 else key)]
            keyboard = ActionSequence(self._marionette, "key", "keyboard")
            for each in held:
                keyboard.key_down(each)
            for each in reversed(held):
                keyboard.key_up(each)
            keyboard.perform()

    def heard(self) -> list[tuple[str, str]]:
        return [(role, name) for role, name in self.look(HEARD)]

    def run(self, script: str, *arguments: Any) -> Any:
        return self._call(script, arguments, "", None)

    def _call(self, script: str, arguments: tuple[Any, ...], before: str, sandbox: str | None) -> Any:
        value, *trouble = self._marionette.execute_async_script(
            f"{before} const [args, done] = arguments;"
            f"Promise.resolve(({script})(...args)).then(v => done([v]), e => done([null, String(e)]))",
            [list(arguments)],
            sandbox=sandbox,
            new_sandbox=False,  # the page's own lasts as long as the page
        )
        assert not trouble, trouble
        return value

    def click_at(self, css: str) -> None:
        x, y = self.look(MIDDLE, steps_of(css))
        pointer = ActionSequence(self._marionette, "pointer", "mouse", {"pointerType": "mouse"})
        pointer.pointer_move(x, y).pointer_down().pointer_up().perform()

    def look(self, script: str, *arguments: Any) -> Any:
        return self._call(script, arguments, SHADOW, "system")

    def betray(self, css: str) -> None:
        self.wait(css)
        self.look("(steps) => { window.wrappedJSObject.stolen = find(steps); }", steps_of(css))

    def drop(self, css: str, path: Path) -> None:
        self.wait(css)
        self.run(CARRY, path.name, list(path.read_bytes()))
        self.look(DROP, steps_of(css))

    def paste(self, picture: bytes, name: str = "image.png") -> None:
        """As Control+v does it; the clipboard of a Firefox without a screen takes texts only."""
        self.run(CARRY, name, list(picture))
        self.look(PASTE)

    def tabs(self) -> Sequence[str]:
        current = self._marionette.current_window_handle
        addresses = []
        for handle in self._marionette.window_handles:
            self._marionette.switch_to_window(handle, focus=False)
            addresses.append(self.address())
        self._marionette.switch_to_window(current, focus=False)
        return addresses

    def switch(self, wanted: Callable[[str], bool]) -> None:
        def find() -> bool:
            for handle in self._marionette.window_handles:
                try:
                    self._marionette.switch_to_window(handle)
                    if wanted(self.address()):
                        return True
                except GONE:
                    continue
            return False

        until(find, "a tab")

    def switch_home(self) -> None:
        self._marionette.switch_to_window(self._home)

    def show(self, css: str) -> None:
        script = "arguments[0].scrollIntoView({block: 'center'})"
        self._act(css, lambda element: self._marionette.execute_script(script, [element], sandbox="system"))

    def close_tab(self) -> None:
        self._marionette.close()
        self.switch_home()

    def restart_background(self) -> None:
        with self._marionette.using_context("chrome"):
            self._marionette.execute_async_script(
                "const [id, done] = arguments; WebExtensionPolicy.getByID(id).extension"
                ".terminateBackground({disableResetIdleForTest: true}).then(done, e => done(String(e)))",
                [EXTENSION_ID],
            )

    def update(self) -> None:
        path = str(self.extension)
        if self._lasting:
            path = shutil.make_archive(str(self.folder / "extension"), "zip", self.extension)
        Addons(self._marionette).install(path=path, temp=not self._lasting)

    def command(self, name: str) -> None:
        shortcut = json.loads((self.extension / "manifest.json").read_text("utf-8"))["commands"][name]
        with self._marionette.using_context("chrome"):
            self._marionette.execute_script(
                """const keys = [...document.querySelectorAll('keyset[id^="ext-keyset"] key')];
                keys.find((one) => one.getAttribute("key") === arguments[0]).doCommand();""",
                [shortcut["suggested_key"]["default"][-1]],
            )

    @contextmanager
    def toolbar_popup(self) -> Iterator[ToolbarPopup]:
        with self._marionette.using_context("chrome"):
            pinned = self._marionette.execute_script(
                f"{PIN} return pin(arguments[0], 'nav-bar')", [EXTENSION_ID]
            )
            self._marionette.find_element("css selector", pinned).click()
        try:
            yield ToolbarPopup(self._marionette, self.page(""))
        finally:
            with self._marionette.using_context("chrome"):
                self._marionette.execute_script(UNPIN, [EXTENSION_ID])

    def menu(self, link: str | None = None) -> None:
        where = self.address()
        with self._marionette.using_context("chrome"):
            self._marionette.execute_script(
                """const [id, linkUrl, pageUrl] = arguments;
                const info = { menuItemId: "submit page", pageUrl, ...(linkUrl && { linkUrl }) };
                const { extension } = WebExtensionPolicy.getByID(id);
                extension.emit("webext-menu-menuitem-click", info, gBrowser.selectedTab);""",
                [EXTENSION_ID, link, where],
            )

    def switch_off(self) -> None:
        with self._marionette.using_context("chrome"):
            self._marionette.execute_async_script(
                """const [id, done] = arguments;
                const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
                AddonManager.getAddonByID(id).then((addon) => addon.disable()).then(done, done);""",
                [EXTENSION_ID],
            )

    def grant(self, origin: str) -> None:
        with self._marionette.using_context("chrome"):
            self._marionette.execute_async_script(
                """const [id, origin, done] = arguments;
                const { ExtensionPermissions } =
                  ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
                const { extension } = WebExtensionPolicy.getByID(id);
                ExtensionPermissions.add(id, { permissions: [], origins: [origin] }, extension).then(done);""",
                [EXTENSION_ID, f"http://{urlsplit(origin).hostname}/*"],
            )

    def add_cookie(self, origin: str, name: str, value: str) -> None:
        with self._marionette.using_context("chrome"):
            self._marionette.execute_script(
                """const [host, name, value] = arguments;
                const [secure, httpOnly, session, never] = [false, true, true, Number.MAX_SAFE_INTEGER];
                Services.cookies.add(host, "/", name, value, secure, httpOnly, session, never, {},
                  Ci.nsICookie.SAMESITE_LAX, Ci.nsICookie.SCHEME_HTTP);""",
                [urlsplit(origin).hostname, name, value],
            )

    def forget_cookies(self) -> None:
        with self._marionette.using_context("chrome"):
            self._marionette.execute_script("Services.cookies.removeAll()")

    def dark(self, on: bool) -> None:
        with self._marionette.using_context("chrome"):
            self._marionette.execute_script(
                "Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', arguments[0])",
                [0 if on else 1],
            )

    def prefer(self, *, forced_colors: bool = False, reduced_motion: bool = False) -> None:
        with self._marionette.using_context("chrome"):
            self._marionette.execute_script(
                "const [colours, still] = arguments;"
                "Services.prefs.setIntPref('browser.display.document_color_use', colours ? 2 : 0);"
                "Services.prefs.setIntPref('ui.prefersReducedMotion', still ? 1 : 0);",
                [forced_colors, reduced_motion],
            )

    def zoom(self, factor: float) -> None:
        with self._marionette.using_context("chrome"):
            self._marionette.execute_script("ZoomManager.zoom = arguments[0]", [factor])

    def back(self) -> None:
        # Marionette's own waits for a load, which a page from the cache may not tell it of: for a minute then.
        self._marionette.execute_script("setTimeout(() => history.back())", sandbox=None)

    def resize(self, width: int, height: int) -> None:
        frame = self._marionette.execute_script(
            "return [outerWidth - innerWidth, outerHeight - innerHeight]", sandbox=None
        )
        self._marionette.set_window_rect(width=max(width, NARROWEST) + frame[0], height=height + frame[1])

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        path.write_bytes(base64.b64decode(self._marionette.screenshot(full=whole)))
