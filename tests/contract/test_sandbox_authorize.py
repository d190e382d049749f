"""Consent, redirects, client registration."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.oauth.records import OOB
from tests.sandbox.oauth.redirects import matches_any
from tests.sandbox.oauth.registration import redirect_trouble
from tests.sandbox.visitor import Answer, Visitor

ALL = "user_info user_courses user_scores user_submit instructor_all"
LOOPBACK = "http://127.0.0.1:8123/callback"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def visitor(box: Sandbox) -> Visitor:
    made = Visitor(box.base)
    made.sign_in("student1@foo.bar", "studentpw1")
    return made


def query(box: Sandbox, **changed: str) -> dict[str, str]:
    base = {"client_id": box.application().uid, "redirect_uri": LOOPBACK, "scope": ALL, "state": "st&te"}
    return {**base, **changed}


def ask(visitor: Visitor, box: Sandbox, **changed: str) -> Answer:

    return visitor.get("/oauth/authorize?" + urlencode({"response_type": "code", **query(box, **changed)}))


def location(answer: Answer) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(answer.location).query).items()}


def test_anonymous_signs_in_and_comes_back_to_the_full_address(box: Sandbox) -> None:
    visitor = Visitor(box.base)
    answer = ask(visitor, box)
    assert (answer.status, answer.location) == (302, f"{box.base}/auth/users/sign_in")
    back = visitor.sign_in("student1@foo.bar", "studentpw1")
    assert back.status == 302
    assert back.location.startswith(f"{box.base}/oauth/authorize?")
    assert "state=st%26te" in back.location


def test_consent_page(box: Sandbox, visitor: Visitor) -> None:
    page = ask(visitor, box)
    assert page.status == 200
    assert "Autolab Home" in page.text.split("<title>")[1].split("</title>")[0]
    assert 'id="oauth-permissions"' in page.text
    assert page.text.count('action="/oauth/authorize"') == 2
    assert page.text.count('name="_method" value="delete"') == 1
    assert "code_challenge" not in page.text
    for name, value in query(box).items():
        assert page.hidden(name) == value
    assert page.hidden("response_type") == "code"
    assert page.hidden("authenticity_token")


def test_consent_names_exactly_the_scopes_asked_for(box: Sandbox, visitor: Visitor) -> None:
    page = ask(visitor, box, scope="user_info user_submit").text
    assert page.count('class="collection-item') == 2
    assert "Access your basic info (e.g. name, email, school, year)" in page
    assert "user_submit" in page


def test_grant_goes_back_with_code_and_state(box: Sandbox, visitor: Visitor) -> None:
    answer = visitor.authorize(deny=False, **query(box))
    assert answer.status == 302
    assert answer.location.startswith(f"{LOOPBACK}?code=")
    assert location(answer)["state"] == "st&te"
    assert len(location(answer)["code"]) == 43


def test_native_page_has_the_code_and_no_state(box: Sandbox, visitor: Visitor) -> None:
    answer = visitor.authorize(deny=False, **query(box, redirect_uri=OOB))
    assert answer.location.startswith(f"{box.base}/oauth/authorize/native?code=")
    assert "state" not in answer.location
    page = visitor.get(answer.location)
    assert f'<code id="authorization_code">{location(answer)["code"]}</code>' in page.text


def test_deny(box: Sandbox, visitor: Visitor) -> None:
    answer = visitor.authorize(deny=True, **query(box))
    assert answer.location == (
        f"{LOOPBACK}?error=access_denied&error_description=The+resource+owner+or+authorization+server+"
        "denied+the+request.&state=st%26te"
    )


def test_consent_is_skipped_for_the_same_scope_set_even_after_expiry(box: Sandbox, visitor: Visitor) -> None:
    box.issue("student1@foo.bar")
    box.clock.advance(86400 * 30)
    reordered = " ".join(reversed(ALL.split()))
    assert ask(visitor, box, scope=reordered).location.startswith(f"{LOOPBACK}?code=")
    assert "/native?code=" in ask(visitor, box, redirect_uri=OOB).location


def test_a_narrower_scope_set_asks_again(box: Sandbox, visitor: Visitor) -> None:
    box.issue("student1@foo.bar")
    assert ask(visitor, box, scope="user_info").status == 200


def test_consent_is_not_skipped_for_others_or_after_revocation(box: Sandbox, visitor: Visitor) -> None:
    box.issue("student2@foo.bar")
    assert ask(visitor, box).status == 200
    box.issue("student1@foo.bar").revoked = True
    assert ask(visitor, box).status == 200


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"scope": "nonsense"}, 400),
        ({"scope": "user_info admin_all"}, 400),
        ({"response_type": "token"}, 400),
        ({"redirect_uri": "https://elsewhere.example/cb"}, 400),
        ({"redirect_uri": ""}, 400),
        ({"client_id": "nobody"}, 401),
    ],
)
def test_errors_are_pages_and_never_go_back(
    box: Sandbox, visitor: Visitor, changed: dict[str, str], status: int
) -> None:
    answer = ask(visitor, box, **changed)
    assert answer.status == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert not answer.location


def test_empty_scope_means_user_info(box: Sandbox, visitor: Visitor) -> None:
    page = ask(visitor, box, scope="")
    assert page.hidden("scope") == "user_info"


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("http://127.0.0.1:8123/callback", True),
        ("http://127.0.0.1:9999/callback", True),
        ("http://127.0.0.1/callback", True),
        ("http://127.0.0.1:8123/callback?x=1", True),
        ("http://[::1]:40000/cb", True),
        ("http://127.0.0.1:8123/callback/", False),
        ("http://localhost:8123/callback", False),
        ("http://somebody@127.0.0.1:8123/callback", False),
        ("http://127.0.0.1:8123/other", False),
        ("https://127.0.0.1:8123/callback", False),
        ("http://127.0.0.1:8123/callback#f", False),
        ("https://app.example:8443/cb", False),
        ("https://app.example/cb", True),
        ("https://APP.example:443/cb", True),
        ("custom.scheme://cb", True),
        ("", False),
        (OOB, False),
    ],
)
def test_redirect_matching(address: str, fits: bool) -> None:
    registered = [LOOPBACK, "http://[::1]:8123/cb", "https://app.example/cb", "custom.scheme://cb"]
    assert matches_any(address, registered) is fits


@pytest.mark.parametrize(
    ("address", "trouble"),
    [
        ("http://127.0.0.1:8123/callback", "Must be an https/ssl uri."),
        ("http://localhost/x", "Must be an https/ssl uri."),
        ("https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/", None),
        (OOB, None),
        ("autolab-companion://cb", None),
        ("com.example.app:/cb", None),
        ("chrome-extension://abc/cb", None),
        ("javascript:alert(1)", "Is forbidden by the server."),
        ("data:text/html,x", "Is forbidden by the server."),
        ("/relative", "Must be an absolute uri."),
        ("https://a.example/#f", "Cannot contain a fragment."),
    ],
)
def test_registration_rules_of_production(address: str, trouble: str | None) -> None:
    assert redirect_trouble(address) == trouble


def test_only_an_administrator_registers_clients(box: Sandbox, visitor: Visitor) -> None:
    assert "404 &ndash; Not found" in visitor.get("/oauth/applications").text
    admin = Visitor(box.base)
    admin.sign_in("admin@foo.bar", "adminfoobar")
    token = admin.get("/oauth/applications/new").hidden("authenticity_token")
    name = "doorkeeper_application"
    fields = {"authenticity_token": token, f"{name}[name]": "Mine", f"{name}[scopes]": "user_info"}
    refused = admin.form("/oauth/applications", {**fields, f"{name}[redirect_uri]": "http://127.0.0.1/cb"})
    assert (refused.status, "Must be an https/ssl uri." in refused.text) == (200, True)
    made = admin.form("/oauth/applications", {**fields, f"{name}[redirect_uri]": "https://a.example/cb"})
    assert made.location == f"{box.base}/oauth/applications/4"
    assert box.application("Mine").secret in admin.get(made.location).text


def test_revoking_on_the_page_of_authorized_applications(box: Sandbox, visitor: Visitor) -> None:
    pair = box.issue("student1@foo.bar")
    page = visitor.get("/oauth/authorized_applications")
    assert "Autolab Companion" in page.text
    fields = {"authenticity_token": page.hidden("authenticity_token"), "_method": "delete"}
    assert visitor.form("/oauth/authorized_applications/1", fields).status == 302
    assert Visitor(box.base, pair.token).get("/api/v1/user").status == 401
    app = box.application()
    again = Visitor(box.base).form(
        "/oauth/token",
        {
            "grant_type": "refresh_token",
            "refresh_token": pair.refresh_token,
            "client_id": app.uid,
            "client_secret": app.secret,
        },
    )
    assert (again.status, again.json()["error"]) == (400, "invalid_grant")
    assert "Read Only" not in visitor.get("/oauth/authorized_applications").text


def test_a_public_client_always_asks(box: Sandbox, visitor: Visitor) -> None:
    public = box.application("Public Client")
    box.issue("student1@foo.bar", client=public.name)
    assert ask(visitor, box, client_id=public.uid, scope=" ".join(public.scopes)).status == 200


def test_routes_that_are_none_ask_nobody_to_sign_in(box: Sandbox) -> None:
    for path in ("/oauth/token", "/oauth/revoke", "/oauth/nothing"):
        answer = Visitor(box.base).get(path)
        assert answer.status == 200
        assert "404 &ndash; Not found" in answer.text
