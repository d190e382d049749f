"""What a test can do in either browser.

Selectors reach into shadow roots, closed ones too: a browser's debugging protocol may, a page may not.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

T = TypeVar("T")

EXTENSION = Path(__file__).resolve().parents[2] / "extension"
PATIENCE = 60.0
"""Seconds any wait may take before it is a failure; two cores may be busy with another browser."""
STEP, LONGEST_STEP = 0.02, 0.1
"""Seconds between two looks, the first and the last: each costs the browser some milliseconds."""

INSIDE = r"""
const rootsIn = (scope) => [...scope.querySelectorAll("*")].map(shadow).filter(Boolean);
function* all(scope, css) {
  const own = scope.host || scope === document ? null : shadow(scope);
  if (own) yield* all(own, css);
  yield* scope.querySelectorAll(css);
  for (const root of rootsIn(scope)) yield* all(root, css);
}
const first = (scope, [css, ...inner]) => {
  for (const element of all(scope, css)) {
    const hit = inner.length ? first(element, inner) : element;
    if (hit) return hit;
  }
  return null;
};
const find = (steps) => first(document, steps);
const focused = () => {
  let at = document.activeElement;
  for (let root = at && shadow(at); root?.activeElement; root = shadow(at)) at = root.activeElement;
  return at;
};
const comes = async (steps, wanted, patience) => {
  const end = performance.now() + patience;
  while (Boolean(find(steps)) !== wanted) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
};
const words = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches("style, script")) return "";
  const style = getComputedStyle(node);
  if (style.display === "none" || style.visibility === "hidden") return "";
  const drawn = !["none", "normal"].includes(getComputedStyle(node, "::before").content);
  const own = drawn ? node.getAttribute("data-words") ?? "" : "";
  const inner = own + [...(shadow(node) ?? node).childNodes].map(words).join("");
  if (node.tagName === "BR") return "\n";
  return /^(block|flex|grid|list-item|table.*)$/.test(style.display) ? `\n${inner}\n` : inner;
};
"""
"""For scripts that see all: `shadow(element)` must be there. `find(steps)`, `focused()`, `words(element)` as read;
`comes(steps, wanted, patience)`: whether such an element is there (or gone) within so many milliseconds."""
GLANCE = 250
"""Milliseconds a wait lasts inside a page, which costs less than asking again and again, before it is asked anew."""
MIDDLE = """(steps) => {
  const { x, y, width, height } = find(steps).getBoundingClientRect();
  const within = (at, most) => Math.round(Math.min(Math.max(at, 1), most - 2));
  return [within(x + width / 2, window.innerWidth), within(y + height / 2, window.innerHeight)];
}"""
WELCOME = "pages/setup/setup.html"
COMPOUND = re.compile(r'(?:[^\s"\[(]|"[^"]*"|\[[^]]*]|\((?:[^()]|\([^()]*\))*\))+(?:\s*[>~+]\s*)?')
"""One step of a selector. A descendant may be in a shadow root; a sibling or child may not."""


def steps_of(css: str) -> list[str]:
    """The selector cut where a step may cross into a shadow root: at its descendant combinators (one list at most)."""
    steps: list[str] = []
    for compound in COMPOUND.findall(css):
        if steps and steps[-1].rstrip()[-1] in ">~+,":
            steps[-1] += f" {compound}"
        else:
            steps.append(compound)
    return steps


def as_read(text: str) -> str:
    """Lines as a person reads them: blanks are one, empty lines none."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def until(condition: Callable[[], T | None], what: str | Callable[[], str], seconds: float = PATIENCE) -> T:
    """The first truthy value of `condition()`; the condition is what we wait for, never a fixed time.

    `what` is looked at once it is too late: where one is, too, costs a browser something to say.
    """
    deadline, step = time.monotonic() + seconds, STEP
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s for {what if isinstance(what, str) else what()}")
        time.sleep(step)
        step = min(step * 1.5, LONGEST_STEP)


class Popup(Protocol):
    """The popup that our button in the toolbar has opened."""

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a JavaScript function's source, called in it with JSON arguments."""

    def click(self, css: str) -> None:
        """A real click on an element that is there."""


