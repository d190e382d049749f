"""Signing in by a browser's redirect or by the code page, against a server that behaves as the real one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from native_host.identity import IDENTITY_REDIRECTS
from native_host.oauth.scopes import STUDENT
from native_host.wire.errors import CompanionError
from tests.sandbox import start_sandbox
from tests.student import EMAIL, REDIRECT, Student

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


async def refused(work: Awaitable[Any]) -> CompanionError:
    with pytest.raises(CompanionError) as caught:
        await work
    return caught.value


def test_from_consent_to_a_session(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        assert [each["scope"] for each in begun["scopes"]] == list(STUDENT)
        assert all(each["words"] for each in begun["scopes"])
        done = await student.sign_in.finish(
            begun["attempt"], await student.consent(begun["authorization_url"])
        )
        assert done["account"]["email"] == EMAIL
        assert done["scope"] == list(STUDENT)
        assert await student.whoami() == 200
        assert student.services.sessions.email(box.base) == EMAIL
        assert student.services.sessions.require(box.base, "user_submit").scope == STUDENT
        assert student.states() == ["signed_in"]
        assert student.notes[0] == (
            "session.changed",
            {"server": box.base, "signed_in": True, "reason": "signed_in"},
        )

    asyncio.run(scenario())


def test_every_browser_redirect_of_ours_works_and_no_other(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        for redirect in IDENTITY_REDIRECTS:
            begun = await student.sign_in.start(box.base, "identity", redirect)
            url = await student.consent(begun["authorization_url"])
            assert url.startswith(redirect + "?code=")
            await student.sign_in.finish(begun["attempt"], url)
        for other in ("https://evil.example/autolab", None, REDIRECT + "x"):
            error = await refused(student.sign_in.start(box.base, "identity", other))
            assert error.name == "redirect_not_registered"

    asyncio.run(scenario())


def test_denial_ends_the_attempt_in_the_right_words(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        url = await student.consent(begun["authorization_url"], deny=True)
        error = await refused(student.sign_in.finish(begun["attempt"], url))
        assert error.name == "access_denied"
        assert error.server_said
        (attempt,) = student.sign_in.status()
        assert (attempt["state"], attempt["error"]["data"]["name"]) == ("denied", "access_denied")
        assert (await refused(student.sign_in.finish(begun["attempt"], url))).name == "attempt_unknown"

    asyncio.run(scenario())


def test_a_wrong_state_is_refused_and_the_right_answer_still_works(
    box: Sandbox, companion_home: Path
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        url = await student.consent(begun["authorization_url"])
        state = parse_qs(urlsplit(url).query)["state"][0]
        for wrong in (url.replace(state, "x" * 43), url.split("&state")[0], url + "&state=" + state):
            assert (await refused(student.sign_in.finish(begun["attempt"], wrong))).name == "state_mismatch"
        assert student.count("/oauth/token") == 1  # only the check of the client
        assert (await student.sign_in.finish(begun["attempt"], url))["account"]["email"] == EMAIL

    asyncio.run(scenario())


def test_an_answer_counts_once(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        url = await student.consent(begun["authorization_url"])
        both = await asyncio.gather(
            student.sign_in.finish(begun["attempt"], url),
            student.sign_in.finish(begun["attempt"], url),
            return_exceptions=True,
        )
        names = [each.name for each in both if isinstance(each, CompanionError)]
        assert names == ["attempt_unknown"]
        assert student.count("/oauth/token") == 2
        assert await student.whoami() == 200

    asyncio.run(scenario())


def test_an_answer_for_another_attempt_is_refused(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        first, second = await student.start(), await student.start()
        url = await student.consent(first["authorization_url"])
        assert (await refused(student.sign_in.finish(second["attempt"], url))).name == "state_mismatch"
        assert (await student.sign_in.finish(first["attempt"], url))["scope"] == list(STUDENT)

    asyncio.run(scenario())


def test_consent_is_skipped_while_a_token_lives(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        await student.sign_in_now()
        begun = await student.start()
        query = urlsplit(begun["authorization_url"])
        answer = await asyncio.to_thread(student.browser.get, f"{query.path}?{query.query}")
        assert answer.status == 302
        await student.sign_in.finish(begun["attempt"], answer.location)
        assert await student.whoami() == 200

    asyncio.run(scenario())


@pytest.mark.parametrize("age", [0, 86400])
def test_the_session_that_is_replaced_is_revoked(box: Sandbox, companion_home: Path, age: float) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        await student.sign_in_now()
        before = student.services.sessions.get(box.base).access
        box.clock.advance(age)
        await student.sign_in_now()
        row = next(token for token in box.state.tokens if token.token == before.reveal())
        assert row.revoked
        assert sum(not token.revoked for token in box.state.tokens) == 1
        assert await student.whoami() == 200

    asyncio.run(scenario())


def test_the_code_page_of_this_server_finishes_its_one_fresh_attempt(
    box: Sandbox, companion_home: Path
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        identity, old, begun = await student.start(), await student.start("oob"), await student.start("oob")
        url = await student.consent(begun["authorization_url"])
        assert urlsplit(url).path == "/oauth/authorize/native"
        for wrong in (identity, old):
            error = await refused(student.sign_in.finish(wrong["attempt"], url))
            assert error.name in ("state_mismatch", "attempt_unknown")
        foreign = url.replace(box.base, "https://autolab.evil.example")
        assert (await refused(student.sign_in.finish(begun["attempt"], foreign))).name == "state_mismatch"
        assert (await student.sign_in.finish(begun["attempt"], url))["account"]["email"] == EMAIL

    asyncio.run(scenario())


def test_a_code_page_too_late_is_refused(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start("oob")
        url = await student.consent(begun["authorization_url"])
        box.clock.advance(601)
        assert (await refused(student.sign_in.finish(begun["attempt"], url))).name == "attempt_unknown"

    asyncio.run(scenario())


def test_nobody_comes_back_and_the_attempt_says_what_to_check(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        ended = await student.outcome(await student.start())
        assert ended.state == "expired"
        assert ended.error is not None
        assert ended.error["data"]["name"] == "sign_in_abandoned"
        assert "redirect addresses" in ended.error["data"]["remedy"]
        assert student.states() == ["expired"]

    asyncio.run(scenario())


def test_a_closed_window_ends_the_attempt_at_once(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun, other = await student.start(), await student.start()
        told = await student.sign_in.cancel(begun["attempt"], abandoned=True)
        assert told["error"]["data"]["name"] == "sign_in_abandoned"
        assert (await student.sign_in.cancel(other["attempt"]))["state"] == "cancelled"
        assert student.states() == ["expired", "cancelled"]
        assert (await refused(student.sign_in.cancel("0" * 32))).name == "attempt_unknown"

    asyncio.run(scenario())


def test_a_wrong_client_is_noticed_before_any_window_opens(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        for secret in ("wrong", None):
            student = Student(box, companion_home, secret=secret)
            for way in ("identity", "oob", "loopback", "device"):
                assert (await refused(student.start(way))).name == "client_rejected"
        assert student.sign_in.status() == []
        assert student.count("/oauth/device_flow_init") == 0

    asyncio.run(scenario())


def test_only_registered_ways_are_open(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home, redirects={"identity": [], "device": True})
        assert student.services.servers.get(box.base).ways() == ["device"]
        for way in ("identity", "oob", "loopback"):
            assert (await refused(student.start(way))).name == "way_unavailable"

    asyncio.run(scenario())


def test_a_public_client_needs_no_secret(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home, client="Public Client", secret=None)
        begun = await student.start("device")
        await student.activate(begun["deep_link"])
        assert (await student.outcome(begun)).state == "signed_in"
        assert await student.whoami() == 200

    asyncio.run(scenario())


def test_a_code_that_lived_too_long_is_said_so(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        box.clock.advance(-3)  # the attempt must outlive the code by a moment
        url = await student.consent(begun["authorization_url"])
        for grant in box.state.grants.values():
            grant.created_at -= 700
        error = await refused(student.sign_in.finish(begun["attempt"], url))
        assert error.name == "grant_rejected"
        assert student.sign_in.status()[0]["state"] == "failed"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ({"status": 503}, "server_failed"),
        ({"html": True}, "answer_unexpected"),
        ({"cut_request_after": 0}, "server_unreachable"),
        ({"status": 400, "body": ""}, "answer_unexpected"),
        ({"status": 429}, "throttled"),
        ({"redirect": "https://elsewhere.example/"}, "sign_on_first"),
        ({"gzip_bomb_mib": 64}, "answer_too_large"),
    ],
)
def test_trouble_at_the_exchange_is_told_and_overcome(
    box: Sandbox, companion_home: Path, fault: dict[str, Any], name: str
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        url = await student.consent(begun["authorization_url"])
        box.faults.add(path="/oauth/token$", **fault)
        assert (await refused(student.sign_in.finish(begun["attempt"], url))).name == name
        assert student.sign_in.status()[0]["state"] == "exchanging"
        assert (await student.outcome(begun)).state == "signed_in"
        assert await student.whoami() == 200

    asyncio.run(scenario())


@pytest.mark.parametrize("fault", [{"status": 500}, {"html": True}, {"lose_answer": True, "times": 2}])
def test_trouble_at_learning_the_account_loses_no_token(
    box: Sandbox, companion_home: Path, fault: dict[str, Any]
) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        box.faults.add(path="/api/v1/user$", **fault)
        await refused(
            student.sign_in.finish(begun["attempt"], await student.consent(begun["authorization_url"]))
        )
        assert student.services.sessions.email(box.base) is None
        assert (await student.outcome(begun)).state == "signed_in"
        assert len(box.state.tokens) == 1

    asyncio.run(scenario())


def test_an_exchange_whose_answer_was_lost_after_the_fact(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        url = await student.consent(begun["authorization_url"])
        box.faults.add(path="/oauth/token$", process=True, lose_answer=True)
        await refused(student.sign_in.finish(begun["attempt"], url))
        ended = await student.outcome(begun)  # the code is used up; nobody has the tokens
        assert ended.error is not None
        assert (ended.state, ended.error["data"]["name"]) == ("failed", "grant_rejected")
        assert (await student.sign_in_now())["account"]["email"] == EMAIL

    asyncio.run(scenario())


def test_without_user_info_there_is_no_account_and_no_session(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        url = await student.consent(
            begun["authorization_url"].replace("user_info+", "").replace("user_info%20", "")
        )
        error = await refused(student.sign_in.finish(begun["attempt"], url))
        assert (error.name, error.data["scope"]) == ("scope_missing", "user_info")
        assert box.state.tokens[-1].revoked

    asyncio.run(scenario())


def test_fewer_scopes_than_asked_for_are_honoured(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        asked = begun["authorization_url"]
        url = await student.consent(asked.replace("+user_submit", "").replace("%20user_submit", ""))
        done = await student.sign_in.finish(begun["attempt"], url)
        assert "user_submit" not in done["scope"]
        with pytest.raises(CompanionError) as caught:
            student.services.sessions.require(box.base, "user_submit")
        assert caught.value.name == "scope_missing"

    asyncio.run(scenario())


def test_staff_scopes_are_asked_for_only_with_staff_tools(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        assert "instructor_all" not in (await student.start())["authorization_url"]
        student.services.servers.set_staff_tools(box.base, on=True)
        begun = await student.start()
        assert "instructor_all" in begun["authorization_url"]
        url = await student.consent(begun["authorization_url"])
        assert "instructor_all" in (await student.sign_in.finish(begun["attempt"], url))["scope"]

    asyncio.run(scenario())


def test_attempts_are_forgotten_after_a_while(box: Sandbox, companion_home: Path) -> None:
    async def scenario() -> None:
        student = Student(box, companion_home)
        begun = await student.start()
        await student.sign_in.cancel(begun["attempt"])
        assert len(student.sign_in.status()) == 1
        kept = student.services.vault.read("attempt:" + begun["attempt"])
        assert kept
        assert not any(kept[name] for name in ("oauth_state", "verifier", "device_code", "code", "tokens"))
        assert student.sign_in.status("https://other.example") == []
        box.clock.advance(601)
        assert student.sign_in.status() == []
        assert student.services.vault.records("attempt:") == []
        assert [file.name for file in (companion_home / "locks").iterdir()] == ["vault.lock"]

    asyncio.run(scenario())
