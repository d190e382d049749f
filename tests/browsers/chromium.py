"""Debian's Chromium through Playwright's persistent context; no browser of its own is downloaded."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Error, sync_playwright

from native_host.identity import CHROMIUM_EXTENSION_IDS

from .base import GLANCE, MIDDLE, PATIENCE, Browser, as_read, steps_of, until
from .chromium_inside import Inside
from .chromium_popup import ToolbarPopup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import ElementHandle, Page, Playwright

    from .base import Popup

T = TypeVar("T")

ATTEMPT = 3000.0
"""Milliseconds one try of an action may take, before the element is looked for again."""
EXECUTABLE = "/usr/bin/chromium"
EXTENSION_ID = CHROMIUM_EXTENSION_IDS[0]
QUIET = (
    "--disable-gpu",
    "--in-process-gpu",  # what is drawn goes to no other process
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-extension-debugging",  # for update()
)
ALL_ASKED_FOR = {
    "api": ["notifications"],
    "explicit_host": ["http://*/*", "https://*/*"],
    "manifest_permissions": [],
    "scriptable_host": [],
}
"""Seeded as already granted once, so permissions.request() answers true after a click, without a native prompt."""
COPY = """async (data) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
}"""


def can_sandbox() -> bool:
    """Chromium refuses its sandbox for root, and needs user namespaces, which containers often forbid."""
    return (
        os.geteuid() != 0
        and subprocess.run(["unshare", "-U", "true"], capture_output=True, check=False).returncode == 0
    )


class Driver:
    """Playwright, of which a thread can run one: all browsers share it, and the last one ends it."""

    _running: ClassVar[Playwright | None] = None
    _users: ClassVar[int] = 0

    @classmethod
    def take(cls) -> Playwright:
        """The running one; give it back."""
        cls._running = cls._running or sync_playwright().start()
        cls._users += 1
        return cls._running

    @classmethod
    def give_back(cls) -> None:
        """While it runs, this thread can run no event loop of its own."""
        cls._users -= 1
        if cls._running and not cls._users:
            cls._running.stop()
            cls._running = None


class Chromium(Browser):
    """Chromium with the extension."""

    name: ClassVar[str] = "chromium"

    def __init__(self, folder: Path, *, keep_pages: bool = False, **options: Any) -> None:
        """keep_pages: with the back/forward cache, which Playwright does without: it waits for a page to load anew."""
        super().__init__(folder, **options)
        self.profile = folder / "profile"
        started_before = self.profile.exists()
        if not started_before:
            (self.profile / "Default").mkdir(parents=True)
            granted = {"granted_permissions": ALL_ASKED_FOR, "runtime_granted_permissions": ALL_ASKED_FOR}
            (self.profile / "Default" / "Preferences").write_text(
                json.dumps({"extensions": {"settings": {EXTENSION_ID: granted}}}), "utf-8"
            )
            self.install()
        playwright = Driver.take()
        try:
            self._context = playwright.chromium.launch_persistent_context(
                str(self.profile),
                executable_path=EXECUTABLE,
                headless=self.headless,
                chromium_sandbox=can_sandbox(),
                handle_sigint=False,  # whoever started us closes the browser in order
                handle_sigterm=False,
                env=dict(self.environment),
                ignore_default_args=[
                    "--disable-extensions",
                    *(["--disable-back-forward-cache"] if keep_pages else []),
                ],
                args=[
                    *QUIET,
                    f"--disable-extensions-except={self.extension}",
                    f"--load-extension={self.extension}",
                ],
            )
        except BaseException:
            Driver.give_back()
            raise
        self._context.set_default_timeout(PATIENCE * 1000)
        self._home: Page = self._context.pages[0]
        self._page = self._home
        self._insides: dict[Page, Inside] = {}
        if not self._context.service_workers:
            self._context.wait_for_event("serviceworker")
        if not started_before:
            self._close_welcome()

    @property
    def _inside(self) -> Inside:
        """What sees into the current page."""
        if self._page not in self._insides:
            self._insides[self._page] = Inside(self._context, self._page, EXTENSION_ID)
        return self._insides[self._page]

    def install(self) -> None:
        self.companion("install", "--browser", "chromium", "--user-data-dir", str(self.profile))

    def close(self) -> None:
        try:
            self._context.close()
        finally:
            Driver.give_back()

    def page(self, path: str) -> str:
        return f"chrome-extension://{EXTENSION_ID}/{path}"

    def goto(self, url: str) -> None:
        self._page.goto(url)

    def set_out(self, url: str, first: str = "") -> None:
        """Begin to load an address; the current tab's document is the new one from now on.

        first: a script that it begins with.
        """
        self._inside.send("Page.enable")
        added = self._inside.send("Page.addScriptToEvaluateOnNewDocument", source=first)["identifier"]
        self._page.goto(url, wait_until="commit")
        self._inside.send("Page.removeScriptToEvaluateOnNewDocument", identifier=added)

    def traced(self, action: Callable[[], object]) -> list[dict[str, Any]]:
        """What the current tab's process did meanwhile, as the events of Chromium's trace format."""
        browser = self._context.browser
        assert browser is not None
        browser.start_tracing(
            page=self._page,
            categories=["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel", "v8"],
        )
        try:
            action()
        finally:
            trace = json.loads(browser.stop_tracing())
        events: list[dict[str, Any]] = trace["traceEvents"]
        return events

    def address(self) -> str:
        return self._page.url

    def exists(self, css: str) -> bool:
        return bool(self._inside.evaluate("(steps) => find(steps) !== null", steps_of(css)))

    def comes(self, css: str, *, wanted: bool) -> bool:
        return bool(self._inside.evaluate("comes", steps_of(css), wanted, GLANCE))

    def _act(self, css: str, action: Callable[[ElementHandle], T]) -> T:
        """Do something to the first element, again if it was replaced meanwhile."""

        def attempt() -> tuple[T] | None:
            element = self._inside.handle(steps_of(css))
            if element is None:
                self.comes(css, wanted=True)
                return None
            try:
                return (action(element),)
            except Error:  # replaced, or not to be clicked yet
                return None
            finally:
                with suppress(Error):
                    element.dispose()

        return until(attempt, lambda: f"{css} on {self.address()}")[0]

    def text(self, css: str) -> str:
        def read() -> Any:
            return self._inside.evaluate(
                "(steps) => { const one = find(steps); return one && words(one); }", steps_of(css)
            )

        return as_read(until(read, lambda: f"{css} on {self.address()}"))

    def click(self, css: str) -> None:
        self._act(css, lambda element: element.click(timeout=ATTEMPT))

    def fill(self, css: str, value: str) -> None:
        self._act(css, lambda element: element.fill(value, timeout=ATTEMPT))

    def choose_files(self, css: str, *paths: Path) -> None:
        self._act(css, lambda element: element.set_input_files([str(path) for path in paths]))

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)

    def heard(self) -> list[tuple[str, str]]:
        nodes = self._inside.send("Accessibility.getFullAXTree")["nodes"]
        told = [
            (each["role"]["value"], each.get("name", {}).get("value", ""))
            for each in nodes
            if not each["ignored"]
        ]
        return [("text" if role == "StaticText" else role, name) for role, name in told]

    def run(self, script: str, *arguments: Any) -> Any:
        return self._page.evaluate(f"async (args) => ({script})(...args)", list(arguments))

    def click_at(self, css: str) -> None:
        x, y = self.look(MIDDLE, steps_of(css))
        self._page.mouse.click(x, y)

    def look(self, script: str, *arguments: Any) -> Any:
        return self._inside.evaluate(script, *arguments)

    def look_first(self, script: str) -> Any:
        """As look(), as soon as the extension is at work on the page that is on its way."""
        until(self._inside.begun, "the extension on the page")
        return self.look(script)

    def betray(self, css: str) -> None:
        self._act(css, lambda element: element.evaluate("element => { window.stolen = element; }"))

    def drop(self, css: str, path: Path) -> None:
        def over(element: ElementHandle) -> None:
            element.scroll_into_view_if_needed(timeout=ATTEMPT)
            box = element.bounding_box()
            if box is None:
                raise Error("not drawn")
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
            for kind in ("dragEnter", "dragOver", "drop"):
                self._inside.send("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

        self._act(css, over)

    def paste(self, picture: bytes, name: str = "image.png") -> None:
        assert name == "image.png", "Chromium alone names it"
        self._context.grant_permissions(["clipboard-write"])
        self.run(COPY, base64.b64encode(picture).decode())
        self._context.clear_permissions()
        self.press("Control+v")

    def tabs(self) -> Sequence[str]:
        self._home.wait_for_timeout(1)  # lets Playwright take in what happened since its last call
        return [page.url for page in self._context.pages]

    def switch(self, wanted: Callable[[str], bool]) -> None:
        def find() -> Page | None:
            self.tabs()
            return next((page for page in self._context.pages if wanted(page.url)), None)

        self._page = until(find, "a tab")

    def switch_home(self) -> None:
        self._page = self._home

    def show(self, css: str) -> None:
        self._act(
            css, lambda element: element.evaluate("element => element.scrollIntoView({block: 'center'})")
        )

    def close_tab(self) -> None:
        closing = self._page
        if closing is self._home:  # the page that opens by itself may be the first that Playwright hears of
            self._home = next(page for page in self._context.pages if page is not closing)
        self._page = self._home

        def closed() -> bool:
            with suppress(Error):  # it has closed between two lines
                if not closing.is_closed():
                    closing.close(run_before_unload=True)  # again: a tab that is just moving on forgets it
                    self.tabs()
            return closing.is_closed()

        until(closed, "the tab to close")

    def restart_background(self) -> None:
        session = self._context.new_cdp_session(self._page)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        session.detach()

    def update(self) -> None:
        browser = self._context.browser
        assert browser is not None
        session = (
            browser.new_browser_cdp_session()
        )  # chrome.runtime.reload() ends what the command line has loaded
        session.send("Extensions.loadUnpacked", {"path": str(self.extension)})
        session.detach()

    def command(self, name: str) -> None:
        self._tell_worker("commands.onCommand", name)

    @contextmanager
    def toolbar_popup(self) -> Iterator[Popup]:
        self._page.bring_to_front()
        popup = ToolbarPopup(self._context, EXTENSION_ID, self.address())
        try:
            yield popup
        finally:
            popup.close()

    def menu(self, link: str | None = None) -> None:
        self._tell_worker("contextMenus.onClicked", {"linkUrl": link, "pageUrl": self.address()})

    def _tell_worker(self, event: str, told: Any) -> None:
        """Keys and menus are the system's, which a headless browser has none of; so is what their event brings."""
        self._page.bring_to_front()
        (worker,) = self._context.service_workers
        worker.evaluate(
            f"""async (told) => {{
              const [tab] = await chrome.tabs.query({{ active: true, currentWindow: true }});
              chrome.{event}.dispatch(told, tab);
            }}""",
            told,
        )

    def switch_off(self) -> None:
        page = self._context.new_page()
        page.goto("chrome://extensions")
        page.evaluate("(id) => chrome.management.setEnabled(id, false)", EXTENSION_ID)
        page.close()

    def grant(self, origin: str) -> None:
        pattern = f"http://{urlsplit(origin).hostname}/*"
        assert self.run("(origins) => chrome.permissions.request({ origins })", [pattern])

    def add_cookie(self, origin: str, name: str, value: str) -> None:
        self._context.add_cookies([{"name": name, "value": value, "url": origin, "httpOnly": True}])

    def forget_cookies(self) -> None:
        self._context.clear_cookies()

    def dark(self, on: bool) -> None:
        for page in self._context.pages:
            page.emulate_media(color_scheme="dark" if on else "light")

    def prefer(self, *, forced_colors: bool = False, reduced_motion: bool = False) -> None:
        for page in self._context.pages:
            page.emulate_media(
                forced_colors="active" if forced_colors else "none",
                reduced_motion="reduce" if reduced_motion else "no-preference",
            )

    def zoom(self, factor: float) -> None:
        width, height = self.run("() => [outerWidth, outerHeight]")
        self.resize(round(width / factor), round(height / factor))

    def back(self) -> None:
        self._page.evaluate("() => { setTimeout(() => history.back()); }")

    def resize(self, width: int, height: int) -> None:
        self._page.set_viewport_size({"width": width, "height": height})

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        self._page.screenshot(path=str(path), full_page=whole)
