"""Doubtful submissions: wherever the connection breaks, the file arrives at most once and we find out if it did."""

from __future__ import annotations

import asyncio
import resource
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from native_host.storage.submissions.entry import (
    APPEARED,
    LANDED,
    NOT_LANDED,
    NOT_STORED,
    PENDING,
    REFUSED,
    SENDING,
    UNKNOWN,
    Entry,
)
from native_host.submission.driver import Submitting
from native_host.submission.lookout import look_again, settle_unsettled
from native_host.submission.progress import Progress
from native_host.submission.uploads import Upload, uploads_of
from native_host.submission.verdict import CLOSE_LOOKS, HORIZON
from native_host.wire.errors import CompanionError
from tests.handing_in import COURSE, EMAIL, signed_in, versions
from tests.sandbox import start_sandbox
from tests.sandbox.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from native_host.services import Services
    from tests.sandbox import Sandbox

CONTENT = b"int main(void) { return 0; }\n" * 20_000
SUBMIT = {"method": "POST", "path": "/submit$"}


class Time:
    """Our clock and the server's, which waiting moves; `meanwhile` is what happens in the world at each wait."""

    def __init__(self, box: Sandbox) -> None:
        self.now = time.time()
        self.box = box
        self.waits: list[float] = []
        self.meanwhile: Callable[[int], None] = lambda _: None

    def __call__(self) -> float:
        return self.now

    async def wait(self, seconds: float) -> None:
        self.pass_by(seconds)
        self.waits.append(seconds)
        await asyncio.to_thread(self.meanwhile, len(self.waits))

    def pass_by(self, seconds: float) -> None:
        self.now += seconds
        self.box.clock.advance(seconds)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as made:
        yield made


@pytest.fixture
def clock(box: Sandbox) -> Time:
    return Time(box)


@pytest.fixture
def services(companion_home: Path, box: Sandbox, clock: Time) -> Iterator[Services]:
    made = signed_in(companion_home, box, clock=clock)
    yield made
    made.journal.close()
    made.ledger.close()
    uploads_of(made).close()


def received(services: Services, box: Sandbox, content: bytes) -> Upload:
    upload = uploads_of(services).begin((box.base, EMAIL, COURSE, "homework2"), "handin.c", len(content))
    upload.spool.write(content)
    return upload


async def submitted(services: Services, box: Sandbox, clock: Time, *, again: bool = False) -> Entry:
    return await sent(services, box, clock, received(services, box, CONTENT), again=again)


async def sent(
    services: Services,
    box: Sandbox,
    clock: Time,
    upload: Upload,
    *,
    again: bool = False,
    elsewhere: bool = False,
) -> Entry:
    try:
        progress = Progress(lambda _method, _params: None, "submit.progress", {}, clock)
        return await Submitting(
            services, upload, "Homework 2", progress, again=again, elsewhere=elsewhere, waiter=clock.wait
        ).run()
    finally:
        uploads_of(services).abandon(upload.id)
        await services.client(box.base).close()


async def settled(services: Services, box: Sandbox, clock: Time) -> list[Any]:
    """What a host's next start tells."""
    told: list[Any] = []
    await settle_unsettled(
        services, lambda method, params: told.append((method, params["receipt"]["state"])), clock.wait
    )
    await services.client(box.base).close()
    return told


def asks(name: str) -> pytest.RaisesExc[CompanionError]:
    return pytest.RaisesExc(CompanionError, check=lambda error: error.name == name)


def kept(services: Services) -> Entry:
    """The one entry there is."""
    ((entry,), unreadable) = services.journal.everything()
    assert not unreadable
    return entry


def posts(box: Sandbox) -> int:
    return sum(record.method == "POST" and record.path.endswith("/submit") for record in box.requests)


def by_hand(box: Sandbox, content: bytes = b"from the web page") -> None:
    """Somebody hands in on another machine, or a slow server finishes."""
    token = box.issue("student1@foo.bar").token
    Visitor(box.base, token).upload(f"/api/v1/courses/{COURSE}/assessments/homework2/submit", content)


