"""A quiz is answered on its own page, which takes no file: the API does not tell, so what the page has told is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import Asker, asyncio_run, shown
from tests.handing_in import COURSE, hand_in, serving, signed_in, where
from tests.host import HostError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox import Sandbox


def codes(told: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in told["warnings"]]


def test_what_its_page_shows_every_answer_tells_until_the_page_shows_otherwise(
    companion_home: Path, box: Sandbox
) -> None:
    asker = Asker(signed_in(companion_home, box, clock=box.clock.time))

    async def scene() -> None:
        course, quiz = {"server": box.base, "course": COURSE}, where(box, "quiz1")
        assert shown(await asker.settled("badges", **course), "quiz1", "quiz", "submittable") == (False, True)
        asker.notifications.clear()
        for is_quiz, news in ((True, True), (True, False), (False, True), (True, True)):
            assert await asker.ask("assessment.seen", **quiz, quiz=is_quiz) == {"news": news}
        told = [
            (badge["assessment"], badge["quiz"])
            for one in asker.told("badges.changed")
            for badge in one["badges"]
        ]
        assert told == [("quiz1", True), ("quiz1", False), ("quiz1", True)]

        after = await asker.settled("badges", **course)
        assert {badge["assessment"] for badge in after["badges"] if badge["quiz"]} == {"quiz1"}
        agenda = (await asker.settled("agenda"))["data"]["items"]
        assert {(item["assessment"], item["to_do"]) for item in agenda if item["quiz"]} == {("quiz1", True)}
        checked = await asker.ask("submit.check", **quiz)
        assert checked["quiz"]
        assert checked["open"]
        assert "quiz" in codes(checked)
        other = await asker.ask("submit.check", **where(box, "lab1"))
        assert not other["quiz"]
        assert "quiz" not in codes(other)

    asyncio_run(scene(), asker)


def test_autolabs_refusal_tells_it_too_and_a_file_that_arrives_the_contrary(
    tmp_path: Path, box: Sandbox
) -> None:
    quiz = where(box, "quiz1")
    with serving(tmp_path, box) as host:
        assert not host.request("submit.check", quiz, caller="page")["quiz"]
        with pytest.raises(HostError) as refused:
            hand_in(host, quiz, b"int answer;")
        assert refused.value.name == "embedded_quiz"
        assert host.request("submit.check", quiz, caller="page")["quiz"]
        box.state.assessment(COURSE, "quiz1").embedded_quiz = False
        hand_in(host, quiz, b"int answer;")  # it warns, and the server decides
        assert not host.request("submit.check", quiz, caller="page")["quiz"]
