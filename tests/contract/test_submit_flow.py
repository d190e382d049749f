"""A submission as the extension makes it, through the real host to the sandbox: checks, parts, outcomes, receipts."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from native_host.storage.submissions.journal import FILE
from tests.handing_in import COURSE, EMAIL, PART, commit, hand_in, signed_in, upload, versions, where
from tests.host import HostError, HostProcess
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as made:
        yield made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[HostProcess, Path]]:
    home = tmp_path_factory.mktemp("submit") / "home"
    with HostProcess(home) as made:
        made.hello()
        yield made, home


@pytest.fixture
def host(running: tuple[HostProcess, Path], box: Sandbox) -> Iterator[HostProcess]:
    """The module's host, signed in to one more server, of which it knows nothing; no upload stays open."""
    made, home = running
    signed_in(home, box)
    made.notifications.clear()
    made.frames.clear()
    yield made
    for result in [json.loads(frame).get("result") or {} for frame in made.frames]:
        if "upload" in result:
            made.request("submit.abandon", {"upload": result["upload"]}, caller="page")


@pytest.fixture
def own_host(companion_home: Path, box: Sandbox) -> Iterator[HostProcess]:
    """A host for this test alone, which leaves uploads open or looks into the folder."""
    signed_in(companion_home, box)
    with HostProcess(companion_home) as made:
        made.hello()
        yield made


def refused(name: str) -> pytest.RaisesExc[HostError]:
    return pytest.RaisesExc(HostError, check=lambda error: error.name == name)


def posts(box: Sandbox) -> int:
    return sum(record.method == "POST" for record in box.requests)


def receipts(host: HostProcess, **chosen: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = host.request("receipts.list", chosen)["receipts"]
    return found


def test_a_file_of_many_parts_lands_and_leaves_a_receipt(host: HostProcess, box: Sandbox) -> None:
    content = os.urandom(2 * PART + 1)
    box.state.assessment(COURSE, "homework2").max_size = 2
    receipt = hand_in(host, where(box), content)
    (landed,) = versions(box)
    assert (landed.sha256, landed.size, landed.uploaded_name) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
        "handin.c",
    )
    assert receipt == receipts(host, server=box.base)[0]
    expected = {
        "server": box.base,
        "account": EMAIL,
        "course": COURSE,
        "assessment": "homework2",
        "filename": "handin.c",
        "size": len(content),
        "sha256": landed.sha256,
        "state": "landed",
        "settled": True,
        "version": 1,
        "server_filename": "1_handin.c",
    }
    assert {key: receipt[key] for key in expected} == expected
    assert posts(box) == 1


def test_progress_goes_through_the_phases(host: HostProcess, box: Sandbox) -> None:
    upload_id = upload(host, where(box), b"int main;")
    host.request("submit.commit", commit(upload_id, b"int main;"), caller="page")
    seen = [n["params"] for n in host.notifications if n["method"] == "submit.progress"]
    assert [told["phase"] for told in seen] == ["sending", "waiting"]
    assert all(told["upload"] == upload_id and told["size"] == 9 for told in seen)
    assert host.notified("receipt.changed")["receipt"]["state"] == "landed"


def test_check_tells_what_is_known(host: HostProcess, box: Sandbox) -> None:
    known = host.request("submit.check", where(box, "lab6"), caller="page")
    assert known["display_name"] == "Lab 6: One submission left, penalised versions"
    assert known["course_display_name"] == "15-213: Intro to Computer Systems & <b>C</b>"
    assert (known["open"], known["why_not"], known["late"]) == (True, None, False)
    assert (known["versions_left"], known["max_submissions"], known["submissions"]) == (3, 5, 2)
    assert known["handin_hint"] == ".c"
    assert [warning["code"] for warning in known["warnings"]] == ["penalised"]
    assert known["already"] is None
    assert known["due_at"][-6:] in {"-04:00", "-05:00"}
    late = host.request("submit.check", where(box, "homework1"), caller="page")
    assert (late["open"], late["late"]) == (True, True)
    closed = host.request("submit.check", where(box, "homework4"), caller="page")
    assert (closed["open"], closed["why_not"]) == (False, "closed")
    disabled = host.request("submit.check", where(box, "lab2"), caller="page")
    assert disabled["why_not"] == "disabled"


