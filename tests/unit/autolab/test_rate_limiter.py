"""The client in virtual time, against a throttling server that is simulated in memory."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native_host.autolab import endpoints
from native_host.autolab.client import Client
from native_host.autolab.handin_outcome import Refused
from native_host.autolab.headers import PATIENCE
from native_host.autolab.http_messages import HttpResponse, UploadBody
from native_host.autolab.pacing import IN_FLIGHT, Pacer, Priority, Ticket
from native_host.autolab.rate_limiter import RateLimiter
from native_host.autolab.server_clock import ServerClock
from native_host.oauth.secret import Secret
from native_host.wire.errors import CompanionError
from tests.virtual_time import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from native_host.autolab.http_messages import HttpRequest, Token

SERVER = "https://autolab.example.edu"
TOO_MANY = HttpResponse(429, {}, b'{"error": "Too Many Requests. Retry Later."}')


def now() -> float:
    return asyncio.get_running_loop().time()


class Tokens:
    """One token that never ends."""

    async def access_token(self, server: str) -> Token:
        return Secret(f"token of {server}")

    async def refresh_after(self, server: str, rejected: Token) -> Token:
        raise AssertionError


class Wire:
    """Stands in for the transport: `reply(request)` after 50 ms."""

    origin = SERVER

    def __init__(self, reply: Callable[[HttpRequest], HttpResponse]) -> None:
        self._reply = reply
        self.asked: list[tuple[float, str]] = []
        self.flying = self.most = 0

    async def send(self, request: HttpRequest, **_: Any) -> HttpResponse:
        self.asked.append((now(), request.path))
        self.flying += 1
        self.most = max(self.most, self.flying)
        answer = self._reply(request)
        try:
            await asyncio.sleep(0.05)
        finally:
            self.flying -= 1
        return answer

    async def close(self) -> None:
        pass


def limited_to(limit: int, period: float) -> Callable[[HttpRequest], HttpResponse]:
    counts: dict[int, int] = {}

    def reply(_request: HttpRequest) -> HttpResponse:
        window = int(now() // period)
        counts[window] = counts.get(window, 0) + 1
        return TOO_MANY if counts[window] > limit else HttpResponse(200, {}, b"[]")

    return reply


def fine(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(200, {}, b"[]")


def client_on(
    wire: Wire, pacer: Pacer | None = None, keep: Callable[[Mapping[str, Any]], None] | None = None
) -> Client:
    limiter = RateLimiter(SERVER, pacer or Pacer(), clock=ServerClock(now, now), keep=keep)
    return Client(wire, Tokens(), limiter)  # type: ignore[arg-type]  # a wire in memory


def page(client: Client, count: int, priority: Priority = Priority.SOON) -> list[asyncio.Task[Any]]:
    return [
        asyncio.ensure_future(client.call(endpoints.submissions("cs1", f"lab{n}"), priority))
        for n in range(count)
    ]


def test_a_throttling_server_is_asked_at_its_pace_and_everybody_gets_an_answer() -> None:
    kept: list[Mapping[str, Any]] = []

    async def main() -> Wire:
        wire = Wire(limited_to(10, 30))
        answers = await asyncio.gather(*page(client_on(wire, keep=kept.append), 51))
        assert answers == [[]] * 51
        return wire

    wire = run(main())
    assert wire.most <= IN_FLIGHT["api"]
    assert len(wire.asked) - 51 <= IN_FLIGHT["api"], "only the burst that taught us was refused"
    assert wire.asked[-1][0] - wire.asked[0][0] <= 30 * 6
    assert Pacer(kept[-1]).limited


def test_an_unlimited_server_is_kept_busy_and_nothing_is_kept() -> None:
    async def main() -> float:
        wire, start = Wire(fine), now()
        client = client_on(wire, keep=lambda _: pytest.fail("nothing was learned"))
        await asyncio.gather(*page(client, 100))
        return now() - start

    assert run(main()) == pytest.approx(100 / IN_FLIGHT["api"] * 0.05, rel=0.1)


def test_what_is_looked_at_overtakes_the_rest_of_the_page() -> None:
    async def main() -> list[str]:
        wire = Wire(fine)
        client = client_on(wire)
        tasks = page(client, 20)
        await asyncio.sleep(0.01)
        await client.call(endpoints.problems("cs1", "open"), Priority.SHOWN)
        await asyncio.gather(*tasks)
        return [path for _, path in wire.asked]

    assert run(main()).index("/api/v1/courses/cs1/assessments/open/problems") <= 2 * IN_FLIGHT["api"]


def test_an_equal_request_is_joined_and_hurried() -> None:
    async def main() -> list[str]:
        wire = Wire(fine)
        client = client_on(wire)
        tasks = page(client, 20)
        await asyncio.sleep(0.01)
        await client.call(endpoints.submissions("cs1", "lab19"), Priority.SHOWN)
        await asyncio.gather(*tasks)
        return [path for _, path in wire.asked]

    asked = run(main())
    assert len(asked) == 20
    assert asked.index("/api/v1/courses/cs1/assessments/lab19/submissions") <= 2 * IN_FLIGHT["api"]


def test_who_needs_the_state_from_now_on_joins_nothing_begun_before() -> None:
    async def main() -> list[str]:
        wire = Wire(fine)
        client = client_on(wire)
        asked = endpoints.submissions("cs1", "lab")
        before = asyncio.ensure_future(client.call(asked))
        await asyncio.sleep(0.01)
        await asyncio.gather(client.call_from_now(asked), client.call(asked), before)
        return [path for _, path in wire.asked]

    assert len(run(main())) == 2


def test_a_page_that_goes_away_takes_its_queue_with_it() -> None:
    async def main() -> Wire:
        wire = Wire(fine)
        client = client_on(wire)
        tasks = page(client, 20)
        await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert await client.call(endpoints.courses()) == []
        return wire

    wire = run(main())
    assert len(wire.asked) == IN_FLIGHT["api"] + 1
    assert wire.flying == 0


def test_who_asks_while_the_last_asker_leaves_gets_an_answer() -> None:
    async def main() -> None:
        client = client_on(Wire(fine))
        first = asyncio.ensure_future(client.call(endpoints.courses()))
        await asyncio.sleep(0.01)
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first
        assert await client.call(endpoints.courses()) == []

    run(main())


def test_a_server_that_wants_an_hour_is_told_to_the_user() -> None:
    async def main() -> None:
        wire = Wire(lambda _: HttpResponse(429, {"retry-after": "3600"}, b""))
        started = now()
        with pytest.raises(CompanionError) as caught:
            await client_on(wire).call(endpoints.courses())
        assert caught.value.name == "throttled"
        assert now() - started < PATIENCE
        assert len(wire.asked) == 1

    run(main())


def test_a_429_storm_ends_in_an_error_after_a_few_windows() -> None:
    async def main() -> None:
        wire = Wire(lambda _: TOO_MANY)
        with pytest.raises(CompanionError) as caught:
            await client_on(wire).call(endpoints.courses())
        assert caught.value.name == "throttled"
        assert len(wire.asked) <= 4
        gaps = [later - sooner for (sooner, _), (later, _) in zip(wire.asked, wire.asked[1:], strict=False)]
        assert all(gap >= 1 for gap in gaps)

    run(main())


def test_what_cannot_be_remembered_costs_no_answer() -> None:
    def full(_memory: Mapping[str, Any]) -> None:
        raise CompanionError("storage_failed", detail="disk full")

    async def main() -> None:
        wire = Wire(limited_to(1, 30))
        client = client_on(wire, keep=full)
        upload = UploadBody("a.c", 0, lambda: None)  # type: ignore[arg-type, return-value]  # never opened here
        assert await client.call(endpoints.courses()) == []
        outcome = await client.submit(endpoints.submit("cs1", "lab0", upload))
        assert isinstance(outcome, Refused)
        assert await client.call(endpoints.courses()) == []

    run(main())


def test_a_hand_in_that_is_held_back_says_so_and_one_that_is_not_does_not() -> None:
    held: list[float] = []

    async def main() -> None:
        client = client_on(Wire(limited_to(1, 60)))
        upload = UploadBody("a.c", 0, lambda: None)  # type: ignore[arg-type, return-value]  # never opened here
        call = endpoints.submit("cs1", "lab0", upload)
        for _ in range(2):
            await client.submit(call, held_back=lambda: held.append(now()))
        assert held == []
        began = now()
        await client.submit(call, held_back=lambda: held.append(now()))
        assert held == [began]
        assert now() > began + 1

    run(main())


ASKER = st.tuples(
    st.integers(0, 5),  # which of six assessments
    st.floats(0, 0.3),  # when it is asked for
    st.none() | st.floats(0, 0.3),  # how long the asker stays
    st.sampled_from(Priority),
)


@given(st.lists(ASKER, max_size=25), st.booleans())
@settings(max_examples=80)
def test_whoever_stays_gets_an_answer_and_nothing_is_left_behind(
    askers: list[tuple[int, float, float | None, Priority]], throttled: bool
) -> None:
    async def main() -> None:
        wire = Wire(limited_to(3, 30) if throttled else fine)
        pacer = Pacer()
        client = client_on(wire, pacer)

        async def ask(which: int, after: float, stay: float | None, priority: Priority) -> bool:
            await asyncio.sleep(after)
            call = client.call(endpoints.submissions("cs1", f"lab{which}"), priority)
            try:
                return await asyncio.wait_for(call, stay) == []
            except TimeoutError:
                return stay is not None

        assert all(await asyncio.gather(*(ask(*asker) for asker in askers)))
        # Whoever was cancelled a moment ago takes one turn of the loop to be gone.
        await asyncio.sleep(1)
        assert wire.flying == 0
        pacer.enqueue(last := Ticket("api", Priority.IDLE))
        assert pacer.next_time(now()) is not None, "every place in flight is free again"
        pacer.remove(last)

    run(main())


def test_a_503_with_a_time_is_waited_out() -> None:
    async def main() -> None:
        answers = [HttpResponse(503, {"retry-after": "40"}, b""), HttpResponse(200, {}, b"[]")]
        wire = Wire(lambda _: answers.pop(0))
        assert await client_on(wire).call(endpoints.courses()) == []
        assert wire.asked[1][0] - wire.asked[0][0] >= 40

    run(main())


def test_a_maintenance_of_an_hour_is_told_at_once_and_its_end_is_seen_when_it_comes() -> None:
    async def main() -> None:
        answers = [
            HttpResponse(503, {"retry-after": "3600"}, b"<html>Back soon</html>"),
            HttpResponse(200, {}, b"[]"),
        ]
        client, begun = client_on(Wire(lambda _: answers.pop(0))), now()
        with pytest.RaisesExc(CompanionError, check=lambda error: error.name == "server_failed"):
            await client.call(endpoints.courses())
        assert await client.call(endpoints.courses()) == []
        assert now() - begun < 1

    run(main())


def test_however_many_wait_in_a_storm_all_are_told_within_a_few_windows() -> None:
    wire = Wire(lambda _request: TOO_MANY)

    async def scene() -> float:
        begun, client = now(), client_on(wire)
        calls = (client.call(endpoints.assessments(f"course-{number}")) for number in range(200))
        ends = await asyncio.gather(*calls, return_exceptions=True)
        assert {end.name for end in ends if isinstance(end, CompanionError)} == {"throttled"}
        assert all(isinstance(end, CompanionError) for end in ends)
        return now() - begun

    assert run(scene()) <= PATIENCE
    assert len(wire.asked) <= 5 * IN_FLIGHT["api"]
