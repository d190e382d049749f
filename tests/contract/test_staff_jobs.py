"""Jobs of staff over their life: throttled, interrupted, cancelled, resumed by another host, and gone with sign-out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from native_host.rpc import progress
from native_host.services import Services
from native_host.staff import running
from native_host.startup import resume
from native_host.wire.errors import CompanionError
from tests.asking import Asker, asyncio_run, quiet, requests, until
from tests.handing_in import signed_in
from tests.sandbox import Sandbox
from tests.sandbox.seeds import crowd
from tests.staff_tables import Desk, crowded
from tests.virtual_time import LoopClock, run, wall_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PEOPLE = 40
TABLE = "Email,Section\n" + "".join(f"{crowd.email(n)},B\n" for n in range(PEOPLE))


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with crowded(PEOPLE, 1) as made:
        yield made


@pytest.fixture
def desk(companion_home: Path, box: Sandbox) -> Desk:
    return Desk(Asker(signed_in(companion_home, box, crowd.TEACHER, clock=box.clock.time)), box)


def moved(box: Sandbox) -> int:
    return sum(member.section == "B" for member in box.state.courses[crowd.COURSE].members.values())


def stored_in(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.glob("staff.sqlite*"))


def test_a_server_that_throttles_is_waited_for(companion_home: Path) -> None:
    async def scene() -> None:
        box = Sandbox(throttle="all", clock=LoopClock())
        await box.start()
        crowd.plant(box.state, people=PEOPLE)
        desk = Desk(Asker(signed_in(companion_home, box, crowd.TEACHER, clock=wall_clock)), box)
        try:
            job = await desk.preview("roster", TABLE)
            begun = wall_clock()
            done = await desk.confirm(job)
            assert (done["state"], done["lines"]["done"]) == ("done", PEOPLE)
            assert moved(box) == PEOPLE
            refused = sum(record.status == 429 for record in box.requests)
            assert refused <= running.BATCH, "it learns the limit once"
            assert requests(box, "/course_user_data/") - refused == PEOPLE
            assert wall_clock() - begun >= 60, "ten in thirty seconds, and the first of them at once"
        finally:
            await desk.asker.services.close()
            await box.stop()

    run(scene(), listen=0.005)


def test_what_a_colleague_enters_during_a_long_job_stays(
    desk: Desk, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 4)

    async def scene() -> None:
        job = await desk.preview("roster", TABLE)
        box.latency = 0.02
        work = await desk.begun(job)
        await until(lambda: moved(box))
        last = box.state.user_by_email(crowd.email(PEOPLE - 1))
        assert last is not None
        theirs = box.state.courses[crowd.COURSE].members[last.id]
        theirs.section = "Z"
        box.clock.advance(running.FRESH_UNDER_WAY + 1)
        told = await work
        assert (told["lines"]["done"], told["lines"]["failed"], theirs.section) == (PEOPLE - 1, 1, "Z")

    asyncio_run(scene(), desk.asker)


def test_each_line_is_told_as_it_ends(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "INTERVAL", 0)

    async def scene() -> None:
        await desk.confirm(await desk.preview("roster", TABLE))

    asyncio_run(scene(), desk.asker)
    counted = [told["job"]["lines"] for told in desk.asker.told("staff.progress")]
    assert [lines["done"] for lines in counted] == sorted(lines["done"] for lines in counted)
    assert {lines["done"] for lines in counted} == set(range(PEOPLE + 1))
    assert {sum(lines.values()) for lines in counted} == {PEOPLE}


def test_another_host_goes_on_at_its_start(desk: Desk, box: Sandbox, companion_home: Path) -> None:
    async def scene() -> None:
        job = await desk.preview("roster", TABLE)
        box.faults.add(method="PUT", path="course_user_data", times=1000, delay=60)
        work = await desk.begun(job)
        await until(lambda: requests(box, "/course_user_data/"))
        work.cancel()  # as a browser that goes away leaves it
        await asyncio.wait([work])
        await quiet()
        box.faults.clear()
        assert moved(box) < PEOPLE
        told: list[tuple[str, Any]] = []
        services = Services(str(companion_home), box.clock.time)
        await resume(services, lambda method, params: told.append((method, params)))
        await until(lambda: any(params.get("phase") == "done" for _, params in told))
        await services.close()
        assert moved(box) == PEOPLE
        assert (await desk.ask("status", job=job["job"]))["lines"]["done"] == PEOPLE

    asyncio_run(scene(), desk.asker)


def test_cancelling_keeps_what_was_done_and_says_so(desk: Desk, box: Sandbox) -> None:
    async def scene() -> None:
        job = await desk.preview("roster", TABLE)
        box.latency = 0.02
        work = await desk.begun(job)
        await until(lambda: moved(box))
        told = await desk.ask("cancel", job=job["job"])
        assert told["state"] == "cancelled"
        assert told["lines"]["done"] == moved(box)
        assert told["lines"]["done"] + told["lines"]["cancelled"] == PEOPLE
        assert told["lines"]["cancelled"] > 0
        assert (await work)["state"] == "cancelled"
        undo = await desk.ask("file", job=job["job"], what="undo")
        assert undo["rows"] == told["lines"]["done"]
        with pytest.raises(CompanionError) as caught:
            await desk.ask("resume", job=job["job"])
        assert caught.value.name == "job_state"

    asyncio_run(scene(), desk.asker)


def test_two_hosts_do_not_work_on_one_job(desk: Desk, box: Sandbox, companion_home: Path) -> None:
    other = Desk(Asker(Services(str(companion_home), box.clock.time)), box)

    async def scene() -> None:
        job = await desk.preview("roster", TABLE)
        box.latency = 0.02
        work = await desk.begun(job)
        with pytest.raises(CompanionError) as caught:
            await other.asker.finished("staff.resume", server=box.base, job=job["job"])
        assert caught.value.name == "job_elsewhere"
        assert (await work)["lines"]["done"] == PEOPLE
        assert requests(box, "/course_user_data/") == PEOPLE

    asyncio_run(scene(), desk.asker, other.asker)


def test_a_lost_answer_is_looked_up_before_anything_is_sent_again(desk: Desk, box: Sandbox) -> None:
    async def scene() -> None:
        job = await desk.preview("roster", TABLE)
        box.faults.add(method="PUT", path="course_user_data", times=3, process=True, lose_answer=True)
        done = await desk.confirm(job)
        assert done["lines"]["done"] == PEOPLE
        assert sum(record.method == "PUT" for record in box.requests) == PEOPLE, "each is sent once"

    asyncio_run(scene(), desk.asker)


def test_a_server_that_is_away_for_a_moment_is_waited_for(
    desk: Desk, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PAUSES", (0.0,) * 3)

    async def scene() -> None:
        job = await desk.preview("roster", TABLE)
        box.faults.add(method="PUT", path="course_user_data", times=3, status=502)
        done = await desk.confirm(job)
        assert (done["state"], done["lines"]["done"], done["error"]) == ("done", PEOPLE, None)
        box.faults.add(method="PUT", path="course_user_data", times=1000, status=502)
        paused = await desk.confirm(await desk.preview("roster", TABLE.replace(",B", ",C")))
        assert (paused["state"], paused["error"]["data"]["name"]) == ("paused", "server_failed")
        assert paused["lines"]["waiting"] == PEOPLE
        waits = [told["job"]["error"] for told in desk.asker.told("staff.progress")]
        assert any(waits), "the page is told what is waited for"

    asyncio_run(scene(), desk.asker)


def test_what_ends_all_pauses_the_job_with_its_reason(desk: Desk, box: Sandbox) -> None:
    async def scene() -> None:
        job = await desk.preview("roster", TABLE)
        teacher = next(m for m in box.state.courses[crowd.COURSE].members.values() if m.is_instructor)
        teacher.auth_level = "student"
        paused = await desk.confirm(job)
        assert (paused["state"], paused["error"]["data"]["name"]) == ("paused", "instructor_only")
        assert paused["lines"]["waiting"] == PEOPLE
        teacher.auth_level = "instructor"
        done = await desk.asker.finished("staff.resume", server=box.base, job=job["job"])
        assert (done["state"], done["error"], moved(box)) == ("done", None, PEOPLE)

    asyncio_run(scene(), desk.asker)


def test_jobs_are_gone_with_sign_out_and_lie_sealed(desk: Desk, box: Sandbox, companion_home: Path) -> None:
    async def scene() -> None:
        job = await desk.preview("roster", TABLE)
        await desk.confirm(job)
        stored = stored_in(companion_home)
        assert crowd.email(3).encode() not in stored
        assert crowd.COURSE.encode() not in stored
        await desk.asker.fetch("sign_out", server=box.base)
        services = signed_in(companion_home, box, crowd.TEACHER, clock=box.clock.time)
        again = Desk(Asker(services), box)
        assert (await again.ask("jobs"))["jobs"] == []
        with pytest.raises(CompanionError) as caught:
            await again.ask("status", job=job["job"])
        assert caught.value.name == "job_unknown"

    asyncio_run(scene(), desk.asker)


def test_previews_that_nobody_confirms_are_forgotten_after_a_day(
    desk: Desk, box: Sandbox, companion_home: Path
) -> None:
    async def scene() -> None:
        old = await desk.preview("roster", TABLE)
        box.clock.advance(25 * 3600)
        signed_in(companion_home, box, crowd.TEACHER, clock=box.clock.time)
        new = await desk.preview("roster", TABLE)
        assert [job["job"] for job in (await desk.ask("jobs"))["jobs"]] == [new["job"]]
        assert old["job"] != new["job"]

    asyncio_run(scene(), desk.asker)