def test_check_shows_the_last_receipt(host: HostProcess, box: Sandbox) -> None:
    first = hand_in(host, where(box), b"one")
    assert host.request("submit.check", where(box), caller="page")["already"] == first


def test_warnings_at_the_beginning_come_from_the_check(host: HostProcess, box: Sandbox) -> None:
    params = {**where(box, "lab6"), "filename": "handin.tar", "size": 3}
    unknown = host.request("submit.begin", params, caller="page")
    assert [warning["code"] for warning in unknown["warnings"]] == ["details_unknown"]
    host.request("submit.check", where(box, "lab6"), caller="page")
    known = host.request("submit.begin", params, caller="page")
    assert [warning["code"] for warning in known["warnings"]] == ["penalised", "file_type"]


def test_disabled_handins_are_refused_before_a_byte_is_uploaded(host: HostProcess, box: Sandbox) -> None:
    host.request("submit.check", where(box, "lab2"), caller="page")
    with refused("handins_disabled"):
        upload(host, where(box, "lab2"), b"x")
    assert posts(box) == 0


REFUSALS = [
    ("homework4", "handin_closed", "past the deadline"),
    ("lab2", "handins_disabled", "disabled"),
    ("quiz1", "embedded_quiz", "embedded quiz"),
]


@pytest.mark.parametrize(("assessment", "name", "words"), REFUSALS)
def test_the_server_refuses_and_says_why(
    host: HostProcess, box: Sandbox, assessment: str, name: str, words: str
) -> None:
    with refused(name) as caught:
        hand_in(host, where(box, assessment), b"int main;")
    error = caught.value.error
    assert words in error["data"]["server_said"]
    (receipt,) = receipts(host, server=box.base)
    assert receipt["receipt"] == error["data"]["receipt"]
    assert (receipt["state"], receipt["reason"], receipt["settled"]) == ("refused", name, True)
    assert words in receipt["server_said"]
    assert versions(box, assessment) == []


def test_a_refusal_calls_the_assessment_as_its_page_does(host: HostProcess, box: Sandbox) -> None:
    known = host.request("submit.check", where(box, "homework4"), caller="page")
    with refused("handin_closed") as caught:
        hand_in(host, where(box, "homework4"), b"int main;")
    assert caught.value.error["message"].startswith(known["display_name"])


def test_too_large_is_the_servers_word(host: HostProcess, box: Sandbox) -> None:
    with refused("file_too_large") as caught:
        hand_in(host, where(box), b"x" * (2 * 2**20 + 1))
    assert "2 MB" in caught.value.error["data"]["server_said"]
    assert hand_in(host, where(box), b"x" * (2 * 2**20))["version"] == 1


def test_the_limit_is_the_servers_word(host: HostProcess, box: Sandbox) -> None:
    for number in range(3):
        assert hand_in(host, where(box, "lab0"), b"%d" % number)["version"] == number + 1
    check = host.request("submit.check", where(box, "lab0"), caller="page")
    assert (check["why_not"], check["versions_left"]) == ("limit", 0)
    with refused("submission_limit"):
        hand_in(host, where(box, "lab0"), b"four")


def test_accepted_without_grading_finds_its_version(host: HostProcess, box: Sandbox) -> None:
    receipt = hand_in(host, where(box, "lab5"), b"int main;")
    assert (receipt["state"], receipt["version"], receipt["settled"]) == ("accepted_ungraded", 1, True)
    assert "autograding failed" in receipt["server_said"]
    assert len(versions(box, "lab5")) == 1


def test_a_wrong_type_is_refused(host: HostProcess, box: Sandbox) -> None:
    box.state.assessment(COURSE, "lab7").config_loaded = True
    with refused("file_type_refused"):
        hand_in(host, where(box, "lab7"), b"int main;")


def test_an_empty_file_asks_first(host: HostProcess, box: Sandbox) -> None:
    upload_id = upload(host, where(box), b"")
    with refused("file_empty"):
        host.request("submit.commit", commit(upload_id, b""), caller="page")
    assert posts(box) == 0
    assert (
        host.request("submit.commit", commit(upload_id, b"", "empty"), caller="page")["receipt"]["version"]
        == 1
    )