REGIONS = [0, 1, 150, 5_000, len(CONTENT) // 2, len(CONTENT) - 1, len(CONTENT), len(CONTENT) + 100, 10**9]


@pytest.mark.parametrize("cut", REGIONS)
def test_a_connection_cut_anywhere_in_the_upload(
    services: Services, box: Sandbox, clock: Time, cut: int
) -> None:
    box.faults.add(**SUBMIT, cut_request_after=cut)
    entry = asyncio.run(submitted(services, box, clock))
    if entry.left_at is None:
        assert (entry.state, entry.open, clock.waits) == (NOT_LANDED, False, [])
    else:  # the system has taken it all, and nobody knows how much the server has
        assert (entry.state, entry.open, tuple(clock.waits)) == (PENDING, True, CLOSE_LOOKS)
        with asks("not_listed_yet"):
            asyncio.run(submitted(services, box, clock))
        assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "not_landed")]
        assert sum(clock.waits) > HORIZON
    assert versions(box) == []
    assert posts(box) == 1
    assert asyncio.run(submitted(services, box, clock)).version == 1, (
        "what did not land can be handed in again"
    )


ANSWER = [0, 1, 9, 17, 60, 120, 200, 240, 10**6]


@pytest.mark.parametrize("cut", ANSWER)
def test_a_connection_cut_anywhere_in_the_answer(
    services: Services, box: Sandbox, clock: Time, cut: int
) -> None:
    box.faults.add(**SUBMIT, cut_answer_after=cut)
    entry = asyncio.run(submitted(services, box, clock))
    assert entry.state == (LANDED if cut > 1000 else APPEARED)
    assert (entry.version, entry.server_filename) == (1, "1_handin.c")
    assert entry.created_at == versions(box)[0].created_at.timestamp()
    assert len(versions(box)) == posts(box) == 1


PAGE = {"body": "<html>bad gateway</html>", "headers": {"Content-Type": "text/html"}}
GATEWAYS: list[dict[str, Any]] = [{"status": 502, **PAGE}, {"status": 503}, {"status": 504}, {"status": 522}]
ANSWERS: list[dict[str, Any]] = [
    {"status": 500},
    {"html": True},
    {"status": 200, "body": "{}"},
    {"status": 200, "body": '{"version":"one"}'},
    {"status": 500, "body": '{"error":"something nobody documented"}'},
    {"status": 403, "body": "<html>blocked by policy</html>"},
    {"status": 429, "body": "<html>too fast</html>"},
    {"redirect": "https://elsewhere.example/"},
    {"status": 204},
]


@pytest.mark.parametrize("wrong", [*GATEWAYS, *ANSWERS, {"lose_answer": True}], ids=str)
def test_what_the_list_shows_is_said_as_what_it_is(
    services: Services, box: Sandbox, clock: Time, wrong: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, process=True, **wrong)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version, entry.open, entry.reason) == (APPEARED, 1, False, "listed")
    assert entry.created_at == versions(box)[0].created_at.timestamp()
    assert len(versions(box)) == posts(box) == 1
    with asks("probably_submitted"):
        asyncio.run(submitted(services, box, clock))
    assert posts(box) == 1


@pytest.mark.parametrize("wrong", GATEWAYS, ids=str)
def test_without_an_answer_it_is_not_listed_yet_for_as_long_as_it_can_arrive(
    services: Services, box: Sandbox, clock: Time, wrong: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, **wrong)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.open, entry.reason) == (PENDING, True, "answer_lost")
    assert sum(clock.waits) == sum(CLOSE_LOOKS)
    with asks("not_listed_yet"):
        asyncio.run(submitted(services, box, clock))
    looks = sum(record.path.endswith("/submissions") for record in box.requests)
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "not_landed")]
    assert sum(clock.waits) > HORIZON
    assert sum(record.path.endswith("/submissions") for record in box.requests) - looks <= 10
    assert posts(box) == 1


@pytest.mark.parametrize("wrong", [w for w in ANSWERS if w != {"status": 500}], ids=str)
def test_an_answer_that_lands_nothing_is_decided_by_one_look(
    services: Services, box: Sandbox, clock: Time, wrong: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, **wrong)
    submission = asyncio.run(submitted(services, box, clock))
    assert submission.state == (REFUSED if wrong.get("status", 200) in {403, 429} else NOT_LANDED)
    assert (submission.open, clock.waits, versions(box), posts(box)) == (False, [], [], 1)
    by_hand(box)
    assert asyncio.run(settled(services, box, clock)) == []
    assert kept(services) == submission, "what appears afterwards is not ours"


