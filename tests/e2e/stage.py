"""What end-to-end tests play on: one browser, one sandbox, and the things a student does there."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browsers import hosts_of, until
from tests.sandbox.visitor import Visitor
from tests.signed_in import allow
from tests.student import EMAIL, PASSWORD

if TYPE_CHECKING:
    from tests.browsers import Browser
    from tests.sandbox import Sandbox

COURSE = "AutoPopulated"
POPUP, PAGE = (400, 640), (1200, 900)
POPUP_PAGE = "pages/popup/popup.html"
PICTURES = Path("build/e2e")
WANTED = os.environ.get("PICTURES") == "1"
"""Each of them costs 0.06 seconds of a processor, and there are some 270."""
AUTHORIZE = 'form:not(:has([name="_method"])) [type="submit"]'
DENY = 'form:has([name="_method"]) [type="submit"]'
SHIFTED = """(hidden = false) => new Promise((done) => {
  let sum = 0;
  const counts = ({ sources }) => !hidden || sources.every(({ node }) => node === null);
  const take = (entries) => entries.filter(counts).forEach(({ value }) => (sum += value));
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    take(observer.takeRecords());
    done(sum);
  })));
})"""
"""How much the page has moved, as Chromium itself counts it; hidden: only what is in closed shadow roots."""
KEEP_SAVED = """() => {
  delete document.body.dataset.saved;
  const real = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    blob.text().then((text) => { document.body.dataset.saved = text; });
    URL.createObjectURL = real;
    return real.call(URL, blob);
  };
}"""
SAVED = "() => document.body.dataset.saved ?? null"
REDIRECT = "() => (globalThis.browser ?? chrome).identity.getRedirectURL('autolab')"
SEND = "async (message) => (globalThis.browser ?? chrome).runtime.sendMessage(message)"


def ac(name: str, state: str | None = None) -> str:
    """The selector of a thing of ours."""
    return f'[data-ac="{name}"]' + (f'[data-state="{state}"]' if state else "")


def error(name: str) -> str:
    """The selector of a failure with its name from the catalogue."""
    return f'[data-ac="error"][data-error="{name}"]'


def row(assessment: str, inner: str = "") -> str:
    """The selector of an assessment's row on the course page, or of something of ours below it."""
    link = f'a.collection-item[href$="/assessments/{assessment}"]'
    return f"{link} + {ac('row')} {inner}" if inner else link


def badge(assessment: str, state: str) -> str:
    """The selector of an assessment's badge in one state."""
    return row(assessment, ac("badge", state))


