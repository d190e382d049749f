"""What hostile pages do before anybody else: ask for our files, replace the browser's builtins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .stage import COURSE, ac, badge, row

if TYPE_CHECKING:
    from .stage import Stage

PROBE = """async (base, paths) => {
  const element = (tag, about) => new Promise((resolve, reject) => {
    const one = Object.assign(document.createElement(tag), about, { onload: resolve, onerror: reject });
    document.head.append(one);
  });
  const ways = {
    fetch: (url) => fetch(url, { mode: "no-cors" }),
    import: (url) => import(url),
    image: (url) => element("img", { src: url }),
    script: (url) => element("script", { src: url }),
    style: (url) => element("link", { rel: "stylesheet", href: url }),
  };
  const attempt = (way, path) => ways[way](base + path).then(() => [`${way} ${path}`], () => []);
  return (await Promise.all(paths.flatMap((path) => Object.keys(ways).map((way) => attempt(way, path))))).flat();
}"""
"""What of these a page can load, and how."""
BUILTINS = Path(__file__).with_name("builtins.js").read_text("utf-8")
OPEN_ROOTS = "() => [...document.querySelectorAll('[data-ac]')].filter((one) => one.shadowRoot).length"
REPLACED = "() => document.createElement('p').attachShadow({ mode: 'closed' }).mode"


def hand_in_where_builtins_are_replaced(stage: Stage, assessment: str) -> None:
    """Hand in on the course page with that script; the page must gain nothing, and change nothing."""
    browser = stage.browser
    stage.course_page_after_log_in()
    page = browser.run("() => fetch(location.href).then((reply) => reply.text())")
    head, found, rest = page.partition("<head>")
    assert found, "the page has a head"
    hostile = stage.box.faults.add(
        path=f"^/courses/{COURSE}/assessments$",
        status=200,
        headers={"Content-Type": "text/html; charset=utf-8"},
        body=f"{head}<head><script>{BUILTINS}</script>{rest}",
    )
    stage.course_page(settled=False)
    assert hostile.hits == 1
    browser.wait(badge("homework0", "score"))
    before = stage.versions(assessment)
    browser.click(row(assessment, ac("submit")))
    stage.hand_in(stage.file("mine.c", f"mine, {assessment}\n"))
    browser.wait(ac("result", "landed"))
    assert browser.run(OPEN_ROOTS) == 0
    assert browser.run("() => window.gained") == []
    assert browser.run(REPLACED) == "open", "the page's own code does use what it has replaced"
    assert browser.run("() => window.gained") != [], "and would have told"
    assert stage.versions(assessment) == before + 1
    handed_in = stage.box.state.assessment(COURSE, assessment).submissions[-1]
    assert handed_in.head == f"mine, {assessment}\n".encode()
    browser.click(ac("done"))
    browser.wait_gone(ac("dialog"))
