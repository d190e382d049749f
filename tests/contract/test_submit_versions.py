"""Versions on the server: deleted by staff, numbered anew, handed in elsewhere, counted for each member of a group."""

from __future__ import annotations

import asyncio
import json
import shutil
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from native_host.badges.polling import ScorePolling
from native_host.rpc.cached_read import account_of
from native_host.storage.submissions.entry import ACCEPTED_UNGRADED, APPEARED, LANDED, Entry
from native_host.timestamps import epoch
from native_host.wire.errors import CompanionError
from tests.asking import Asker, asyncio_run, requests, shown, until
from tests.handing_in import COURSE, EMAIL, commit, signed_in, versions, where
from tests.sandbox.models import Grader, Score
from tests.sandbox.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

LAB = "homework2"
PARTNER = "student2@foo.bar"
SUBMIT = {"method": "POST", "path": "/submit$"}
LIST = {"method": "GET", "path": "/submissions$"}


@pytest.fixture
def asker(companion_home: Path, box: Sandbox) -> Iterator[Asker]:
    made = Asker(signed_in(companion_home, box))
    yield made
    close(made)


def close(asker: Asker) -> None:
    asker.services.journal.close()
    asker.services.cache.close()
    asker.services.uploads.close()


async def committed(asker: Asker, box: Sandbox, content: bytes, *confirm: str) -> dict[str, Any]:
    begun = await asker.fetch("submit.begin", **where(box), filename="handin.c", size=len(content))
    asker.services.uploads.part(begun["upload"], 0, content, zlib.crc32(content))
    try:
        done = await asker.fetch("submit.commit", **commit(begun["upload"], content, *confirm))
    finally:
        asker.services.uploads.abandon(begun["upload"])
    receipt: dict[str, Any] = done["receipt"]
    return receipt


