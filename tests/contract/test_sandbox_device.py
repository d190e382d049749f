"""Autolab's device flow and its throttles."""

from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.sandbox import Clock, Sandbox, start_sandbox
from tests.sandbox.visitor import Answer, Visitor

ALIGNED = 1_800_000_000.0  # a whole multiple of 30 s: windows start here
TOO_MANY = b'{"error": "Too Many Requests. Retry Later."}'


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as running:
        yield running


@pytest.fixture
def throttled() -> Iterator[Sandbox]:
    with start_sandbox(clock=Clock(ALIGNED + 1)) as running:
        yield running


def init(box: Sandbox, **headers: str) -> dict[str, str]:
    answer = Visitor(box.base).get(f"/oauth/device_flow_init?client_id={box.application().uid}", **headers)
    assert answer.status == 200
    return dict(answer.json())


def poll(box: Sandbox, device_code: str, client: str = "Autolab Companion") -> Answer:
    uid = box.application(client).uid
    return Visitor(box.base).get(f"/oauth/device_flow_authorize?client_id={uid}&device_code={device_code}")


def person(box: Sandbox) -> Visitor:
    visitor = Visitor(box.base)
    visitor.sign_in("student1@foo.bar", "studentpw1")
    return visitor


def enter(box: Sandbox, visitor: Visitor, user_code: str, *, deny: bool = False) -> Answer:
    """Enter the code, press a button if asked, follow to the callback; the last redirect."""
    entered = visitor.get(f"/device_flow_resolve?user_code={user_code}")
    fields = {k: v[0] for k, v in parse_qs(urlsplit(entered.location).query).items()}
    fields.pop("response_type", None)
    if not fields:
        return entered
    return visitor.get(visitor.authorize(deny=deny, **fields).location)


def exchange(box: Sandbox, code: str, redirect_uri: str) -> Answer:
    app = box.application()
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    return Visitor(box.base).form(
        "/oauth/token", {**fields, "client_id": app.uid, "client_secret": app.secret}
    )


def test_init(box: Sandbox) -> None:
    answer = init(box)
    assert list(answer) == ["device_code", "user_code", "verification_uri"]
    assert len(answer["device_code"]) == 64
    assert int(answer["device_code"], 16) >= 0
    assert len(answer["user_code"]) == 6
    assert answer["user_code"].isalnum()
    assert answer["verification_uri"] == f"{box.base}/activate"


def test_verification_address_follows_the_proxy(box: Sandbox) -> None:
    answer = init(box, **{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "autolab.example.edu"})
    assert answer["verification_uri"] == "https://autolab.example.edu/activate"


def test_init_refusals(box: Sandbox) -> None:
    visitor = Visitor(box.base)
    missing, unknown = (
        visitor.get("/oauth/device_flow_init"),
        visitor.get("/oauth/device_flow_init?client_id=x"),
    )
    assert (missing.status, missing.json()) == (400, {"error": "Required param 'client_id' not present"})
    assert (unknown.status, unknown.json()) == (400, {"error": "Unrecognized client_id"})
    posted = visitor.form(f"/oauth/device_flow_init?client_id={box.application().uid}", {})
    assert "device_code" not in posted.text


def test_pending_until_granted_then_the_code_once(box: Sandbox) -> None:
    device = init(box)
    pending = poll(box, device["device_code"])
    assert (pending.status, pending.json()) == (400, {"error": "authorization_pending"})
    visitor = person(box)
    end = enter(box, visitor, device["user_code"])
    assert end.location == f"{box.base}/activate"
    page = visitor.get("/activate").text
    assert '<div id="flash_success" class="success">Access granted</div>' in page
    granted = poll(box, device["device_code"])
    assert (granted.status, list(granted.json())) == (200, ["code"])
    gone = poll(box, device["device_code"])
    assert (gone.status, gone.json()["error"]) == (400, "Invalid device_code. User may have denied access")
    token = exchange(box, granted.json()["code"], f"{box.base}/device_flow_auth_cb")
    assert token.json()["scope"] == " ".join(box.application().scopes)


def test_denied_once(box: Sandbox) -> None:
    device = init(box)
    visitor = person(box)
    enter(box, visitor, device["user_code"], deny=True)
    assert '<div id="flash_error" class="error">Access denied by user</div>' in visitor.get("/activate").text
    denied, gone = poll(box, device["device_code"]), poll(box, device["device_code"])
    assert (denied.status, denied.json()) == (400, {"error": "authorization denied by user"})
    assert gone.json() == {"error": "Invalid device_code. User may have denied access"}


def test_poll_refusals(box: Sandbox) -> None:
    visitor, uid = Visitor(box.base), box.application().uid
    path = "/oauth/device_flow_authorize"
    assert visitor.get(f"{path}?client_id={uid}").json() == {
        "error": "Required param 'device_code' not present"
    }
    assert visitor.get(f"{path}?device_code=x").json() == {"error": "Required param 'client_id' not present"}
    unknown = visitor.get(f"{path}?client_id=nobody&device_code=x")
    assert (unknown.status, unknown.json()) == (400, {"error": "Unrecognized client_id"})


def test_any_valid_client_may_poll(box: Sandbox) -> None:
    device = init(box)
    assert poll(box, device["device_code"], "Read Only Client").json() == {"error": "authorization_pending"}


