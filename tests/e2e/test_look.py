"""What we draw moves nothing of Autolab's, can be read in both themes, and can be used without a mouse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import until
from tests.browsers.base import steps_of
from tests.sandbox.pages import layout
from tests.sandbox.pages.scripts import EVERY_PAGE
from tests.student import EMAIL

from .stage import COURSE, Stage, ac, badge, error, row

pytestmark = pytest.mark.browser

LISTED = """() => {
  const shown = [...document.querySelectorAll("[data-ac=deadline]")];
  const top = (css) => document.querySelector(css).getBoundingClientRect().top;
  return {
    words: shown.map((one) => one.textContent),
    done: shown.map((one) => one.dataset.toDo === "false"),
    above: top("[data-ac=agenda]") < top("[data-ac=server-card]"),
  };
}"""
OVERFLOW = """() => {
  document.querySelector("[data-ac=deadline] a").textContent = "6".repeat(90);
  return document.body.scrollWidth - document.body.clientWidth;
}"""

ENOUGH = 4.5
"""WCAG 2.2 AA, normal text."""
WIDTHS = (1366, 1200, 1024, 768, 375)
BOXES = """() => [...document.querySelectorAll("body *")]
  .filter((one) => !one.closest("[data-ac]"))
  .map((one) => [one.tagName, one.getBoundingClientRect()])
  .map(([tag, { x, y, width, height }]) => [tag, ...[x, y, width, height].map((n) => Math.round(n * 10) / 10)])"""
WITHOUT_US = """() => document.querySelectorAll("[data-ac]").forEach((one) => one.remove())"""
RESERVED = """() => document.documentElement.removeAttribute("data-autolab-companion")"""
"""As before anything was drawn."""
ROOMS = ("A", "DIV")
"""What keeps room with its own padding."""
CONTRASTS = """(theme) => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = color.map((n) => n / 255).map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement ?? at.getRootNode().host) {
      const [r, g, b, alpha = 1] = parts(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const contrast = (one) => {
    const [high, low] = [light(parts(getComputedStyle(one).color)), light(behind(one))].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const host = [...document.querySelectorAll('[data-ac="row"]')].find((one) => shadow(one).querySelector(".button"));
  const [button, badge] = ["button", "badge"].map((name) => shadow(host).querySelector(`.${name}`).cloneNode(true));
  host.dataset.theme = theme;
  host.style.cssText = `background: ${theme === "dark" ? "#1c2128" : "#fff"}`;
  shadow(host).querySelector(".root").append(button, badge);
  const seen = { button: contrast(button) };
  button.classList.add("primary");
  seen.primary = contrast(button);
  for (const tone of ["good", "fair", "low", "news", "quiet", "warn", "bad", "open"]) {
    badge.dataset.tone = tone;
    seen[tone] = contrast(badge);
  }
  button.remove();
  badge.remove();
  return seen;
}"""
THEMES = """
const seen = [];
new MutationObserver(() => {
  const themes = [...document.querySelectorAll("[data-ac=row]")].map((row) => row.dataset.theme);
  seen.push(...themes.filter((one, i) => one !== (themes[i - 1] ?? seen.at(-1))));
  document.documentElement.dataset.seen = seen;
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-theme"] });
"""
"""A page's script that notes in which themes its rows have been, all of them alike."""
DARK = "body,.collection,.collection-item{background:#111;color:#eee}"
FOCUS = """() => {
  const at = focused();
  return [at?.dataset?.ac ?? at?.tagName, at?.getRootNode().host?.dataset.ac ?? at?.dataset?.ac ?? null];
}"""
LIVE = """() => {
  const live = [...all(document, "[aria-live], [role=status], [role=alert]")];
  return live.map((one) => one.dataset.ac ?? "");
}"""
FIELD = """() => {
  const field = Object.assign(document.createElement("textarea"), { id: "pasted" });
  document.body.prepend(field);
  field.focus();
}"""
ROWS = """() => [...document.querySelectorAll('.assessments a.collection-item[href*="/assessments/"]')].map((link) => {
  const { x, y } = link.getBoundingClientRect();
  const boxes = [...link.querySelectorAll(":scope > .badge")].map((one) => one.getBoundingClientRect());
  return {
    height: link.clientHeight, date: link.querySelector(":scope > p.date").offsetHeight,
    own: boxes.map((box) => [box.x - x, box.y - y, box.width]),
  };
})"""
STRIPS = """() => [...document.querySelectorAll('[data-ac="row"]')].map((strip) => {
  const line = shadow(strip).querySelector(".line");
  const due = line.querySelector('[data-ac="due"]');
  const button = line.querySelector(".button");
  const { top, right } = due?.getBoundingClientRect() ?? {};
  const end = button ? button.getBoundingClientRect().x - parseFloat(getComputedStyle(line).columnGap)
    : line.getBoundingClientRect().right;
  const unseen = (one) => one.scrollWidth > one.clientWidth || one.getBoundingClientRect().top > top + 9;
  return {
    inside: strip.closest("a") !== null, height: strip.offsetHeight, over: line.scrollWidth - line.clientWidth,
    off: due && Math.round(end - right), cut: due !== null && [due, ...due.children].some(unseen),
  };
})"""
OVERLAID = """() => [...document.querySelectorAll('[data-ac="row"]')].flatMap((strip) => {
  const words = document.createRange();
  words.selectNodeContents(strip.previousElementSibling);
  const { top, bottom } = strip.getBoundingClientRect();
  const under = [...words.getClientRects()].filter((box) => box.bottom > top && box.top < bottom);
  return under.map(() => strip.dataset.assessment);
})"""
"""The rows of which a word, a date or a badge of Autolab's lies under our strip."""
NARROW = """() => {
  const ours = [...document.querySelectorAll('[data-ac="row"], [data-ac="summary"]')];
  const lines = ours.map((one) => shadow(one).querySelector(".line"));
  const all = (css) => lines.flatMap((line) => [...line.querySelectorAll(css)]).filter((one) => one.checkVisibility());
  const wide = [...lines, ...all(".time")].filter((one) => one.scrollWidth > one.clientWidth);
  const small = all(".button").filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 24);
  return [...wide, ...small].map((one) => words(one));
}"""
"""What is wider than its place, and buttons too small to be hit."""
TIMED = ("homework2", "lab0", "lab4", "quiz0")
"""Assessments with a deadline ahead."""


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


def test_nothing_of_autolabs_moves_while_badges_come(stage: Stage) -> None:
    """The badges' first visit of this course, so every one of them goes through loading."""
    stage.box.faults.add(path="^/api/.*/submissions$", hold=True, times=99)
    stage.course_page(settled=False)
    stage.browser.wait(ac("badge", "loading"))
    stage.picture("60-loading")
    before = stage.browser.run(BOXES)
    assert stage.browser.exists(ac("badge", "loading")), "measured before they came"
    stage.box.faults.clear()
    stage.browser.wait(badge("homework0", "score"))
    stage.browser.wait_gone(ac("badge", "loading"))
    assert moved(before, stage.browser.run(BOXES)) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_our_strip_stands_below_the_link_and_the_time_left_in_one_place(stage: Stage, width: int) -> None:
    stage.course_page(width=width)
    stage.browser.wait(badge("homework0", "score"))
    for assessment in TIMED:
        assert stage.browser.exists(row(assessment, ac("due"))), assessment
    stage.browser.show(".assessments")
    stage.picture(f"61-width-{width}")
    strips = stage.browser.look(STRIPS)
    assert {(one["inside"], one["over"], one["cut"]) for one in strips} == {(False, 0, False)}
    assert {one["off"] for one in strips if one["off"] is not None} == {0}, "at the button or the end"
    assert {one["height"] for one in strips} <= {32, 33}
    assert stage.browser.run(OVERLAID) == []
    with_us = stage.browser.run(ROWS)
    assert any(one["own"] for one in with_us), "Autolab's own badges are among them"
    stage.browser.run(WITHOUT_US)
    assert stage.browser.run(ROWS) == with_us, "Autolab's own rows are as they are without us"


def test_in_the_narrowest_window_nothing_sticks_out(stage: Stage) -> None:
    """The time is told in full there, and the button can be hit."""
    stage.course_page(width=300)
    stage.browser.wait(badge("homework0", "score"))
    assert stage.browser.look(NARROW) == []


@pytest.mark.parametrize("width", [1200, 600, 375])
def test_what_is_drawn_takes_the_room_that_was_reserved(stage: Stage, width: int) -> None:
    for page in ("", "/homework0"):
        stage.browser.resize(width, 900)
        stage.browser.goto(f"{stage.box.base}/courses/{COURSE}/assessments{page}")
        stage.browser.wait(ac("badge", "score"))
        stage.browser.wait_gone(ac("badge", "loading"))
        drawn = stage.browser.run(BOXES)
        stage.browser.run(WITHOUT_US)
        stage.browser.run(RESERVED)
        told = moved(drawn, stage.browser.run(BOXES))
        assert [each for each in told if each[0][0] not in ROOMS] == []


def moved(before: list[list[Any]], after: list[list[Any]]) -> list[Any]:
    """Elements whose box differs."""
    assert len(before) == len(after)
    return [(one, other) for one, other in zip(before, after, strict=True) if one != other]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_badges_and_buttons_can_be_read(stage: Stage, theme: str) -> None:
    stage.course_page()
    seen = stage.browser.look(CONTRASTS, theme)
    assert len(seen) == 10
    assert {what: ratio for what, ratio in seen.items() if ratio < ENOUGH} == {}


def test_strips_are_as_dark_as_the_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remembered badges are drawn before the page has been laid out, so in the colours that it had last."""
    monkeypatch.setattr(layout, "EVERY_PAGE", EVERY_PAGE + THEMES)
    style = layout.STYLE

    def themes(last: str) -> str:
        stage.course_page()
        read = "() => document.documentElement.dataset.seen"
        until(lambda: stage.browser.run(read).endswith(last), f"a page that is {last}")
        return str(stage.browser.run(read))

    themes("light")
    monkeypatch.setattr(layout, "STYLE", style + DARK)
    themes("dark")  # perhaps light for a moment: nobody has seen it dark yet
    assert themes("dark") == "dark"
    monkeypatch.setattr(layout, "STYLE", style)
    themes("light")
    assert themes("light") == "light"


def focus(stage: Stage) -> list[str | None]:
    """`data-ac` (or tag) of what has the focus, and of the piece of ours it is in."""
    found: list[str | None] = stage.browser.look(FOCUS)
    return found


def tab_to(stage: Stage, name: str, most: int = 80) -> None:
    for _ in range(most):
        stage.browser.press("Tab")
        if focus(stage)[0] == name:
            return
    raise AssertionError(f"{name} is not reached; the focus is on {focus(stage)}")


def test_a_submission_without_a_mouse(stage: Stage) -> None:
    browser = stage.browser
    stage.course_page()
    tab_to(stage, "submit")
    browser.press("Enter")
    browser.wait(ac("file"))
    until(lambda: focus(stage)[0] == "title", "the focus on the heading")
    for name in ("file", "affirm", "cancel", "continue"):
        browser.press("Tab")
        assert focus(stage) == [name, "submit-dialog"]
    browser.press("Enter")
    assert (focus(stage)[0], browser.text(ac("lacking"))) == ("file", "Choose a file first.")
    if browser.name == "chromium":  # Firefox goes on to its own toolbar, which keeps the keys
        for _ in range(8):
            browser.press("Tab")
            inner, piece = focus(stage)
            assert piece == "submit-dialog" or inner == "BODY", "the page beneath is out of reach"
    browser.press("Escape")
    browser.wait_gone(ac("dialog"))
    assert focus(stage)[0] == "submit", "back where it came from"

    browser.press("Enter")
    browser.wait(ac("file"))
    browser.choose_files(ac("file"), stage.file())
    tab_to(stage, "continue")
    browser.press("Enter")
    assert (focus(stage)[0], browser.text(ac("lacking"))) == ("affirm", "Confirm the statement above first.")
    browser.press(" ")
    browser.wait(f"{ac('continue')}:not([aria-disabled])")  # once the file has been read
    tab_to(stage, "continue")
    browser.press("Enter")
    browser.wait(ac("confirm"))
    tab_to(stage, "confirm")
    browser.wait(f"{ac('confirm')}:not([aria-disabled])")  # it wants to be seen for half a second
    browser.press("Enter")
    browser.wait(
        f"{ac('insist')}[data-error=version_from_elsewhere]"
    )  # the course has versions of this account's
    tab_to(stage, "insist-yes")
    browser.wait(f"{ac('insist-yes')}:not([aria-disabled])")
    browser.press("Enter")
    browser.wait(ac("result", "landed"))
    tab_to(stage, "done")
    browser.press("Enter")
    browser.wait_gone(ac("dialog"))


def test_news_are_spoken(stage: Stage) -> None:
    stage.assessment_page("lab4")
    assert len(stage.browser.look(LIVE)) >= 1
    stage.browser.click(f"{ac('panel-box')} {ac('submit')}")
    stage.browser.wait(ac("file"))
    assert "chosen" in stage.browser.look(LIVE)
    stage.hand_in(stage.file())
    stage.browser.wait(ac("result", "landed"))
    assert "result" in stage.browser.look(LIVE)


def test_a_button_says_for_what_it_is(stage: Stage) -> None:
    stage.course_page()
    label = "(steps) => find(steps).ariaLabel"
    assert stage.browser.look(label, steps_of(row("lab4", ac("submit")))) == "Submit to Lab 4: Writeup file"


def test_the_assessments_page_is_not_contradicted(stage: Stage) -> None:
    """It shows Autolab's own total, which the API does not tell, and this student's dates."""
    browser, staff = stage.browser, stage.box.staff(COURSE, "homework0")
    told = f"{ac('panel-box')} {ac('badge')}"
    try:
        staff.tweak(EMAIL, -10)
        stage.assessment_page("homework0")
        assert "151/175.5" in browser.text(told)
        staff.grade_type(EMAIL, "EXC")
        stage.assessment_page("homework0")
        assert "EXC" in browser.text(told)
    finally:
        staff.tweak(EMAIL, 0)
        staff.assessment.grade_types.clear()
    stage.assessment_page("homework4")
    assert browser.text(told) == "missed", "the page shows dates, and no extension"


def test_versions_with_their_scores_and_a_search_in_the_feedback(stage: Stage) -> None:
    browser = stage.browser
    stage.assessment_page("homework0")
    browser.click(ac("versions-toggle"))
    browser.wait(f"{ac('version')}[data-version='1']")
    assert "130.0 Show feedback 70 40 20" in " ".join(
        browser.text(f"{ac('version')}[data-version='1']").split()
    )
    browser.click(ac("feedback-toggle"))
    browser.wait(f"{ac('feedback')} pre")
    assert browser.text(ac("feedback-of")) == "Feedback on version 2"
    browser.fill(ac("feedback-search"), "ENTITY")
    browser.wait_text(ac("feedback-found"), "1 line")
    assert browser.text(f"{ac('feedback')} pre").strip() == "Line two <b>& entity</b>"
    stage.picture("68-versions")


def test_each_version_has_its_feedback(stage: Stage) -> None:
    browser, staff = stage.browser, stage.box.staff(COURSE, "lab6")
    staff.score(EMAIL, "problem0", 60.0, "Line one\nLine two <b>& entity</b>")
    for released in (True, False):
        staff.submit_for(EMAIL, {"problem0": 70.0, "problem1": 50.0}).scores["problem0"].released = released
    stage.assessment_page("lab6")
    browser.click(ac("versions-toggle"))
    browser.wait(version(4))
    shown = [browser.exists(version(number, ac("feedback-toggle"))) for number in (1, 2, 3, 4)]
    assert shown == [False, True, True, False], "without a score, or one withheld, there is none"
    hear(stage, "button", "Show feedback Version 2")
    browser.click(version(2, ac("feedback-toggle")))
    browser.wait_text("#feedback-2", "Line two <b>& entity</b>")
    browser.fill(f"#feedback-2 {ac('feedback-search')}", "ENTITY")
    browser.wait_text(f"#feedback-2 {ac('feedback-found')}", "1 line")
    assert browser.text("#feedback-2 pre").strip() == "Line two <b>& entity</b>"
    for width in (1200, 375):
        browser.resize(width, 900)
        stage.picture(f"69-feedback-of-versions-{width}", whole=True)
    browser.click(version(3, ac("feedback-toggle")))
    browser.wait_text("#feedback-3", "There is no feedback on this version.")
    assert "Line two" in browser.text("#feedback-2"), "the other one stays"
    browser.click(version(3, ac("feedback-toggle")))
    browser.wait_gone("#feedback-3:not([hidden])")
    browser.click("#feedback-2 button")
    browser.wait_text(ac("copy-said"), "Copied")
    assert "Line one" in pasted(stage)


def test_a_list_of_versions_that_cannot_be_asked_for_again_still_stands(stage: Stage) -> None:
    browser, faults = stage.browser, stage.box.faults
    newest = stage.box.staff(COURSE, "lab7").submit_for(EMAIL, {"problem0": 1.0}).version
    where = {"server": stage.box.base, "course": COURSE, "assessment": "lab7"}
    stage.popup()
    until(lambda: str(newest) in str(stage.ask("submissions", **where)["data"]), "the list")
    faults.add(path="lab7/submissions$", times=999, status=400, body='{"error": "maintenance"}')
    until(lambda: stage.ask("submissions", **where)["stale"], "it to be old")
    stage.assessment_page("lab7")
    browser.click(ac("versions-toggle"))
    browser.wait(f"{ac('versions-list')} > {error('request_refused')}")
    stage.picture("69-versions-not-asked")
    assert browser.exists(version(newest))
    faults.clear()


def version(number: int, inner: str = "") -> str:
    """The selector of a version in the list of all, or of something in its row."""
    return f"{ac('version')}[data-version='{number}'] {inner}".strip()


def test_a_badge_tells_what_stands_behind_it(stage: Stage) -> None:
    stage.course_page()
    stage.browser.click(badge("homework0", "score"))
    stage.browser.wait_text(row("homework0", ac("details")), "Before penalties, tweaks and excuses")
    stage.picture("67-details")
    assert "/courses/AutoPopulated/assessments" in stage.browser.address(), "a click opens nothing"
    stage.browser.click(badge("homework0", "score"))
    stage.browser.wait_gone(row("homework0", ac("details")))


def test_a_screen_reader_gets_what_is_drawn(stage: Stage) -> None:
    """It is generated content, which only the eye would get if browsers did not tell it."""
    browser = stage.browser
    stage.course_page()
    score = browser.text(badge("homework0", "score")).split("\n")[-1]
    heard = hear(stage, "button", "Submit to Lab 4: Writeup file")
    assert any(role == "button" and name and score in name for role, name in heard), score
    links = [name for role, name in heard if role == "link" and "Lab 4" in name]
    assert ["Submit" in name for name in links] == [False], "the row is announced by Autolab's own words"
    browser.click(row("lab4", ac("submit")))
    browser.wait(ac("file"))
    heard = hear(stage, "dialog", "Submit to Lab 4: Writeup file")
    assert ("heading", "Submit to Lab 4: Writeup file") in heard
    assert {"Cancel", "Continue", "Close"} <= {name for role, name in heard if role == "button"}
    stage.assessment_page("homework0")
    hear(stage, "region", "Autolab Companion")
    hear(stage, "button", "Show feedback")


def hear(stage: Stage, role: str, name: str) -> list[tuple[str, str]]:
    """All that a screen reader gets, once this is among it; browsers tell it in their own time."""

    def told() -> list[tuple[str, str]] | None:
        heard = stage.browser.heard()
        return heard if (role, name) in heard else None

    return until(told, f"{role} {name!r} to be heard", 20)


def test_what_is_drawn_can_be_copied(stage: Stage) -> None:
    """Nobody can select it."""
    browser = stage.browser
    stage.assessment_page("homework0")
    browser.click(ac("feedback-toggle"))
    feedback = browser.text(f"{ac('feedback')} pre")
    tab_to(stage, "copy")
    stage.picture("65-copy-feedback")
    browser.press("Enter")
    assert browser.wait_text(ac("copy-said"), "Copied") == "Copied"
    hear(stage, "text", "Copied")
    assert pasted(stage).split() == feedback.split()

    stage.course_page()
    browser.click(row("lab0", ac("submit")))
    stage.hand_in(stage.file())
    browser.wait(ac("result", "landed"))
    sha256 = browser.text(ac("sha256"))
    hear(stage, "button", "Copy: SHA-256")
    browser.click(ac("copy"))
    browser.wait_text(ac("copy-said"), "Copied")
    stage.picture("66-copy-sum")
    browser.click(ac("done"))
    browser.wait_gone(ac("dialog"))
    assert pasted(stage) == sha256


def pasted(stage: Stage) -> str:
    """What is in the clipboard."""
    stage.browser.run(FIELD)
    stage.browser.press("Control+v")
    return until(lambda: str(stage.browser.run("() => document.querySelector('#pasted').value")), "the paste")


def test_dark_pages_of_ours(stage: Stage) -> None:
    stage.course_page()
    stage.browser.click(row("lab1", ac("submit")))
    stage.hand_in(stage.file())
    stage.browser.wait(ac("result", "landed"))
    stage.browser.dark(on=True)
    stage.popup()
    stage.browser.wait(ac("account"))
    stage.browser.wait(ac("agenda") + " " + ac("deadline"))
    assert not stage.browser.exists(ac("error")), "a disabled course is no trouble"
    stage.picture("62-popup-dark")
    for page in ("options", "receipts"):
        stage.browser.resize(1000, 900)
        stage.browser.goto(stage.browser.page(f"pages/{page}/{page}.html"))
        stage.browser.wait(ac("receipt") if page == "receipts" else ac("server-tools"))
        stage.picture(f"63-{page}-dark")
    stage.browser.dark(on=False)
    stage.picture("64-receipts-light")


def test_the_popup_lists_what_is_still_to_do_first(stage: Stage) -> None:
    """Work that is handed in has a state instead of a deadline, and what is late and done is not listed."""
    stage.course_page()
    stage.popup()
    stage.browser.wait(ac("agenda") + " " + ac("deadline"))
    stage.picture("42-popup-agenda")
    listed = stage.browser.run(LISTED)
    assert listed["above"]
    assert listed["done"] == sorted(listed["done"])
    assert not any("Homework 1: Late period" in words for words in listed["words"])
    assert stage.browser.run(OVERFLOW) <= 0, "a long name wraps"
