"""What `autolab-companion roster | gradebook | groups | problems | imports` say and do, with a semester's people."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

from installer.completion import import_ids
from installer.exit_codes import DONE, FAILED, INTERRUPTED, TRY_LATER
from installer.in_process import InProcess
from native_host.services import Services
from native_host.staff import running
from tests.asking import requests
from tests.handing_in import signed_in
from tests.sandbox.seeds import crowd
from tests.staff_tables import crowded, edited, parts
from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

PEOPLE, CHANGED = 2000, 50
COURSE, HOMEWORK = crowd.COURSE, f"{crowd.COURSE}:hw00"


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    with crowded(PEOPLE, 2) as made:
        yield made


@pytest.fixture
def box(shared: Sandbox, companion_home: Path) -> Sandbox:
    signed_in(companion_home, shared, crowd.TEACHER)
    shared.requests.clear()
    return shared


@pytest.fixture
def at(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    return Terminal(capsys)


def sections(box: Sandbox) -> list[str]:
    return [member.section for member in box.state.courses[COURSE].members.values() if member.is_student]


def test_a_roster_of_two_thousand_goes_round(box: Sandbox, at: Terminal, tmp_path: Path) -> None:
    assert at.run("roster", "export", COURSE, "-o", "roster.csv") == DONE
    text = (tmp_path / "roster.csv").read_text("utf-8")
    assert at.run("roster", "import", COURSE, "roster.csv") == DONE
    assert f"{PEOPLE + 1} right already" in at.err
    assert "nothing to send" in at.err

    def change(number: int, row: dict[str, str]) -> None:
        if 0 < number <= CHANGED:
            row["Section"] = "B"

    (tmp_path / "new.csv").write_text(edited(text, change), "utf-8")
    box.requests.clear()
    assert at.run("roster", "import", COURSE, "new.csv") == FAILED
    assert "--yes" in at.err
    assert sections(box).count("B") == 0, "nobody has confirmed it"
    box.requests.clear()
    assert at.run("roster", "import", COURSE, "new.csv", "--yes", "--undo-file", "undo.csv") == DONE
    assert requests(box, "/api/") == 1 + CHANGED
    assert sections(box).count("B") == CHANGED
    assert "section: A → B" in at.out
    assert f"{CHANGED} done." in at.err
    assert at.run("roster", "import", COURSE, "undo.csv", "--yes", "--quiet") == DONE
    assert (at.out, at.err) == ("", "")
    assert sections(box).count("B") == 0
    assert at.run("roster", "export", COURSE, "-o", "again.csv") == DONE
    assert (tmp_path / "again.csv").read_text("utf-8") == text


def test_a_gradebook_of_two_thousand_goes_round(box: Sandbox, at: Terminal, tmp_path: Path) -> None:
    assert at.run("gradebook", "export", COURSE) == DONE
    text = at.out
    assert text.splitlines()[0].endswith("hw00:p0,hw00:p1,hw01:p0,hw01:p1")
    (tmp_path / "book.csv").write_text(text, "utf-8", newline="")
    assert at.run("gradebook", "import", COURSE, "book.csv", "--json") == DONE
    told = json.loads(at.out)
    assert (told["job"]["counts"]["same"], told["lines"]) == (PEOPLE * 4, [])

    def change(number: int, row: dict[str, str]) -> None:
        if number < CHANGED:
            row["hw00:p0"], row["hw00:p1"] = "99", "101" if number == 0 else "98"

    (tmp_path / "new.csv").write_text(edited(text, change), "utf-8")
    box.requests.clear()
    words = (
        "gradebook",
        "import",
        COURSE,
        "new.csv",
        "--yes",
        "--skip-suspicious",
        "--undo-file",
        "undo.csv",
    )
    assert at.run(*words) == DONE
    assert requests(box, "/api/") == 2 + 2 * 2 + CHANGED, "two assessments are read, people are written"
    assert f"{CHANGED} done, 1 left out" in at.err
    first = text.splitlines()[1].split(",")[0]
    assert re.search(
        rf"^Left out: {re.escape(first)} in hw00: p1: .+ → 101 \(is above the maximum\)$",
        at.err,
        re.MULTILINE,
    )
    assert at.run("gradebook", "export", COURSE) == DONE
    heads, row = (line.split(",") for line in at.out.splitlines()[:2])
    scores = dict(zip(heads, row, strict=True))
    assert float(scores["hw00:p0"]) == 99, "the sound one beside it was entered"
    assert scores["hw00:p1"] != "101"
    assert at.run("gradebook", "import", COURSE, "undo.csv", "--yes") == DONE
    assert at.run("gradebook", "export", COURSE) == DONE
    assert at.out == text


def test_what_is_wrong_with_a_table_is_said_and_told_by_the_exit_code(
    box: Sandbox, at: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "bad.csv").write_text(
        f"Mail;Section;Schuhgröße\nnobody;A;44\nnobody@foo.bar;A;44\n{crowd.email(0)};A;44\n", "utf-8"
    )
    assert at.run("roster", "import", COURSE, "bad.csv", "--yes") == FAILED
    assert "Line 2 has no e-mail address" in at.err
    assert "'Schuhgröße' is not known" in at.err
    assert "1 of those to add" in at.err
    assert at.run("imports", "file", "unknown") == DONE
    assert "nobody@foo.bar" in at.out
    assert at.run("roster", "import", COURSE, "missing.csv") == FAILED
    assert "missing.csv: No such file" in at.err
    (tmp_path / "none.csv").write_text("Name,Section\nSomebody,A\n", "utf-8")
    assert at.run("roster", "import", COURSE, "none.csv") == FAILED
    assert "e-mail" in at.err
    (tmp_path / "other.csv").write_text(f"Email,hw77:p0\n{crowd.email(0)},5\n", "utf-8")
    assert at.run("gradebook", "import", COURSE, "other.csv", "--yes") == FAILED
    assert "assessment:problem" in at.err
    assert at.run("roster", "export", COURSE, "-o", "nowhere/roster.csv") == FAILED
    assert "nowhere/roster.csv could not be written" in at.err


def test_groups_and_problems_come_from_tables(box: Sandbox, at: Terminal, tmp_path: Path) -> None:
    (tmp_path / "groups.csv").write_text(
        f"Team,Member 1,Member 2\nOne,{crowd.email(0)},{crowd.email(1)}\n", "utf-8"
    )
    assert at.run("groups", "import", HOMEWORK, "groups.csv", "--yes") == DONE
    assert at.run("groups", "list", HOMEWORK) == DONE
    assert crowd.email(1) in at.out
    assert at.run("groups", "settings", HOMEWORK, "--size", "3", "--by-students", "no", "--json") == DONE
    assert json.loads(at.out)["data"] == {"group_size": 3, "allow_student_assign_group": False}
    (tmp_path / "problems.csv").write_text("Problem,Max score\nbonus,5\n", "utf-8")
    assert at.run("problems", f"{COURSE}:hw01", "--add", "problems.csv", "--yes") == DONE
    assert at.run("problems", f"{COURSE}:hw01") == DONE
    assert "bonus" in at.out
    box.staff(COURSE, "hw01").delete_problem("bonus")


def test_what_a_lost_server_interrupts_goes_on(
    box: Sandbox, at: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PAUSES", ())
    (tmp_path / "some.csv").write_text(
        "Email,Nickname\n" + "".join(f"{crowd.email(n)},nick\n" for n in range(40)), "utf-8"
    )
    box.faults.add(method="PUT", path="course_user_data", times=2, process=True, lose_answer=True)
    box.faults.add(method="GET", path="course_user_data/", times=100, lose_answer=True)
    code = at.run("roster", "import", COURSE, "some.csv", "--yes")
    assert code == TRY_LATER, at.err
    assert "imports resume" in at.err
    assert at.run("imports", "list") == DONE
    assert "paused" in at.out
    box.faults.clear()
    assert at.run("imports", "resume") == DONE
    assert "40 done" in at.err
    members = box.state.courses[COURSE].members.values()
    assert sum(member.nickname == "nick" for member in members) == 40
    assert at.run("imports", "cancel") == FAILED, "none is left"
    assert at.run("imports", "forget") == DONE


def test_one_person_and_one_group_are_seen_to_by_hand(box: Sandbox, at: Terminal) -> None:
    new = ("nocourse@foo.bar", "--section", "X", "--json")
    assert at.run("roster", "add", COURSE, *new) == DONE
    assert json.loads(at.out)["data"]["auth_level"] == "student"
    assert at.run("roster", "change", COURSE, "nocourse@foo.bar", "--nickname", "nic") == DONE
    assert at.run("roster", "drop", COURSE, "nocourse@foo.bar") == DONE
    assert at.run("roster", "list", COURSE) == DONE
    (line,) = [line for line in at.out.splitlines() if line.startswith("nocourse@foo.bar")]
    assert line.split()[-3:] == ["student", "nic", "dropped"]
    assert at.run("roster", "change", COURSE, "nocourse@foo.bar", "--back") == DONE
    assert at.run("roster", "list", COURSE) == DONE
    assert [x.split()[-1] for x in at.out.splitlines() if x.startswith("nocourse@foo.bar")] == ["nic"]
    assert at.run("roster", "add", COURSE, "nobody@foo.bar") == FAILED
    members = [word for n in (20, 21) for word in ("--member", crowd.email(n))]
    assert at.run("groups", "make", f"{COURSE}:hw01", "--name", "pair", *members) == DONE
    assert [group.name for group in box.state.assessment(COURSE, "hw01").groups] == ["pair"]
    third = ("--member", crowd.email(20), "--member", crowd.email(22))
    assert at.run("groups", "make", f"{COURSE}:hw01", "--name", "taken", *third) == FAILED
    assert f"{crowd.email(20)} is not in taken" in at.err
    assert crowd.email(22) not in at.err
    assert at.run("groups", "dissolve", f"{COURSE}:hw01", "--name", "taken") == DONE
    assert (
        at.run("groups", "make", f"{COURSE}:hw01", "--name", "none", "--member", "nobody@foo.bar") == FAILED
    )
    assert "nobody@foo.bar is not in none" in at.err
    assert at.run("groups", "dissolve", f"{COURSE}:hw01", "--name", "pair") == DONE
    assert box.state.assessment(COURSE, "hw01").groups == []
    assert at.run("groups", "dissolve", f"{COURSE}:hw01", "--name", "pair") == FAILED
    del box.state.courses[COURSE].members[next(u.id for u in box.state.users.values() if u.email == new[0])]


def test_a_preview_of_the_browsers_is_not_confirmed_unseen(
    box: Sandbox, at: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "one.csv").write_text(f"Email,Nickname\n{crowd.email(7)},unseen\n", "utf-8")
    with InProcess(Services()) as host:
        data = (tmp_path / "one.csv").read_bytes()
        begun = host.call("staff.begin", server=box.base, course=COURSE, size=len(data))
        for part in parts(data):
            host.call("submit.part", upload=begun["upload"], **part)
        digest = hashlib.sha256(data).hexdigest()
        job = host.call(
            "staff.preview", server=box.base, upload=begun["upload"], sha256=digest, kind="roster"
        )["job"]
    assert job[:8] in import_ids(argparse.Namespace())
    assert at.run("imports", "resume", job[:8]) == FAILED
    assert "preview" in at.err
    assert at.run("imports", "forget", job[:8]) == DONE
    assert at.run("imports", "list") == DONE
    assert job[:8] not in at.out


def test_a_dry_run_sends_and_keeps_nothing(box: Sandbox, at: Terminal, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(f"Email,Nickname\n{crowd.email(8)},dry\n", "utf-8")
    assert at.run("roster", "import", COURSE, "one.csv", "--dry-run") == DONE
    assert "→ dry" in at.out
    assert all(record.method == "GET" for record in box.requests)
    assert at.run("imports", "list", "--json") == DONE
    assert json.loads(at.out) == {"jobs": []}


def test_ctrl_c_says_how_to_go_on(
    box: Sandbox, at: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.csv").write_text(f"Email,Nickname\n{crowd.email(9)},other\n", "utf-8")

    async def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running.Running, "_send", interrupted)
    assert at.run("roster", "import", COURSE, "one.csv", "--yes") == INTERRUPTED
    assert "imports resume" in at.err
    assert at.run("imports", "file", "undo") == DONE
    assert crowd.email(9) in at.out, "it may have arrived"
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)


def test_a_table_is_read_from_a_pipe(
    box: Sandbox, at: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "piped"
    path.write_text(f"Email\tNickname\n{crowd.email(3)}\tpiped\n", "utf-8")
    with path.open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert at.run("roster", "import", COURSE, "-", "--yes") == DONE
    assert "piped" in at.out


def test_nothing_is_sent_that_no_file_could_take_back(box: Sandbox, at: Terminal, tmp_path: Path) -> None:
    assert at.run("roster", "export", COURSE, "-o", "roster.csv") == DONE
    text = (tmp_path / "roster.csv").read_text("utf-8-sig")
    (tmp_path / "new.csv").write_text(edited(text, lambda number, row: row.update(Section="X")), "utf-8")
    box.requests.clear()
    for undo in ("missing/undo.csv", "."):
        assert at.run("roster", "import", COURSE, "new.csv", "--yes", "--undo-file", undo) == FAILED
        assert f"{undo} could not be written" in at.err
        assert at.run("imports", "resume", "--undo-file", undo) == FAILED
    assert not box.requests
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"roster.csv", "new.csv"}


def test_what_is_over_is_not_gone_on_with(box: Sandbox, at: Terminal) -> None:
    for action in ("resume", "cancel"):
        assert at.run("imports", action) == FAILED
        assert "No import is waiting to go on." in at.err
    assert at.run("imports", "file", "outcome") == FAILED
    assert "imports list" in at.err
    assert not box.requests
