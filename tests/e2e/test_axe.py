"""axe-core finds nothing wrong with any page of ours, nor with what we draw into Autolab's, closed roots included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers.base import EXTENSION

from .own_pages import PAGES, enter_with_a_receipt, open_page
from .stage import Stage, ac, badge

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

AXE = (EXTENSION.parent / "node_modules/axe-core/axe.min.js").read_text("utf-8")
RUN = """async (include) => {
  %s;
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations, passes } = await axe.run(include ?? document, { runOnly: tags, resultTypes: ["violations"] });
  const told = ({ id, nodes }) => nodes.map(({ target, failureSummary: why }) => [id, String(target), why]);
  const wrong = violations.flatMap(told);
  return { wrong, passed: passes.length };
}"""
OPENED = """() => {
  const written = (node) => {
    const copy = node.cloneNode(false);
    if (node.dataset?.words) {
      copy.textContent = node.dataset.words;
      delete copy.dataset.words;
    }
    for (const child of node.childNodes) copy.appendChild(written(child));
    return copy;
  };
  for (const host of document.querySelectorAll("[data-ac]")) {
    const closed = shadow(host);
    if (!closed) continue;
    const open = host.cloneNode(false);
    const root = open.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [...closed.adoptedStyleSheets];
    root.append(...[...closed.childNodes].map(written));
    host.replaceWith(open);
    for (const dialog of root.querySelectorAll("dialog[open]")) {
      dialog.close();
      dialog.showModal();
    }
  }
}"""
"""axe looks into open roots alone, and reads text nodes, of which ours have none (features/shared/spell.js)."""
OURS = {"include": [["[data-ac]"]]}


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> Iterator[None]:
    enter_with_a_receipt(stage)
    yield
    stage.browser.dark(on=False)


def wrong(stage: Stage, include: Any) -> list[list[str]]:
    """What axe finds: rule, place, and why."""
    found = stage.browser.run(RUN % AXE, include)
    assert found["passed"] > 0, "it has looked at something"
    violations: list[list[str]] = found["wrong"]
    return violations


def wrong_of_ours(stage: Stage) -> list[list[str]]:
    stage.browser.look(OPENED)
    return wrong(stage, OURS)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_of_ours(stage: Stage, page: str, dark: bool) -> None:
    stage.browser.switch_home()
    stage.browser.dark(on=dark)
    stage.browser.resize(1000, 900)
    open_page(stage, page)
    assert wrong(stage, None) == []


def test_somebody_in_the_roster_is_changed(stage: Stage) -> None:
    open_page(stage, "roster")
    stage.browser.click(f"{ac('member')} {ac('edit')}")
    stage.browser.wait(ac("member-form"))
    assert wrong(stage, None) == []


def test_what_a_table_would_change(stage: Stage) -> None:
    open_page(stage, "tables")
    table = stage.file("people.csv", "Email,Section\nstudent2@foo.bar,Q\nno address,C\n")
    stage.browser.choose_files(ac("table-file"), table)
    stage.browser.wait(ac("job", "preview"))
    assert wrong(stage, None) == []


def test_the_course_page(stage: Stage) -> None:
    stage.browser.dark(on=False)
    stage.course_page()
    stage.browser.wait(badge("homework0", "score"))
    assert wrong_of_ours(stage) == []


def test_the_list_of_courses(stage: Stage) -> None:
    stage.browser.goto(f"{stage.box.base}/courses")
    stage.browser.wait(ac("course-to-do"))
    assert wrong_of_ours(stage) == []


def test_the_panel(stage: Stage) -> None:
    stage.assessment_page("homework0")
    stage.browser.click(ac("feedback-toggle"))
    stage.browser.wait(f"{ac('feedback')} pre")
    stage.browser.click(ac("versions-toggle"))
    stage.browser.click(f"{ac('version')} {ac('feedback-toggle')}")
    stage.browser.wait(f"{ac('versions-list')} pre")
    assert wrong_of_ours(stage) == []


def test_the_dialog(stage: Stage) -> None:
    stage.assessment_page("lab4")
    stage.browser.click(f"{ac('panel-box')} {ac('submit')}")
    stage.browser.wait(ac("file"))
    stage.choose(stage.file())
    stage.browser.wait(ac("confirm"))
    assert wrong_of_ours(stage) == []