def test_a_server_that_fails_without_a_word_is_made_ready_and_asked_once_more(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """A process that has not shown the assessment's page yet can't judge a file type."""
    lab = box.state.assessment(COURSE, "homework2")
    lab.required_suffix = ".c"
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version, clock.waits) == (LANDED, 1, [])
    first, second = reversed(services.journal.everything()[0])
    assert (first.state, first.reason, first.answered) == (NOT_LANDED, "handin_failed", 500)
    assert second == entry
    asked = [(seen.method, seen.path.rpartition("/")[2]) for seen in box.requests]
    assert asked == [
        ("GET", "submissions"),
        ("POST", "submit"),
        ("GET", "submissions"),
        ("HEAD", "handout"),
        ("POST", "submit"),
        ("GET", "submissions"),
    ]


def test_a_wrong_type_is_told_as_such_and_nothing_later_is_taken_for_it(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """As on the real server: x.c where only .tar is taken, then x.tar by Autolab's own form."""
    box.state.assessment(COURSE, "homework2").required_suffix = ".tar"
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, clock.waits, posts(box)) == (REFUSED, "file_type_refused", [], 2)
    clock.pass_by(41)
    token = box.issue("student1@foo.bar").token
    path = f"/api/v1/courses/{COURSE}/assessments/homework2/submit"
    Visitor(box.base, token).upload(path, b"tar", "x.tar")
    assert len(versions(box)) == 1
    assert asyncio.run(settled(services, box, clock)) == []
    assert [entry.version for entry in services.journal.everything()[0]] == [None, None]


def test_the_list_read_right_after_the_answer_needs_no_clock(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """The application's clock jumps while it works."""
    box.faults.add(**SUBMIT, process=True, status=500, delay=0.3)

    async def scene() -> Entry:
        handing_in = asyncio.create_task(submitted(services, box, clock))
        while not posts(box):  # noqa: ASYNC110 - no event of this loop tells
            await asyncio.sleep(0)
        box.clock.advance(3600)
        return await handing_in

    assert asyncio.run(scene()).state == APPEARED


def test_a_group_members_own_list_tells_their_version(services: Services, box: Sandbox, clock: Time) -> None:
    """The answer has the version of the group's first member, student1 here or their partner."""
    partner = "student2@foo.bar"
    box.state.assessment(COURSE, "homework2").group_size = 2
    token, instructor = box.issue(EMAIL).token, box.issue("instructor@foo.bar").token
    path = f"/api/v1/courses/{COURSE}/assessments/homework2"
    Visitor(box.base, box.issue(partner).token).upload(f"{path}/submit", b"alone")
    assert Visitor(box.base, token).get(f"{path}/submissions").json() == []
    group = {"groups": [{"name": "pair", "group_members": [EMAIL, partner]}]}
    Visitor(box.base, instructor).json(f"{path}/groups", group)
    box.state.assessment(COURSE, "homework2").groups[0].member_ids.reverse()
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version) == (LANDED, versions(box)[-1].version)
    services = signed_in(Path(services.home), box, partner, clock=clock)
    upload = uploads_of(services).begin((box.base, partner, COURSE, "homework2"), "handin.c", len(CONTENT))
    upload.spool.write(CONTENT)
    theirs = asyncio.run(sent(services, box, clock, upload, elsewhere=True))
    last = max(versions(box, email=partner), key=lambda row: row.version)
    assert (theirs.version, theirs.server_filename) == (last.version, last.filename) == (3, "3_handin.c")
    assert theirs.created_at == last.created_at.timestamp()
    services.journal.close()
    services.ledger.close()