class Browser(ABC):
    """One running browser with the extension and a registered host. `folder` holds all it leaves behind."""

    name: ClassVar[str]

    def __init__(self, folder: Path, *, headless: bool = True, extension: Path = EXTENSION) -> None:
        self.folder = folder
        self.headless = headless
        self.extension = extension
        self.home = folder / "home"
        self.data = folder / "companion"
        self.downloads = folder / "downloads"
        for path in (self.home, self.downloads):
            path.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **os.environ,
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "AUTOLAB_COMPANION_HOME": str(self.data),
            "AUTOLAB_COMPANION_CUSTODY": "keyfile",
            "AUTOLAB_COMPANION_DOWNLOADS": str(self.downloads),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def companion(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run our own command line in this browser's home. Raises CalledProcessError with its output."""
        return subprocess.run(
            [str(Path(sys.executable).with_name("autolab-companion")), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )

    def _close_welcome(self) -> None:
        """The page that opens once after installing; tests open it when they want it."""
        if not (self.extension / WELCOME).exists():  # an extension of before, which figures are compared with
            return
        welcome = self.page(WELCOME)
        self.switch(lambda url: url == welcome)
        self.close_tab()

    @abstractmethod
    def install(self) -> None:
        """Register the host with this browser, by our own command line."""

    @abstractmethod
    def close(self) -> None:
        """End the browser; its folder stays for a look."""

    @abstractmethod
    def page(self, path: str) -> str:
        """The address of one of the extension's own pages, such as `pages/popup/popup.html`."""

    @abstractmethod
    def goto(self, url: str) -> None:
        """Load an address in the current tab and wait until it has loaded."""

    @abstractmethod
    def address(self) -> str:
        """The current tab's address."""

    @abstractmethod
    def exists(self, css: str) -> bool:
        """Whether an element is there now."""

    @abstractmethod
    def comes(self, css: str, *, wanted: bool) -> bool:
        """Whether an element is there (or gone) at some moment of the next GLANCE."""

    @abstractmethod
    def text(self, css: str) -> str:
        """The rendered text of the first element, waited for."""

    @abstractmethod
    def click(self, css: str) -> None:
        """A real click, waited for: it counts as the user's gesture."""

    @abstractmethod
    def fill(self, css: str, value: str) -> None:
        """Type into a field after emptying it."""

    @abstractmethod
    def choose_files(self, css: str, *paths: Path) -> None:
        """Give files to a file input."""

    @abstractmethod
    def press(self, *keys: str) -> None:
        """Press keys, named as in KeyboardEvent.key and joined by + if held together, wherever the focus is."""

    @abstractmethod
    def heard(self) -> list[tuple[str, str]]:
        """What a screen reader gets of the current page, in order: roles as in ARIA, and names or texts."""

    @abstractmethod
    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a JavaScript function's source, called in the current page with JSON arguments."""

    @abstractmethod
    def look(self, script: str, *arguments: Any) -> Any:
        """As run(), but seeing what no page may: `shadow(element)` is its root, closed or not; and all of INSIDE."""

    @abstractmethod
    def click_at(self, css: str) -> None:
        """A real click where an element in view is now, on whatever is there."""

    @abstractmethod
    def betray(self, css: str) -> None:
        """Give the page's scripts an element that they cannot reach, as `window.stolen`."""

    @abstractmethod
    def drop(self, css: str, path: Path) -> None:
        """Drop a file on an element, as a person does: the events are trusted."""

    @abstractmethod
    def paste(self, picture: bytes, name: str = "image.png") -> None:
        """Paste a PNG from the clipboard, wherever the focus is; browsers name what has no name `image.png`."""

    @abstractmethod
    def tabs(self) -> Sequence[str]:
        """Addresses of all tabs and windows, the sign-in windows included."""

    @abstractmethod
    def switch(self, wanted: Callable[[str], bool]) -> None:
        """Make the first tab whose address is wanted the current one, waited for."""

    @abstractmethod
    def switch_home(self) -> None:
        """Make the tab the browser started with the current one."""

    @abstractmethod
    def show(self, css: str) -> None:
        """Scroll the first element to the middle of the view, waited for."""

    @abstractmethod
    def close_tab(self) -> None:
        """Close the current tab or window, as the user would, and go back to the first."""

    @abstractmethod
    def restart_background(self) -> None:
        """Kill the background worker, as browsers do whenever they like."""

    @abstractmethod
    def update(self) -> None:
        """Put the extension in the place of itself under open pages, as an update does."""

    @abstractmethod
    def command(self, name: str) -> None:
        """What the browser does when the keys of one of the extension's commands are pressed in the current tab."""

    @abstractmethod
    def toolbar_popup(self) -> AbstractContextManager[Popup]:
        """Press our button in the toolbar over the current tab; the popup that opens is closed at the end."""

    @abstractmethod
    def menu(self, link: str | None = None) -> None:
        """What the browser does when our entry in the menu of the current page, or of a link in it, is chosen."""

    @abstractmethod
    def switch_off(self) -> None:
        """Take the extension away under open pages, for good."""

    @abstractmethod
    def grant(self, origin: str) -> None:
        """Allow the extension this site, as a user's consent does; a page of its own must be the current one."""

    @abstractmethod
    def add_cookie(self, origin: str, name: str, value: str) -> None:
        """One of a site's session, as its own answers set it."""

    @abstractmethod
    def forget_cookies(self) -> None:
        """Those of every site: nobody is signed in anywhere."""

    @abstractmethod
    def dark(self, on: bool) -> None:
        """Ask pages for their dark (or light) colours."""

    @abstractmethod
    def prefer(self, *, forced_colors: bool = False, reduced_motion: bool = False) -> None:
        """Ask pages for what a user's settings would: the user's few colours instead of theirs, and no motion."""

    @abstractmethod
    def zoom(self, factor: float) -> None:
        """Make a CSS pixel of the current page so many times as large, in the same window; 1.0 to end it."""

    @abstractmethod
    def back(self) -> None:
        """Go back in the current tab's history, as the button does; wait for what is to be there."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Set the size of the page in CSS pixels."""

    @abstractmethod
    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """A PNG of what is seen, or of the whole page."""

    def wait(self, css: str, seconds: float = PATIENCE) -> None:
        """Until an element is there."""
        until(lambda: self.comes(css, wanted=True), lambda: f"{css} on {self.address()}", seconds)

    def wait_gone(self, css: str, seconds: float = PATIENCE) -> None:
        """Until no such element is there."""
        until(lambda: self.comes(css, wanted=False), f"{css} to go", seconds)

    def wait_text(self, css: str, part: str, seconds: float = PATIENCE) -> str:
        """Until the element's text contains `part`; the text."""

        def read() -> str | None:
            text = self.text(css)
            return text if part in text else None

        return until(read, f"{part!r} in {css}", seconds)