def test_the_affirmation_comes_first(host: HostProcess, box: Sandbox) -> None:
    upload_id = upload(host, where(box), b"x")
    with refused("affirmation_required"):
        host.request("submit.commit", commit(upload_id, b"x", affirmed=False), caller="page")
    assert posts(box) == 0
    host.request("submit.commit", commit(upload_id, b"x"), caller="page")


def test_the_same_file_again_asks_first(host: HostProcess, box: Sandbox) -> None:
    first = hand_in(host, where(box), b"same")
    upload_id = upload(host, where(box), b"same")
    with refused("already_submitted") as caught:
        host.request("submit.commit", commit(upload_id, b"same"), caller="page")
    assert caught.value.error["data"]["version"] == 1
    assert caught.value.error["data"]["receipt"] == first["receipt"]
    assert posts(box) == 1
    assert (
        host.request("submit.commit", commit(upload_id, b"same", "again"), caller="page")["receipt"][
            "version"
        ]
        == 2
    )
    assert hand_in(host, where(box, "lab3"), b"same")["version"] == 1, "another assessment is another matter"


def test_a_receipt_that_cannot_be_read_asks_first_too(
    own_host: HostProcess, box: Sandbox, companion_home: Path
) -> None:
    hand_in(own_host, where(box), b"one")
    hand_in(own_host, where(box, "lab3"), b"one")
    with closing(sqlite3.connect(companion_home / FILE)) as raw, raw:
        raw.execute("UPDATE entry SET sealed = x'00' WHERE number = 1")
    shown = own_host.request("receipts.list", {})
    assert (len(shown["receipts"]), shown["unreadable"]) == (1, 1)
    assert '"unreadable": 1' in own_host.request("receipts.export", {"format": "json"})["text"]
    assert own_host.request("submit.check", where(box), caller="page")["already"] is None
    upload_id = upload(own_host, where(box), b"one")
    with refused("receipts_missing"):
        own_host.request("submit.commit", commit(upload_id, b"one"), caller="page")
    sent = own_host.request("submit.commit", commit(upload_id, b"one", "again"), caller="page")
    assert sent["receipt"]["version"] == 2


def test_a_second_click_hears_that_the_first_is_under_way(own_host: HostProcess, box: Sandbox) -> None:
    fault = box.faults.add(method="POST", path="/submit$", delay=3.0)
    first, second = upload(own_host, where(box), b"same"), upload(own_host, where(box), b"same")
    running = own_host.start("submit.commit", commit(first, b"same"), caller="page")
    own_host.notified("submit.progress", lambda told: told["upload"] == first and told["phase"] == "waiting")
    with refused("submission_under_way"):
        own_host.request("submit.commit", commit(second, b"same"), caller="page")
    assert own_host.result(running)["receipt"]["version"] == 1
    assert fault.hits == 1
    assert posts(box) == 1


def test_different_files_take_turns(host: HostProcess, box: Sandbox) -> None:
    box.faults.add(method="POST", path="/submit$", delay=0.5)
    uploads = [(upload(host, where(box), content), content) for content in (b"one", b"two", b"three")]
    running = [host.start("submit.commit", commit(*made), caller="page") for made in uploads]
    found = sorted(host.result(request)["receipt"]["version"] for request in running)
    assert found == [1, 2, 3]


@pytest.mark.parametrize(
    "filename", ['ha"nd\\in.c', "naïve résumé 日本.c", "x" * 255, "a;b=c&d.c", "' or 1=1.c"]
)
def test_odd_file_names_arrive(host: HostProcess, box: Sandbox, filename: str) -> None:
    upload_id = upload(host, where(box), b"x", filename)
    assert (
        host.request("submit.commit", commit(upload_id, b"x"), caller="page")["receipt"]["filename"]
        == filename
    )
    assert len(versions(box)) == 1


@pytest.mark.parametrize("filename", ["a\r\nb.c", "nul\x00.c", "bell\x07"])
def test_names_that_cannot_be_sent_are_refused_at_once(
    host: HostProcess, box: Sandbox, filename: str
) -> None:
    with refused("filename_refused"):
        upload(host, where(box), b"x", filename)
    assert posts(box) == 0