def test_all_that_a_killed_host_left_of_one_assessment_is_seen_to_the_end(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """Whoever looks for the first one has the turn while the others are taken up."""
    for number in range(3):
        services.journal.begin(
            Entry(
                f"{number}" * 32,
                *(box.base, EMAIL, COURSE, "homework2", "Homework 2", "handin.c"),
                size=3,
                sha256=f"{number}" * 64,
                sent_at=clock.now,
                baseline=0,
                listed_at=box.clock.time(),
                left_at=clock.now,
            )
        )
    asyncio.run(settled(services, box, clock))
    assert {entry.state for entry in services.journal.everything()[0]} == {NOT_LANDED}


def test_what_never_left_needs_no_list(companion_home: Path, box: Sandbox, clock: Time) -> None:
    """Nor does it keep anybody from handing in who may not list."""
    scopes = ("user_info", "user_courses", "user_submit")
    services = signed_in(companion_home, box, scopes=scopes, clock=clock)
    upload = received(services, box, CONTENT)
    services.journal.begin(
        Entry(
            "k" * 32,
            *(box.base, EMAIL, COURSE, "homework2", "Homework 2", "handin.c"),
            size=len(CONTENT),
            sha256=upload.spool.sha256(),
            sent_at=clock.now,
        )
    )
    assert asyncio.run(sent(services, box, clock, upload)).version == 1
    services.journal.close()
    services.ledger.close()


def test_a_server_that_fails_each_time_gets_two_posts_and_no_more(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=500, times=10)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, entry.answered, posts(box)) == (NOT_LANDED, "handin_failed", 500, 2)
    assert clock.waits == []


@pytest.mark.parametrize(
    "trouble", [{"path": "/handout$", "status": 404}, {"path": "/submissions$", "status": 403}]
)
def test_a_second_post_needs_a_list_without_it_and_a_server_made_ready(
    services: Services, box: Sandbox, clock: Time, trouble: dict[str, Any]
) -> None:
    box.faults.add(**SUBMIT, status=500)
    if trouble["path"] == "/submissions$":
        box.faults.add(method="GET", path="/submissions$")  # the baseline
    box.faults.add(**trouble)
    entry = asyncio.run(submitted(services, box, clock))
    assert entry.state == (NOT_LANDED if trouble["path"] == "/handout$" else PENDING)
    assert (posts(box), clock.waits) == (1, [])


def test_a_row_without_a_file_is_told_as_that(services: Services, box: Sandbox, clock: Time) -> None:
    """AssessmentHandinCore#saveHandin creates the row, then stores the file."""
    box.state.assessment(COURSE, "homework2").storage_trouble = "No space left on device @ dir_s_mkdir"
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version, entry.server_filename, entry.open) == (NOT_STORED, 1, None, False)
    assert entry.server_said
    assert "No space left on device" in entry.server_said
    assert (clock.waits, posts(box)) == ([], 1)
    with asks("file_not_stored"):
        asyncio.run(submitted(services, box, clock))
    box.state.assessment(COURSE, "homework2").storage_trouble = None
    assert asyncio.run(submitted(services, box, clock, again=True)).version == 2


@pytest.mark.parametrize("late", [1, 3, 4])
def test_a_slow_server_that_finishes_later_is_waited_for(
    services: Services, box: Sandbox, clock: Time, late: int
) -> None:
    box.faults.add(**SUBMIT, status=504)
    clock.meanwhile = lambda count: by_hand(box, CONTENT) if count == late else None
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.version) == (APPEARED, 1)


@pytest.mark.parametrize("late", [5, 8, 10])
def test_a_queue_worked_off_much_later_is_found_behind_the_students_back(
    services: Services, box: Sandbox, clock: Time, late: int
) -> None:
    box.faults.add(**SUBMIT, status=504)
    assert asyncio.run(submitted(services, box, clock)).open
    clock.meanwhile = lambda count: by_hand(box, CONTENT) if count == late else None
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "appeared")]
    assert kept(services).created_at == versions(box)[0].created_at.timestamp()


def test_a_doubt_that_landed_is_found_while_the_same_file_is_handed_in_again(
    services: Services, box: Sandbox, clock: Time
) -> None:
    """The baseline settles it, and only what is asked after that can notice."""
    box.faults.add(**SUBMIT, status=504)
    assert asyncio.run(submitted(services, box, clock)).open
    by_hand(box, CONTENT)
    with asks("probably_submitted"):
        asyncio.run(submitted(services, box, clock))
    assert (posts(box), kept(services).state) == (1 + 1, APPEARED), "ours, and the one by hand"