def test_user_code_is_case_sensitive(box: Sandbox) -> None:
    device, visitor = init(box), person(box)
    swapped = device["user_code"].swapcase()
    if swapped == device["user_code"]:
        pytest.skip("only digits this time")
    assert enter(box, visitor, swapped).location == f"{box.base}/activate"
    assert '<div id="flash_error" class="error">Invalid user code.</div>' in visitor.get("/activate").text


def test_user_code_is_used_up_when_entered(box: Sandbox) -> None:
    device, visitor = init(box), person(box)
    first = visitor.get(f"/device_flow_resolve?user_code={device['user_code']}")
    assert first.status == 302
    sent = {k: v[0] for k, v in parse_qs(urlsplit(first.location).query).items()}
    assert sent["redirect_uri"] == f"{box.base}/device_flow_auth_cb"
    assert len(sent["state"]) == 64
    again = visitor.get(f"/device_flow_resolve?user_code={device['user_code']}")
    assert again.location == f"{box.base}/activate"
    assert poll(box, device["device_code"]).json() == {"error": "authorization_pending"}


def test_deep_link_survives_the_sign_in_form(box: Sandbox) -> None:
    device, visitor = init(box), Visitor(box.base)
    path = f"/device_flow_resolve?user_code={quote(device['user_code'])}"
    assert visitor.get(path).location == f"{box.base}/auth/users/sign_in"
    assert visitor.sign_in("student1@foo.bar", "studentpw1").location == box.base + path


def test_earlier_consent_grants_on_entering_the_code(box: Sandbox) -> None:
    box.issue("student1@foo.bar")
    device = init(box)
    enter(box, person(box), device["user_code"])
    assert poll(box, device["device_code"]).status == 200


def test_activation_page(box: Sandbox) -> None:
    page = person(box).get("/activate?user_code=abcdef").text
    assert '<form action="/device_flow_resolve" accept-charset="UTF-8" method="get">' in page
    assert 'id="user_code"' in page
    assert "abcdef" not in page.split('id="content"')[1]


def test_exchange_needs_the_servers_own_redirect(box: Sandbox) -> None:
    device = init(box)
    enter(box, person(box), device["user_code"])
    code = poll(box, device["device_code"]).json()["code"]
    callback = f"{box.base}/device_flow_auth_cb"
    for wrong in ("urn:ietf:wg:oauth:2.0:oob", callback.replace("http:", "https:")):
        assert exchange(box, code, wrong).json()["error"] == "invalid_grant"
    assert exchange(box, code, "").json()["error"] == "invalid_request"
    assert exchange(box, code, callback).status == 200


def test_code_expires_ten_minutes_after_the_grant(box: Sandbox) -> None:
    device = init(box)
    box.clock.advance(5000)
    enter(box, person(box), device["user_code"])
    box.clock.advance(590)
    code = poll(box, device["device_code"]).json()["code"]
    box.clock.advance(20)
    assert exchange(box, code, f"{box.base}/device_flow_auth_cb").json()["error"] == "invalid_grant"


# Throttles


def test_init_once_per_aligned_half_minute(throttled: Sandbox) -> None:
    visitor = Visitor(throttled.base)
    path = f"/oauth/device_flow_init?client_id={throttled.application().uid}"
    assert visitor.get(path).status == 200
    refused = visitor.get(path)
    assert (refused.status, refused.body) == (429, TOO_MANY)
    throttled.clock.advance(30)  # into the next window, wherever in it
    assert visitor.get(path).status == 200


def test_init_counts_failed_requests_other_clients_and_posts(throttled: Sandbox) -> None:
    visitor = Visitor(throttled.base)
    assert visitor.get("/oauth/device_flow_init").status == 400
    assert visitor.get("/oauth/device_flow_init?client_id=readonly-client").status == 429
    assert visitor.form("/oauth/device_flow_init", {}).status == 429


def test_init_counts_per_address(throttled: Sandbox) -> None:
    visitor = Visitor(throttled.base)
    path = f"/oauth/device_flow_init?client_id={throttled.application().uid}"
    campus, home = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
    assert [visitor.get(path, **from_).status for from_ in (campus, campus, home)] == [200, 429, 200]


def test_polling_once_per_aligned_five_seconds(throttled: Sandbox) -> None:
    device = init(throttled)
    throttled.clock.advance(3.5)  # 4.5 s into the window
    assert poll(throttled, device["device_code"]).status == 400
    throttled.clock.advance(0.6)  # the next window has begun: the wait was far below the period
    assert poll(throttled, device["device_code"]).status == 400
    assert poll(throttled, device["device_code"]).status == 429


def test_429_has_no_timing_and_no_type(throttled: Sandbox) -> None:
    init(throttled)
    path = f"/oauth/device_flow_init?client_id={throttled.application().uid}"
    headers = Visitor(throttled.base).get(path).headers
    assert "retry-after" not in headers
    assert "content-type" not in headers
    assert not [name for name in headers if name.startswith("x-ratelimit")]
    assert headers["cache-control"] == "no-cache"
    assert {"x-request-id", "x-runtime"} <= set(headers)


@pytest.mark.parametrize("ending", ["/", ".json", "?client_id=readonly-client"])
def test_other_spellings_of_the_address_count_too(throttled: Sandbox, ending: str) -> None:
    init(throttled)
    answer = Visitor(throttled.base).get(f"/oauth/device_flow_init{ending}")
    assert (answer.status, answer.body) == (429, TOO_MANY)
