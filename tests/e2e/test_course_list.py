"""The list of courses tells each course's next deadline and what is to do there, and nothing it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers import until
from tests.student import EMAIL

from .stage import COURSE, PAGE, Stage, ac, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.browser

ROOM = """() => {
  const top = () => document.querySelector(".collection > a").getBoundingClientRect().top;
  const drawn = top();
  for (const strip of document.querySelectorAll("[data-ac=course]")) strip.remove();
  document.documentElement.removeAttribute("data-autolab-companion");
  return [drawn, top()];
}"""
"""Where the first assessment stands with our strip, and where before anything is drawn."""
TAUGHT, COMING = "cs101-f26", "next-s27"
OTHER = ("student2@foo.bar", "studentpw2")


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    stage.enter()


def strip(course: str, inner: str = "") -> str:
    """The selector of our strip on a course's card, or of something in it."""
    return f'a[href$="/courses/{course}"] + {ac("course")} {inner}'.strip()


def course_list(stage: Stage) -> None:
    """The list of courses in the first tab."""
    stage.browser.switch_home()
    stage.browser.resize(*PAGE)
    stage.browser.goto(f"{stage.box.base}/courses")


def counted(stage: Stage) -> str:
    """What stands on the course's card once it is counted."""
    course_list(stage)
    stage.browser.wait(strip(COURSE, ac("course-to-do")))
    return stage.browser.text(strip(COURSE, ac("course-to-do")))


def test_the_next_deadline_and_what_is_to_do(stage: Stage) -> None:
    told = counted(stage)
    stage.picture("90-courses", whole=True)
    shown = stage.browser.text(strip(COURSE))
    assert "Next: course deadline in 7 days" in shown
    assert "Lab 0: Max three" in shown
    assert "UTC+00:00" in stage.browser.text(strip(COURSE, ac("course-when")))
    stage.course_page()
    assert stage.browser.text(ac("counts")).startswith(told), "as the course's page counts it"


def test_staff_have_a_deadline_ahead_and_nothing_to_do(stage: Stage) -> None:
    counted(stage)
    assert "Future Lab" in stage.browser.text(strip(TAUGHT))
    assert not stage.browser.exists(strip(TAUGHT, ac("course-to-do")))


def test_a_course_that_is_over_or_to_come_has_nothing_of_ours(stage: Stage) -> None:
    counted(stage)
    strips = stage.browser.run("() => document.querySelectorAll('[data-ac=course]').length")
    assert strips == 2
    assert not stage.browser.exists(strip(COMING))


def test_its_room_is_kept_from_the_start(stage: Stage) -> None:
    counted(stage)
    drawn, before = stage.browser.run(ROOM)
    assert drawn == before


def test_the_page_asks_the_server_for_no_more_than_is_old(stage: Stage) -> None:
    counted(stage)
    before = len(stage.box.requests)
    counted(stage)
    asked = [record.path for record in stage.box.requests[before:] if record.path.startswith("/api/")]
    assert [path for path in asked if "old-course-s20" not in path] == []


def test_what_was_handed_in_elsewhere_is_counted_no_more(stage: Stage) -> None:
    """By the remembered count at once, and by the server's as soon as it has answered."""
    before = int(counted(stage).split()[0])
    stage.box.staff(COURSE, "lab4").submit_for(EMAIL)
    stage.box.clock.advance(61)
    course_list(stage)
    stage.browser.wait_text(strip(COURSE, ac("course-to-do")), f"{before - 1} to do")


def test_a_screen_reader_gets_it_all(stage: Stage) -> None:
    told = counted(stage)
    wanted = ["Next: course deadline in 7 days", "Lab 0: Max three", told]

    def read() -> bool:
        heard = [name for role, name in stage.browser.heard() if role == "text"]
        return all(any(words in name for name in heard) for words in wanted)

    until(read, "it to be read out")
    groups = [role for role, name in stage.browser.heard() if name == "Autolab Companion"]
    assert set(groups) <= {"group", "grouping"}
    assert len(groups) == 2


def test_a_server_that_refuses_is_told_and_what_was_known_with_its_age(stage: Stage) -> None:
    before = counted(stage)
    stage.box.faults.add(path="^/api/", times=99, status=400, body='{"error": "maintenance"}')
    stage.box.clock.advance(61)
    course_list(stage)
    stage.browser.wait(f"{ac('notice')} {error('request_refused')}")
    assert stage.browser.text(strip(COURSE, ac("course-to-do"))) == before
    assert "As of" in stage.browser.text(strip(COURSE, ac("course-when")))
    stage.box.faults.clear()


@pytest.fixture
def unstartable(stage: Stage) -> Iterator[Callable[[], None]]:
    """Has hosts that are started from now on end at once."""
    content = stage.launcher.read_text("utf-8")

    def switch() -> None:
        stage.launcher.write_text(content.replace("exec ", "exit 3 # "), "utf-8")
        stage.restart_host()

    yield switch
    stage.launcher.write_text(content, "utf-8")


def test_without_the_program_what_was_known_is_told_with_its_age(
    stage: Stage, unstartable: Callable[[], None]
) -> None:
    before = counted(stage)
    unstartable()
    assert counted(stage) == before
    stage.browser.wait(f"{ac('notice')} {error('host_not_started')}")
    assert stage.browser.exists(ac("notice-open"))
    assert "As of" in stage.browser.text(strip(COURSE, ac("course-when")))
    stage.picture("91-courses-without", whole=True)


def test_nothing_is_told_on_somebody_elses_page(stage: Stage) -> None:
    stage.restart_host()
    counted(stage)
    stage.box.state.sessions.clear()
    course_list(stage)
    stage.log_in(*OTHER)
    stage.browser.wait(f"{ac('notice')} {error('account_differs')}")
    until(lambda: not stage.browser.text(strip(COURSE)), "ours to go")


def test_switched_off_it_takes_no_room(stage: Stage) -> None:
    stage.set_feature("course-list", on=False)
    course_list(stage)
    stage.browser.wait("html[data-autolab-companion]")
    assert not stage.browser.exists(ac("course"))
    stage.set_feature("course-list", on=True)


def test_what_takes_a_while_says_so(stage: Stage) -> None:
    """Nothing was shown here before, and the program is slow to start."""
    stage.forget_servers()
    stage.enter()
    content = stage.launcher.read_text("utf-8")
    stage.launcher.write_text(content.replace("exec ", "sleep 3; exec ", 1), "utf-8")
    stage.restart_host()
    stage.browser.restart_background()
    course_list(stage)
    stage.browser.wait_text(strip(COURSE), "One moment")
    stage.launcher.write_text(content, "utf-8")
    stage.browser.wait(strip(COURSE, ac("course-to-do")))