def test_what_was_told_not_to_have_arrived_is_corrected_with_both_moments(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=504)
    asyncio.run(submitted(services, box, clock))
    asyncio.run(settled(services, box, clock))
    told = kept(services)
    assert (told.state, told.open) == (NOT_LANDED, False)
    by_hand(box, CONTENT)

    async def visit() -> list[dict[str, Any]]:
        news: list[dict[str, Any]] = []
        await look_again(
            services, lambda _, params: news.append(params["receipt"]), box.base, COURSE, "homework2"
        )
        await services.client(box.base).close()
        return news

    clock.pass_by(600)
    (shown,) = asyncio.run(visit())
    assert (shown["state"], shown["candidates"], shown["corrected_from"]) == ("unknown", [1], "not_landed")
    assert shown["settled_at"] < shown["corrected_at"]
    assert asyncio.run(visit()) == []
    with asks("outcome_unknown"):
        asyncio.run(submitted(services, box, clock))


def test_two_candidates_are_left_to_the_student(services: Services, box: Sandbox, clock: Time) -> None:
    box.faults.add(**SUBMIT, process=True, status=504)
    clock.meanwhile = lambda count: by_hand(box) if count == 1 else None
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, entry.candidates) == (UNKNOWN, "several_candidates", (1, 2))
    with asks("outcome_unknown"):
        asyncio.run(submitted(services, box, clock))
    assert asyncio.run(submitted(services, box, clock, again=True)).version == 3


def test_a_server_that_stays_away_leaves_it_open_for_the_next_start(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, process=True, lose_answer=True)
    box.faults.add(method="GET", path="/submissions$")  # the baseline
    box.faults.add(method="GET", path="/submissions$", times=1000, status=503)
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.open, entry.reason) == (PENDING, True, "server_failed")
    with pytest.RaisesExc(CompanionError):
        asyncio.run(submitted(services, box, clock))
    assert posts(box) == 1
    box.faults.clear()
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "appeared")]
    assert asyncio.run(settled(services, box, clock)) == []
    assert len(versions(box)) == 1


def test_a_server_whose_clock_tells_nothing_is_waited_for_by_ours(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=504)
    asyncio.run(submitted(services, box, clock))

    def stand_still(_count: int) -> None:
        box.clock.advance(-(clock.waits[-1] + 1))

    clock.meanwhile = stand_still
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "not_landed")]
    assert sum(clock.waits) > HORIZON


@pytest.mark.parametrize("wrong_by", [86_400.0, -86_400.0, 31_536_000.0])
def test_what_a_killed_host_left_is_settled_whatever_the_clock_was_then(
    services: Services, box: Sandbox, clock: Time, wrong_by: float
) -> None:
    upload = received(services, box, CONTENT)
    clock.now += wrong_by
    sending = Entry(
        "k" * 32,
        *(box.base, EMAIL, COURSE, "homework2", "Homework 2", "handin.c"),
        size=len(CONTENT),
        sha256=upload.spool.sha256(),
        sent_at=clock.now,
        baseline=0,
        listed_at=float(int(box.clock.time())),
        left_at=clock.now,
    )
    services.journal.begin(sending)
    clock.now -= wrong_by
    by_hand(box, CONTENT)
    assert asyncio.run(settled(services, box, clock)) == [
        ("receipt.changed", "pending"),
        ("receipt.changed", "appeared"),
    ]
    assert clock.waits == []
    services.journal.begin(replace(sending, id="l" * 32, sha256="0" * 64, baseline=1))
    asyncio.run(settled(services, box, clock))
    told = services.journal.get("l" * 32)
    assert told
    assert (told.state, told.open) == (NOT_LANDED, False)
    assert HORIZON < sum(clock.waits) < 2 * HORIZON


def test_what_a_killed_host_had_not_sent_whole_needs_no_server(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(times=1000, status=503)
    services.journal.begin(
        Entry(
            "k" * 32,
            *(box.base, EMAIL, COURSE, "homework2", "Homework 2", "handin.c"),
            size=3,
            sha256="0" * 64,
            sent_at=clock.now,
            baseline=0,
        )
    )
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "not_landed")]
    assert (kept(services).reason, clock.waits, box.requests) == ("interrupted", [], [])


