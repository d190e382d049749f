"""A page asks about itself alone, a frame or a stranger is not served, and a page's script cannot act for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox import Sandbox, start_sandbox

from .stage import COURSE, Stage, ac, row

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

TOP = 0
"""The frame of the page itself."""
NOT_FOR_PAGES = {"not_this_page", "caller_may_not", "message_unsound", "upload_gone"}

AS_CONTENT_SCRIPT = """async (part, messages, frames) => {
  const api = globalThis.browser ?? chrome;
  const tab = (await api.tabs.query({})).find(({ url }) => url?.includes(part));
  const target = frames ? { tabId: tab.id, allFrames: true } : { tabId: tab.id };
  const ask = (message) => api.scripting.executeScript({
    target, args: [message], func: (asked) => (globalThis.browser ?? chrome).runtime.sendMessage(asked),
  });
  const replies = [];
  for (const message of messages) {
    replies.push((await ask(message)).map(({ frameId, result }) => [frameId, result]));
  }
  return replies;
}"""
"""Run on a page of ours: what the worker replies to each message of a content script, or of one in each frame."""
FRAME = """async (address) => {
  const frame = Object.assign(document.createElement("iframe"), { src: address, width: 900, height: 700 });
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  await loaded;
}"""
CLICK = """() => {
  const one = window.stolen;
  one.click();
  for (const type of ["pointerdown", "pointerup", "click"]) {
    one.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, cancelable: true }));
  }
  one.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true }));
  return one.isConnected;
}"""
"""A script that has got hold of our button, although no script should."""
POST = """async (message) => {
  window.postMessage(message, "*");
  document.dispatchEvent(new CustomEvent("message", { detail: message }));
  return [typeof globalThis.browser, typeof globalThis.chrome?.runtime?.sendMessage];
}"""


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


@pytest.fixture
def beside(stage: Stage) -> Iterator[Stage]:
    """The popup's page in the first tab, the course page in a second, which is the current one."""
    stage.popup()
    stage.browser.wait(ac("account"))
    stage.browser.run("url => { open(url); }", course_url(stage.box))
    stage.browser.switch(lambda url: url.startswith(stage.box.base))
    stage.browser.wait(ac("badge", "score"))
    yield stage
    stage.browser.switch(lambda url: url.startswith("http"))
    stage.browser.close_tab()


def course_url(box: Sandbox, course: str = COURSE) -> str:
    return f"{box.base}/courses/{course}/assessments"


def from_frames(stage: Stage, *messages: dict[str, Any], frames: bool = True) -> list[dict[int, Any]]:
    """What content scripts in the second tab are answered to each message, by their frame."""
    here = stage.browser.address()
    stage.browser.switch_home()
    replies = stage.browser.run(AS_CONTENT_SCRIPT, here, messages, frames)
    stage.browser.switch(lambda url: url == here)
    return [dict(answers) for answers in replies]


def from_page(stage: Stage, *messages: dict[str, Any]) -> list[Any]:
    """What the page's own content script in the second tab is answered to each message."""
    return [answers[TOP] for answers in from_frames(stage, *messages, frames=False)]


def test_a_page_asks_about_itself_alone(beside: Stage) -> None:
    own = {"server": beside.box.base, "course": COURSE}
    refused: dict[str, dict[str, Any]] = {
        "another course": {"op": "badges", "params": {**own, "course": "cs101-f26"}},
        "another server": {"op": "badges", "params": {**own, "server": "https://autolab.example"}},
        "a part of an upload that is not its own": {
            "op": "submit.part",
            "params": {"upload": "x", "index": 0},
        },
        "all servers": {"op": "servers.list", "params": {}},
        "all receipts": {"op": "receipts.list", "params": {}},
        "the sign-out": {"op": "sign_out", "params": own},
        "a caller of its choice": {"op": "badges", "params": {**own, "caller": "popup"}},
        "the staff's tools": {"op": "roster.list", "params": own},
        "the overview": {"task": "overview", "params": {}},
        "signing in": {"task": "sign_in.start", "params": {"server": beside.box.base, "way": "oob"}},
        "a page that is not ours to open": {"task": "open", "params": {"page": "https://evil.example/"}},
        "nothing sensible": {"op": 1},
    }
    served, *answers = from_page(beside, {"op": "badges", "params": own}, *refused.values())
    assert "result" in served
    for what, answer in zip(refused, answers, strict=True):
        assert answer["error"]["data"]["name"] in NOT_FOR_PAGES, what
        assert "result" not in answer


def test_a_frame_is_not_served(beside: Stage) -> None:
    beside.browser.run(FRAME, course_url(beside.box))
    drawn = "() => document.querySelector('iframe').contentDocument.querySelectorAll('[data-ac]').length"
    assert beside.browser.run(drawn) == 0
    message = {"op": "badges", "params": {"server": beside.box.base, "course": COURSE}}
    (answers,) = from_frames(beside, message)
    assert "result" in answers.pop(TOP)
    assert [answer["error"]["data"]["name"] for answer in answers.values()] == ["message_unsound"]


def test_a_stranger_on_the_same_host_is_not_served(stage: Stage) -> None:
    """Host permissions know no ports: the script may run there, and says and gets nothing."""
    stage.popup()
    with start_sandbox("reference", throttle=False) as stranger:
        stage.browser.run("url => { open(url); }", course_url(stranger))
        stage.browser.switch(lambda url: url.startswith(stranger.base))
        stage.log_in()
        stage.browser.wait(row("homework0"))
        message = {"op": "badges", "params": {"server": stranger.base, "course": COURSE}}
        other = {"op": "badges", "params": {"server": stage.box.base, "course": COURSE}}
        for answer in from_page(stage, message, other):
            assert answer["error"]["data"]["name"] == "not_this_page"
        assert not stage.browser.exists("[data-ac]")
        assert not [each for each in stranger.requests if each.authorization], "no token goes there"
        stage.browser.close_tab()
    stage.box.state.sessions.clear()  # cookies know no ports either


def test_a_pages_messages_reach_nobody(stage: Stage) -> None:
    stage.course_page_after_log_in()
    seen = len(stage.box.requests)
    message = {
        "op": "submit.begin",
        "params": {"server": stage.box.base, "course": COURSE, "assessment": "lab4"},
    }
    assert stage.browser.run(POST, message) == ["undefined", "undefined"], "no API in the page's own world"
    asked = stage.box.requests[seen:]  # our own page may still be reading
    assert not [each for each in asked if each.path.startswith("/api/") and each.method != "GET"]


def test_a_script_cannot_hand_in(stage: Stage) -> None:
    """Clicks made by a script are not the user's, at the last button least of all."""
    browser = stage.browser
    stage.course_page_after_log_in()
    browser.click(row("lab4", ac("submit")))
    stage.choose(stage.file())
    browser.wait(ac("confirm"))
    browser.betray(ac("confirm"))
    assert browser.run(CLICK)
    assert browser.exists(ac("confirm")), "nothing has happened"
    browser.click(ac("back"))
    browser.click(ac("cancel"))
    browser.wait_gone(ac("dialog"))
    assert stage.versions("lab4") == 0


def test_a_script_cannot_fill_the_disk(stage: Stage) -> None:
    stage.assessment_page("lab3")
    stage.browser.betray(ac("download-handout"))
    assert stage.browser.run(CLICK)
    stage.browser.click(ac("download-writeup"))
    stage.browser.wait(ac("download-link"))
    assert not list(stage.browser.downloads.rglob("*.tar"))