def test_parts_are_checked(own_host: HostProcess, box: Sandbox) -> None:
    target = {**where(box), "filename": "a.c", "size": 3}
    upload_id = own_host.request("submit.begin", target, caller="page")["upload"]
    part = {
        "upload": upload_id,
        "index": 0,
        "data": base64.b64encode(b"abc").decode(),
        "crc32": zlib.crc32(b"abd"),
    }
    with refused("checksum_mismatch"):
        own_host.request("submit.part", part, caller="page")
    with refused("upload_unknown"):
        own_host.request("submit.part", {**part, "crc32": zlib.crc32(b"abc")}, caller="page")
    with refused("invalid_params"):
        own_host.request("submit.part", {**part, "data": "not base64!"}, caller="page")
    changed = upload(own_host, where(box), b"abc")
    with refused("checksum_mismatch"):
        own_host.request("submit.commit", commit(changed, b"abd"), caller="page")
    short = own_host.request("submit.begin", target, caller="page")["upload"]
    with refused("part_unexpected"):
        own_host.request("submit.commit", commit(short, b"abc"), caller="page")
    assert posts(box) == 0


def test_four_uploads_at_once_and_one_given_up(own_host: HostProcess, box: Sandbox) -> None:
    target = {**where(box), "filename": "a.c", "size": 3}
    ids = [own_host.request("submit.begin", target, caller="page")["upload"] for _ in range(4)]
    with refused("too_many_uploads"):
        own_host.request("submit.begin", target, caller="page")
    assert own_host.request("submit.abandon", {"upload": ids[0]}, caller="page") == {"abandoned": True}
    assert own_host.request("submit.abandon", {"upload": ids[0]}, caller="page") == {"abandoned": False}
    own_host.request("submit.begin", target, caller="page")
    with refused("upload_too_large"):
        own_host.request("submit.begin", {**target, "size": 2**28 + 1}, caller="page")


def test_receipts_are_listed_exported_and_outlive_the_session(
    own_host: HostProcess, box: Sandbox, companion_home: Path
) -> None:
    first = hand_in(own_host, where(box), b"one")
    second = hand_in(own_host, where(box, "lab3"), b"two")
    here = own_host.request("receipts.here", where(box), caller="page")
    assert ([shown["receipt"] for shown in here["receipts"]], here["others"]) == ([first["receipt"]], 0)
    services = signed_in(companion_home, box)
    services.sessions.erase(box.base)
    (companion_home / "ledger.sqlite").unlink(missing_ok=True)
    assert [shown["receipt"] for shown in receipts(own_host)] == [second["receipt"], first["receipt"]]
    assert receipts(own_host, course="other") == []
    assert len(receipts(own_host, server=box.base, course=COURSE)) == 2
    exported = own_host.request("receipts.export", {"format": "json"})
    assert exported["filename"].endswith(".json")
    assert second["sha256"] in exported["text"]
    page = own_host.request("receipts.export", {"format": "html", "receipt": first["receipt"]})["text"]
    assert first["sha256"] in page
    assert second["sha256"] not in page
    with refused("receipt_unknown"):
        own_host.request("receipts.export", {"format": "json", "receipt": "nonsense"})


def test_without_the_right_to_list_a_file_can_still_be_handed_in(companion_home: Path, box: Sandbox) -> None:
    signed_in(companion_home, box, scopes=("user_info", "user_courses", "user_submit"))
    with HostProcess(companion_home) as host:
        host.hello()
        check = host.request("submit.check", where(box), caller="page")
        assert (check["submissions"], check["versions_left"]) == (None, None)
        assert hand_in(host, where(box), b"one")["version"] == 1


def test_who_may_not_submit_is_told(companion_home: Path, box: Sandbox) -> None:
    signed_in(companion_home, box, scopes=("user_info", "user_courses", "user_scores"))
    with HostProcess(companion_home) as host:
        host.hello()
        with refused("scope_missing"):
            upload(host, where(box), b"x")


def test_receipts_are_not_for_pages(host: HostProcess) -> None:
    with refused("caller_may_not"):
        host.request("receipts.list", caller="page")