@dataclass
class Stage:
    """`folder` is for files that tests make."""

    browser: Browser
    box: Sandbox
    folder: Path
    _files: int = field(default=0)

    # The popup

    def popup(self) -> None:
        """Open the popup's page in the first tab."""
        self.browser.switch_home()
        self.browser.resize(*POPUP)
        self.browser.goto(self.browser.page(POPUP_PAGE))

    def show_popup(self) -> None:
        """The popup's page in the first tab, as it is if it is there."""
        self.browser.switch_home()
        if self.browser.address() != self.browser.page(POPUP_PAGE):
            self.popup()

    def send(self, message: dict[str, Any]) -> Any:
        """What the worker replies to a message from the current page of ours."""
        return self.browser.run(SEND, message)

    def ask(self, op: str, **params: Any) -> Any:
        """The result of an operation asked from the current page of ours."""
        reply = self.send({"op": op, "params": params})
        assert "result" in reply, reply
        return reply["result"]

    def fill_server(self, server: str, client_id: str, secret: str = "") -> None:
        """Fill in the form of the popup, which is open, and press the button."""
        browser = self.browser
        browser.wait(ac("add"))
        if browser.exists(ac("add-another")):
            browser.click(f"{ac('add-another')} summary")
        browser.fill(ac("server"), server)
        if browser.exists(f"{ac('by-hand')}:not([open])"):  # the bench's baseline has none
            browser.click(f"{ac('by-hand')} summary")
        browser.fill(ac("client-id"), client_id)
        browser.fill(ac("client-secret"), secret)
        browser.click(ac("add"))

    def add_server(self, box: Sandbox | None = None) -> None:
        """Add the sandbox (or another) in the popup."""
        box = box or self.box
        client = box.application()
        self.show_popup()
        self.fill_server(box.base, client.uid, client.secret)
        self.browser.wait(self.card(box, ac("sign-in-identity")))

    def card(self, box: Sandbox, inner: str = "") -> str:
        """The selector of a server's card in the popup."""
        return f'[data-ac="server-card"][data-server="{box.base}"] {inner}'.strip()

    def forget_servers(self) -> None:
        """As if nobody had been here: no server, no session at Autolab, no other window."""
        self.show_popup()
        own = self.browser.page("")
        while any(not url.startswith(own) for url in self.browser.tabs()):
            self.browser.switch(lambda url: not url.startswith(own))
            self.browser.close_tab()
        for attempt in self.ask("sign_in.status")["attempts"]:
            self.send({"task": "sign_in.cancel", "params": {"attempt": attempt["attempt"]}})
        for server in self.ask("servers.list")["servers"]:
            self.send({"task": "server.remove", "params": {"server": server["server"]}})
        self.box.state.sessions.clear()
        self.box.faults.clear()
        self.send({"task": "overview", "params": {}})  # the popup begins with what this has last told
        self.popup()

    # Autolab's own pages

    def visit(self, email: str = EMAIL, password: str = PASSWORD) -> Visitor:
        """As after `log_in()` in the browser, without the form."""
        visitor = Visitor(self.box.base)
        visitor.sign_in(email, password)
        for name, value in visitor.cookies.items():
            self.browser.add_cookie(self.box.base, name, value)
        return visitor

    def log_in(self, email: str = EMAIL, password: str = PASSWORD) -> None:
        """Fill in Autolab's sign-in form in the current window."""
        self.browser.fill("#user_email", email)
        self.browser.fill("#user_password", password)
        self.browser.click('input[type="submit"]')

    def consent(self, button: str = AUTHORIZE) -> None:
        """Decide on Autolab's consent page in the current window."""
        self.browser.click(f"#oauth-permissions ~ .actions {button}")

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> None:
        """Through the browser's own window, from the popup with one server."""
        self.browser.click(ac("sign-in-identity"))
        self.browser.switch(lambda url: "/auth/users/sign_in" in url or "/oauth/authorize?" in url)
        if "/auth/users/sign_in" in self.browser.address():
            self.log_in(email, password)
        self.consent()
        self.browser.switch_home()
        self.browser.wait_text(ac("account"), email)

    def have_server(self) -> None:
        """As after `add_server()`, without its form."""
        self._add()
        self.popup()
        self.browser.wait(self.card(self.box, ac("sign-in-identity")))

    def _add(self) -> None:
        client = self.box.application()
        self.show_popup()
        self.browser.grant(self.box.base)
        added = {"server": self.box.base, "client_id": client.uid, "client_secret": client.secret}
        assert "result" in self.send({"task": "server.add", "params": added})

    def enter(self, email: str = EMAIL, password: str = PASSWORD, *, staff_tools: bool = False) -> None:
        """As after `add_server()` and `sign_in()`, without their forms and windows: a fifth of the work."""
        self._add()
        if staff_tools:
            self.ask("servers.set_staff_tools", server=self.box.base, on=True)
        redirect = self.browser.run(REDIRECT)
        started = self.ask("sign_in.start", server=self.box.base, way="identity", redirect_uri=redirect)
        ended = allow(self.visit(email, password), started["authorization_url"])
        self.ask("sign_in.finish", attempt=started["attempt"], redirect_url=ended)
        self.browser.wait_text(ac("account"), email)

    def course_page(self, course: str = COURSE, *, settled: bool = True, width: int = PAGE[0]) -> None:
        """The course's page in the first tab; settled: every badge is there."""
        self.browser.switch_home()
        self.browser.resize(width, PAGE[1])
        self.browser.goto(f"{self.box.base}/courses/{course}/assessments")
        if settled:
            self.browser.wait(ac("badge"))
            self.browser.wait_gone(ac("badge", "loading"))

    def course_page_after_log_in(self) -> None:
        """The course's page, although Autolab's own session may be over."""
        self.course_page(settled=False)
        if "/auth/users/sign_in" in self.browser.address():
            self.log_in()
        self.browser.wait(ac("badge", "score"))

    def assessment_page(self, assessment: str, course: str = COURSE) -> None:
        """An assessment's page in the first tab, with our panel."""
        self.browser.switch_home()
        self.browser.resize(*PAGE)
        self.browser.goto(f"{self.box.base}/courses/{course}/assessments/{assessment}")
        self.browser.wait(ac("panel-box"))
        self.browser.wait(ac("panel-box") + " " + ac("badge"))
        self.browser.wait_gone(ac("badge", "loading"))

    def set_feature(self, name: str, *, on: bool) -> None:
        """Switch a page feature on or off in the options."""
        self.browser.switch_home()
        self.browser.goto(self.browser.page("pages/options/options.html"))
        setting = f'{ac("setting")}[data-setting="feature {name}"]'
        self.browser.wait(setting)
        if self.browser.exists(f"{setting}:checked") != on:
            self.browser.click(setting)

    # Handing in

    def file(self, name: str = "handin.c", content: str | bytes | None = None) -> Path:
        """A file to hand in, different from all others unless its content is given."""
        self._files += 1
        folder = self.folder / f"file {self._files}"
        folder.mkdir(parents=True)
        path = folder / name
        words = f"/* attempt {self._files} */\n" if content is None else content
        path.write_bytes(words.encode() if isinstance(words, str) else words)
        return path

    def choose(self, file: Path) -> None:
        """In the open dialog: a file and the affirmation, then on to the summary."""
        self.browser.choose_files(ac("file"), file)
        self.browser.click(ac("affirm"))
        self.browser.click(ac("continue"))

    def hand_in(self, file: Path) -> None:
        """In the open dialog: everything up to the last button."""
        self.choose(file)
        self.browser.click(ac("confirm"))

    def versions(self, assessment: str, course: str = COURSE) -> int:
        """How many submissions the server has."""
        return len(self.box.state.assessment(course, assessment).submissions)

    def saved(self, button: str) -> str:
        """What a button of a page of ours hands to the browser as a file."""
        self.browser.run(KEEP_SAVED)
        self.browser.click(ac(button))
        return str(until(lambda: self.browser.run(SAVED), f"the file of {button}"))

    # Looking

    def picture(self, name: str, *, whole: bool = False) -> None:
        """Keep what is seen, or (`whole`) all of the page, for people to look at, if they ask for it."""
        if not WANTED:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.browser.screenshot(PICTURES / f"{self.browser.name}-{name}.png", whole=whole)

    # The host as a process

    @property
    def launcher(self) -> Path:
        """The program the browser starts."""
        return self.browser.data / "bin" / "autolab-companion-host"

    def count_starts(self) -> Path:
        """From now on every host writes its process id into this file first."""
        log = self.folder / "starts"
        log.touch()
        first, rest = self.launcher.read_text("utf-8").split("\n", 1)
        self.launcher.write_text(f"{first}\necho $$ >> {shlex.quote(str(log))}\n{rest}", "utf-8")
        return log

    def start_through(self, *command: str) -> None:
        """From now on the host is started by this command, with the host's own after it."""
        content = self.launcher.read_text("utf-8")
        self.launcher.write_text(content.replace("\nexec ", f"\nexec {shlex.join(command)} "), "utf-8")

    def hosts(self) -> list[int]:
        """Process ids of the hosts that this browser has started and that still run."""
        return hosts_of(self.browser)

    def restart_host(self) -> None:
        """Let the running host go (a killed worker closes its pipe) and start another."""
        old = self.hosts()
        self.popup()
        self.browser.restart_background()
        until(lambda: not set(old) & set(self.hosts()), "the host to end")
        self.browser.goto("about:blank")  # what the popup showed was the old host's