def hand_in(asker: Asker, box: Sandbox, content: bytes, *confirm: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    async def scene() -> None:
        found.append(await committed(asker, box, content, *confirm))

    asyncio_run(scene(), asker)
    return found[0]


def fetched(asker: Asker, method: str, **params: Any) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    async def scene() -> None:
        found.append(dict(await asker.fetching(method, **params)[0]))

    asyncio_run(scene(), asker)
    return found[0]


def receipts(asker: Asker) -> list[dict[str, Any]]:
    listed = asker.remembered("receipts.list")
    assert listed is not None
    found: list[dict[str, Any]] = listed["receipts"]
    return found


def elsewhere(box: Sandbox, email: str = EMAIL) -> None:
    """By another computer."""
    Visitor(box.base, box.issue(email).token).upload(
        f"/api/v1/courses/{COURSE}/assessments/{LAB}/submit", b"elsewhere"
    )


def asks(name: str) -> pytest.RaisesExc[CompanionError]:
    return pytest.RaisesExc(CompanionError, check=lambda error: error.name == name)


def as_of_an_earlier_companion(asker: Asker) -> None:
    """Its receipts have numbers and our clock's moments alone."""
    journal = asker.services.journal
    for entry in journal.everything()[0]:
        changes = dict.fromkeys(("created_at", "over_at", "listed_at", "baseline_at", "left_at", "answered"))
        assert journal.amend(replace(entry, **changes))  # type: ignore[arg-type]  # replace() is untyped by field


def deleted(box: Sandbox) -> None:
    box.staff(COURSE, LAB).delete_submission(EMAIL)


def recreated(box: Sandbox) -> None:
    box.staff(COURSE, LAB).recreate()


DEEDS = [deleted, recreated]


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("deed", DEEDS)
def test_what_staff_removed_is_no_repeat_and_its_number_is_free(
    asker: Asker, box: Sandbox, deed: Callable[[Sandbox], None], old: bool
) -> None:
    first = hand_in(asker, box, b"same")
    assert first["removed_between"] is None
    if old:
        as_of_an_earlier_companion(asker)
    deed(box)
    asker.notifications.clear()
    before = requests(box, "/submissions")
    second = hand_in(asker, box, b"same")
    assert requests(box, "/submissions") - before == 2, "the baseline, and the answer's own line"
    assert (first["version"], second["version"], len(versions(box))) == (1, 1, 1)
    now, gone = receipts(asker)
    assert now == second
    assert (now["removed_between"], gone["receipt"]) == (None, first["receipt"])
    since, then = map(epoch, gone["removed_between"])
    assert since is not None
    assert then is not None
    assert since <= then
    if not old:
        assert gone["removed_between"][0] == first["version_created_at"]
    told = [each["receipt"]["receipt"] for each in asker.told("receipt.changed")]
    assert told == [first["receipt"], second["receipt"]]
    with asks("already_submitted") as caught:
        hand_in(asker, box, b"same")
    assert caught.value.data["receipt"] == second["receipt"]


@pytest.mark.parametrize("old", [False, True])
def test_what_is_still_listed_is_a_repeat(asker: Asker, box: Sandbox, old: bool) -> None:
    """Also when the staff have deleted another one."""
    first = hand_in(asker, box, b"same")
    hand_in(asker, box, b"other")
    if old:
        as_of_an_earlier_companion(asker)
    deleted(box)
    with asks("already_submitted") as caught:
        hand_in(asker, box, b"same")
    assert caught.value.data["receipt"] == first["receipt"]
    assert [shown["removed_between"] is None for shown in receipts(asker)] == [False, True]
    assert len(versions(box)) == 1


NO_LIST: list[dict[str, Any]] = [
    {"status": 500},
    {"html": True},
    {"status": 200, "body": '{"submissions": []}'},
    {"status": 403, "body": '{"error":"User is not in this course"}'},
    {"status": 404, "body": '{"error":"Assessment does not exist"}'},
    {"lose_answer": True},
    {"redirect": "https://elsewhere.example/"},
]


@pytest.mark.parametrize("wrong", NO_LIST, ids=str)
def test_a_list_that_does_not_come_removes_nothing(asker: Asker, box: Sandbox, wrong: dict[str, Any]) -> None:
    first = hand_in(asker, box, b"same")
    deleted(box)
    box.faults.add(**LIST, times=100, **wrong)
    with asks("already_submitted"):
        hand_in(asker, box, b"same")
    with pytest.raises(CompanionError):
        fetched(asker, "submit.check", **where(box))
    assert receipts(asker) == [first]
    assert requests(box, "/submit") == 1


def test_somebody_elses_list_removes_nothing(companion_home: Path, box: Sandbox) -> None:
    asker = Asker(signed_in(companion_home, box))
    first = hand_in(asker, box, b"same")
    close(asker)
    other = Asker(signed_in(companion_home, box, PARTNER))
    fetched(other, "submit.check", **where(box))
    fetched(other, "badges", server=box.base, course=COURSE)
    assert receipts(other) == [first]
    close(other)


@pytest.mark.parametrize("visit", ["submit.check", "badges", "submissions", "feedback"])
def test_whoever_reads_the_list_notices(asker: Asker, box: Sandbox, visit: str) -> None:
    hand_in(asker, box, b"one")
    first = hand_in(asker, box, b"two")
    fetched(asker, "badges", server=box.base, course=COURSE)
    box.staff(COURSE, LAB).score(EMAIL, "problem0", None)
    deleted(box)
    box.staff(COURSE, LAB).score(EMAIL, "problem0", 3.0, "good")
    asker.notifications.clear()
    params: dict[str, dict[str, Any]] = {
        "badges": {"server": box.base, "course": COURSE},
        "feedback": {**where(box), "version": 1},
    }
    asker.services.cache.drop(account_of(asker.services, box.base), "badges", COURSE)
    before = requests(box, f"{LAB}/submissions")
    fetched(asker, visit, **params.get(visit, where(box)))
    (told,) = (each["receipt"] for each in asker.told("receipt.changed"))
    assert (told["receipt"], told["removed_between"][0]) == (first["receipt"], first["version_created_at"])
    assert receipts(asker)[0] == told
    assert requests(box, f"{LAB}/submissions") - before == (3 if visit == "feedback" else 2)
    before = requests(box, f"{LAB}/submissions")
    fetched(asker, visit, **params.get(visit, where(box)))
    assert requests(box, f"{LAB}/submissions") - before <= (2 if visit == "feedback" else 1), "asked once"


def test_what_is_listed_again_is_not_removed_any_more(asker: Asker, box: Sandbox) -> None:
    """The server's database was brought back from a backup."""
    first = hand_in(asker, box, b"same")
    rows = box.state.assessment(COURSE, LAB).submissions
    kept = list(rows)
    rows.clear()
    fetched(asker, "submit.check", **where(box))
    assert receipts(asker)[0]["removed_between"]
    rows.extend(kept)
    fetched(asker, "submit.check", **where(box))
    assert receipts(asker) == [first]
    with asks("already_submitted"):
        hand_in(asker, box, b"same")


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_lost_answer_under_a_reused_number_is_found_at_once(
    asker: Asker, box: Sandbox, deed: Callable[[Sandbox], None], old: bool
) -> None:
    hand_in(asker, box, b"first")
    if old:
        as_of_an_earlier_companion(asker)
    deed(box)
    box.faults.add(**SUBMIT, process=True, lose_answer=True)
    found = hand_in(asker, box, b"second")
    assert (found["state"], found["version"], found["settled"]) == (APPEARED, 1, True)
    assert found["version_created_at"]
    with asks("probably_submitted"):
        hand_in(asker, box, b"second")


@pytest.mark.parametrize("old", [False, True])
def test_accepted_without_grading_under_a_reused_number_has_its_version_at_once(
    asker: Asker, box: Sandbox, old: bool
) -> None:
    hand_in(asker, box, b"first")
    if old:
        as_of_an_earlier_companion(asker)
    deleted(box)
    box.state.assessment(COURSE, LAB).grader = Grader(reachable=False)
    before = requests(box)
    found = hand_in(asker, box, b"second")
    assert (found["state"], found["version"], found["settled"]) == (ACCEPTED_UNGRADED, 1, True)
    assert requests(box) - before == 3, "the list, the file, the list: no second look is waited for"


def test_deleted_while_the_next_one_is_on_its_way(asker: Asker, box: Sandbox) -> None:
    hand_in(asker, box, b"first")
    box.faults.add(**SUBMIT, process=True, delay=0.3, lose_answer=True)

    async def scene() -> None:
        handing_in = asyncio.create_task(committed(asker, box, b"second"))
        await until(lambda: requests(box, "/submit") == 2)
        deleted(box)
        found = await handing_in
        assert (found["state"], found["version"]) == (APPEARED, 1)

    asyncio_run(scene(), asker)
    fetched(asker, "submit.check", **where(box))
    now, gone = receipts(asker)
    assert (now["removed_between"], bool(gone["removed_between"])) == (None, True)


def test_the_badge_of_a_reused_number_waits_for_a_new_score(asker: Asker, box: Sandbox) -> None:
    hand_in(asker, box, b"first")
    staff = box.staff(COURSE, LAB)
    staff.score(EMAIL, "problem0", 90.0)
    fetched(asker, "badges", server=box.base, course=COURSE)
    staff.delete_submission(EMAIL)
    asker.notifications.clear()
    assert hand_in(asker, box, b"second")["version"] == 1
    told = asker.told("badges.changed")[-1]
    assert shown(told, LAB, "state", "score", "version", "submissions") == ("submitted", None, 1, 1)


@pytest.fixture
def pair(box: Sandbox) -> Sandbox:
    """student1 and student2 hand in together; one of them has handed in alone before."""
    lab = box.state.assessment(COURSE, LAB)
    lab.group_size = 2
    lab.grader = Grader(seconds=1.0, grade=lambda row: {"problem0": Score(float(row.version), feedback="ok")})
    return box


def grouped(box: Sandbox) -> None:
    group = {"groups": [{"name": "pair", "group_members": [EMAIL, PARTNER]}]}
    path = f"/api/v1/courses/{COURSE}/assessments/{LAB}"
    Visitor(box.base, box.issue("instructor@foo.bar").token).json(f"{path}/groups", group)


@pytest.mark.parametrize(("ahead", "own", "first"), [(EMAIL, 4, 4), (PARTNER, 1, 1)])
def test_receipt_badge_watch_and_feedback_have_the_version_of_the_own_list(
    companion_home: Path, pair: Sandbox, ahead: str, own: int, first: int
) -> None:
    """The answer has that of the group's first member: student1, who is ahead here or behind."""
    for _ in range(3):
        elsewhere(pair, ahead)
    grouped(pair)
    # The second to hand in has the number after the one that the first one's file had in their list.
    for email, version, answered in ((EMAIL, own, first), (PARTNER, 6 - own, first + 1)):
        asker = Asker(signed_in(companion_home, pair, email))
        fetched(asker, "badges", server=pair.base, course=COURSE)
        receipt = hand_in(asker, pair, email.encode(), "elsewhere")
        assert versions(pair, email=EMAIL)[-1].version == answered
        assert (receipt["state"], receipt["version"]) == (LANDED, version)
        assert receipt["server_filename"] == f"{version}_handin.c"
        told = asker.told("badges.changed")[-1]
        assert shown(told, LAB, "state", "version") == ("submitted", version)

        async def scene(asker: Asker, version: int) -> None:
            async def sleep(seconds: float) -> None:
                pair.clock.advance(seconds)

            given: Any = {**where(pair), "version": version}
            account = account_of(asker.services, pair.base)
            watch = ScorePolling(asker.context(), given, account, sleep=sleep, dice=lambda: 0.5)
            await watch.run()
            assert watch.result()["outcome"] == "released"
            answer = await asker.fetch("feedback", **given)
            assert answer["data"]["feedback"] == "ok"

        asyncio_run(scene(asker, version), asker)
        close(asker)


@pytest.mark.parametrize("ahead", [EMAIL, PARTNER])
def test_a_group_members_version_is_not_told_before_the_own_list_is(
    companion_home: Path, pair: Sandbox, ahead: str
) -> None:
    elsewhere(pair, ahead)
    grouped(pair)
    asker = Asker(signed_in(companion_home, pair, PARTNER))
    fetched(asker, "submit.check", **where(pair))
    pair.faults.add(**LIST, times=1)
    pair.faults.add(**LIST, times=9, status=500)
    receipt = hand_in(asker, pair, b"ours", "elsewhere")
    assert (receipt["state"], receipt["settled"], receipt["version"]) == (LANDED, True, None)
    with asks("already_submitted"):
        hand_in(asker, pair, b"ours")
    pair.faults.clear()
    fetched(asker, "submit.check", **where(pair))
    own = 2 if ahead == PARTNER else 1
    (known,) = receipts(asker)
    assert (known["version"], known["server_filename"], known["candidates"]) == (own, f"{own}_handin.c", [])
    close(asker)


def test_a_version_from_elsewhere_is_asked_about_once(asker: Asker, box: Sandbox) -> None:
    hand_in(asker, box, b"one")
    elsewhere(box)
    made = versions(box)[-1]
    before = requests(box)
    with asks("version_from_elsewhere") as caught:
        hand_in(asker, box, b"two")
    assert requests(box) - before == 1, "the list that is read anyway"
    assert (caught.value.data["version"], epoch(caught.value.data["created_at"])) == (
        2,
        int(made.created_at.timestamp()),
    )
    with asks("version_from_elsewhere"):
        hand_in(asker, box, b"two", "empty")
    assert hand_in(asker, box, b"two", "elsewhere")["version"] == 3
    assert hand_in(asker, box, b"three")["version"] == 4
    elsewhere(box)
    with asks("version_from_elsewhere"):
        hand_in(asker, box, b"four")
    with asks("already_submitted"):
        hand_in(asker, box, b"three", "elsewhere")
    with asks("version_from_elsewhere"):
        hand_in(asker, box, b"three", "again")


def test_the_upload_stays_for_the_answer(asker: Asker, box: Sandbox) -> None:
    elsewhere(box)

    async def scene() -> None:
        begun = await asker.fetch("submit.begin", **where(box), filename="handin.c", size=3)
        asker.services.uploads.part(begun["upload"], 0, b"two", zlib.crc32(b"two"))
        with asks("version_from_elsewhere"):
            await asker.fetch("submit.commit", **commit(begun["upload"], b"two"))
        sent = await asker.fetch("submit.commit", **commit(begun["upload"], b"two", "elsewhere"))
        assert sent["receipt"]["version"] == 2

    asyncio_run(scene(), asker)


def test_a_confirmation_is_remembered_also_when_the_server_then_refuses(asker: Asker, box: Sandbox) -> None:
    elsewhere(box)
    box.faults.add(**SUBMIT, status=403, body='{"error": "Handins for this assessment is disabled"}')
    with asks("handins_disabled"):
        hand_in(asker, box, b"two", "elsewhere")
    assert hand_in(asker, box, b"two")["version"] == 2


@pytest.mark.parametrize("old", [False, True])
def test_a_restored_copy_asks_before_the_same_file_is_sent_twice(
    companion_home: Path, box: Sandbox, tmp_path: Path, old: bool
) -> None:
    asker = Asker(signed_in(companion_home, box))
    hand_in(asker, box, b"one")
    if old:
        as_of_an_earlier_companion(asker)
    close(asker)
    shutil.copytree(companion_home, tmp_path / "copy", symlinks=True)
    hand_in(asker, box, b"two")
    close(asker)
    for file in companion_home.glob("receipts*"):
        file.unlink()
    for file in (tmp_path / "copy").glob("receipts*"):
        shutil.copy2(file, companion_home / file.name)
    restored = Asker(signed_in(companion_home, box))
    with asks("version_from_elsewhere"):
        hand_in(restored, box, b"two")
    close(restored)
    assert len(versions(box)) == 2


def test_what_a_partner_handed_in_for_the_group_is_from_elsewhere(asker: Asker, pair: Sandbox) -> None:
    grouped(pair)
    hand_in(asker, pair, b"one")
    elsewhere(pair, PARTNER)
    with asks("version_from_elsewhere"):
        hand_in(asker, pair, b"two")


def test_an_older_version_and_a_row_without_a_file_are_not_asked_about(asker: Asker, box: Sandbox) -> None:
    elsewhere(box)
    hand_in(asker, box, b"one", "elsewhere")
    assert hand_in(asker, box, b"two")["version"] == 3
    lab = box.state.assessment(COURSE, LAB)
    lab.storage_trouble = "No space left on device"
    elsewhere(box)
    lab.storage_trouble = None
    assert versions(box)[-1].filename is None
    assert hand_in(asker, box, b"three")["version"] == 5


def test_who_may_not_list_is_not_asked(companion_home: Path, box: Sandbox) -> None:
    elsewhere(box)
    asker = Asker(signed_in(companion_home, box, scopes=("user_info", "user_courses", "user_submit")))
    assert hand_in(asker, box, b"one")["version"] == 2
    close(asker)


def test_learning_the_moment_of_an_old_version_is_no_news(asker: Asker, box: Sandbox) -> None:
    """Or the browser would wait for its score again, and announce it."""
    first = hand_in(asker, box, b"one")
    as_of_an_earlier_companion(asker)
    asker.notifications.clear()
    fetched(asker, "submit.check", **where(box))
    assert receipts(asker)[0]["version_created_at"] == first["version_created_at"]
    assert asker.told("receipt.changed") == []


def test_a_record_of_an_earlier_companion_is_read(asker: Asker, box: Sandbox) -> None:
    hand_in(asker, box, b"one")
    (entry,), _ = asker.services.journal.everything()
    record = json.loads(json.dumps(entry.as_record()))
    del record["gone_at"]
    assert Entry.from_record(record) == entry