def test_a_server_that_is_down_is_said_before_anything_is_written(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(times=1000, status=503)
    with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "server_failed"):
        asyncio.run(submitted(services, box, clock))
    assert services.journal.everything() == ([], 0)
    assert posts(box) == 0


def test_the_servers_own_throttle_was_a_refusal(services: Services, box: Sandbox, clock: Time) -> None:
    box.faults.storm(times=1, path="/submit$")
    entry = asyncio.run(submitted(services, box, clock))
    assert (entry.state, entry.reason, posts(box)) == (REFUSED, "handin_throttled", 1)
    assert versions(box) == []


def test_a_cancelled_submission_that_arrived_all_the_same_is_found(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, delay=0.5, status=504)

    async def cancelled() -> None:
        left_whole = asyncio.Event()
        upload = received(services, box, CONTENT)
        parts = upload.spool.parts

        async def watched() -> AsyncIterator[bytes]:
            async for chunk in parts():
                yield chunk
            left_whole.set()

        upload.spool.parts = watched  # type: ignore[method-assign]  # an instrument: the moment to cancel at
        running = asyncio.create_task(sent(services, box, clock, upload))
        await left_whole.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(cancelled())
    ((entry,), _) = services.journal.everything()
    assert (entry.state, entry.open) == (PENDING, True)
    assert entry.ended_at is not None
    clock.meanwhile = lambda count: by_hand(box) if count == 2 else None
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "appeared")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of file sizes")
def test_a_disk_that_fills_up_meanwhile_keeps_back_what_could_not_be_remembered(
    services: Services, box: Sandbox, clock: Time
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    upload = received(services, box, CONTENT)
    parts = upload.spool.parts

    async def filling_up() -> AsyncIterator[bytes]:
        async for chunk in parts():
            yield chunk
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))

    upload.spool.parts = filling_up  # type: ignore[method-assign]  # an instrument: the moment to fill the disk
    try:
        entry = asyncio.run(sent(services, box, clock, upload))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert (entry.state, entry.reason) == (NOT_LANDED, "storage_failed")
    assert (versions(box), kept(services).state) == ([], SENDING)
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "not_landed")]
    assert asyncio.run(submitted(services, box, clock)).version == 1


def test_another_account_signing_in_meanwhile_stops_it(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    upload = received(services, box, CONTENT)
    progress = Progress(lambda _method, _params: None, "submit.progress", {}, clock)
    submitting = Submitting(services, upload, "Homework 2", progress, again=False, waiter=clock.wait)
    signed_in(companion_home, box, "student2@foo.bar", clock=clock)

    async def run() -> None:
        with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "not_signed_in"):
            await submitting.run()
        await services.client(box.base).close()

    asyncio.run(run())
    assert posts(box) == 0
    assert services.journal.everything() == ([], 0)


def test_somebody_elses_session_settles_nothing(
    services: Services, box: Sandbox, clock: Time, companion_home: Path
) -> None:
    box.faults.add(**SUBMIT, process=True, lose_answer=True)
    box.faults.add(method="GET", path="/submissions$")
    box.faults.add(method="GET", path="/submissions$", times=40, status=503)
    assert asyncio.run(submitted(services, box, clock)).open
    box.faults.clear()
    other = signed_in(companion_home, box, "student2@foo.bar", clock=clock)
    waited = len(clock.waits)
    asyncio.run(settled(other, box, clock))
    assert len(clock.waits) == waited, "no waiting signs them in"
    entry = kept(other)
    assert (entry.state, entry.open, entry.reason) == (PENDING, True, "not_signed_in")
    other.journal.close()
    signed_in(companion_home, box, clock=clock)
    assert asyncio.run(settled(services, box, clock)) == [("receipt.changed", "appeared")]


def test_a_later_submission_from_elsewhere_is_not_taken_for_ours(
    services: Services, box: Sandbox, clock: Time
) -> None:
    box.faults.add(**SUBMIT, status=504)
    assert asyncio.run(submitted(services, box, clock)).open
    clock.pass_by(HORIZON + 600)
    by_hand(box)
    asyncio.run(settled(services, box, clock))
    entry = kept(services)
    assert (entry.state, entry.reason, entry.candidates) == (UNKNOWN, "later_version", (1,))
