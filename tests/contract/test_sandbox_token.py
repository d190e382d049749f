"""The sandbox's token endpoint against the measured words of the real server."""

import base64
from collections.abc import Iterator

import pytest

from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.oauth import store
from tests.sandbox.oauth.records import OOB
from tests.sandbox.visitor import Answer, Visitor

ALL = "user_info user_courses user_scores user_submit instructor_all"
INVALID_CLIENT = (
    "Client authentication failed due to unknown client, no client authentication included, "
    "or unsupported authentication method."
)
INVALID_GRANT = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI "
    "used in the authorization request, or was issued to another client."
)
LOOPBACK = "http://127.0.0.1:8123/callback"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


def student(box: Sandbox) -> Visitor:
    visitor = Visitor(box.base)
    visitor.sign_in("student1@foo.bar", "studentpw1")
    return visitor


def a_code(box: Sandbox, redirect_uri: str = OOB, scope: str = ALL, client: str = "Autolab Companion") -> str:
    query = {
        "client_id": box.application(client).uid,
        "redirect_uri": redirect_uri,
        "scope": scope,
        "state": "s",
    }
    return student(box).code(**query)


def client_fields(box: Sandbox, client: str = "Autolab Companion") -> dict[str, str]:
    app = box.application(client)
    return {"client_id": app.uid, "client_secret": app.secret}


def exchange(box: Sandbox, code: str, /, **changed: str) -> Answer:
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": OOB, **client_fields(box)}
    return Visitor(box.base).form("/oauth/token", {**fields, **changed})


def refresh(box: Sandbox, token: str, **changed: str) -> Answer:
    fields = {"grant_type": "refresh_token", "refresh_token": token, **client_fields(box)}
    return Visitor(box.base).form("/oauth/token", {**fields, **changed})


def works(box: Sandbox, access_token: str) -> bool:
    return Visitor(box.base, access_token).get("/api/v1/user").status == 200


def assert_refused(answer: Answer, status: int, error: str, words: str) -> None:
    assert answer.status == status
    assert answer.json() == {"error": error, "error_description": words}
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    challenge = f'Bearer realm="Doorkeeper", error="{error}", error_description="{words}"'
    assert answer.headers["www-authenticate"] == challenge


def test_token_answer(box: Sandbox) -> None:
    answer = exchange(box, a_code(box))
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert list(body) == ["access_token", "token_type", "expires_in", "refresh_token", "scope", "created_at"]
    assert len(body["access_token"]) == len(body["refresh_token"]) == 43
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 7200, ALL)
    assert isinstance(body["created_at"], int)


def test_secret_in_basic_header_and_in_json_body(box: Sandbox) -> None:
    app = box.application()
    fields = {"grant_type": "authorization_code", "redirect_uri": OOB}
    basic = base64.b64encode(f"{app.uid}:{app.secret}".encode()).decode()
    visitor = Visitor(box.base)
    first = visitor.form("/oauth/token", {**fields, "code": a_code(box)}, Authorization=f"Basic {basic}")
    second = visitor.json("/oauth/token", {**fields, **client_fields(box), "code": a_code(box)})
    assert (first.status, second.status) == (200, 200)


def test_code_is_used_once_and_its_token_stays(box: Sandbox) -> None:
    code = a_code(box)
    token = exchange(box, code).json()["access_token"]
    assert_refused(exchange(box, code), 400, "invalid_grant", INVALID_GRANT)
    assert works(box, token)


def test_code_lives_ten_minutes(box: Sandbox) -> None:
    code = a_code(box)
    box.clock.advance(599)
    assert exchange(box, code).status == 200
    late = a_code(box)
    box.clock.advance(601)
    assert_refused(exchange(box, late), 400, "invalid_grant", INVALID_GRANT)


@pytest.mark.parametrize(
    "changed", [{"client_secret": "wrong"}, {"client_secret": ""}, {"client_id": "nobody"}]
)
def test_wrong_client_does_not_burn_the_code(box: Sandbox, changed: dict[str, str]) -> None:
    code = a_code(box)
    assert_refused(exchange(box, code, **changed), 401, "invalid_client", INVALID_CLIENT)
    assert exchange(box, code).status == 200


def test_wrong_redirect_does_not_burn_the_code(box: Sandbox) -> None:
    code = a_code(box)
    assert_refused(exchange(box, code, redirect_uri=LOOPBACK), 400, "invalid_grant", INVALID_GRANT)
    assert exchange(box, code).status == 200


@pytest.mark.parametrize(
    ("changed", "missing"),
    [({"redirect_uri": ""}, "redirect_uri"), ({"code": ""}, "code"), ({"grant_type": ""}, "grant_type")],
)
def test_missing_parameters(box: Sandbox, changed: dict[str, str], missing: str) -> None:
    words = f"Missing required parameter: {missing}."
    answer = exchange(box, a_code(box), **changed)
    assert_refused(answer, 400, "invalid_request", words)


@pytest.mark.parametrize("kind", ["password", "client_credentials", "nonsense"])
def test_unsupported_grant_types(box: Sandbox, kind: str) -> None:
    words = "The authorization grant type is not supported by the authorization server."
    assert_refused(exchange(box, "x", grant_type=kind), 400, "unsupported_grant_type", words)


def test_code_of_another_client(box: Sandbox) -> None:
    answer = exchange(box, a_code(box), **client_fields(box, "Read Only Client"))
    assert_refused(answer, 400, "invalid_grant", INVALID_GRANT)


def test_malformed_json_is_an_empty_html_answer(box: Sandbox) -> None:
    answer = Visitor(box.base).ask(
        "POST", "/oauth/token", body=b"{", headers={"Content-Type": "application/json"}
    )
    assert (answer.status, answer.body) == (400, b"")
    assert answer.headers["content-type"].startswith("text/html")


def test_public_client_needs_no_secret_but_no_wrong_one(box: Sandbox) -> None:
    fields = {"client_id": "public-client", "redirect_uri": LOOPBACK}
    scope = "user_info user_courses"
    code = a_code(box, LOOPBACK, scope, "Public Client")
    assert_refused(
        exchange(box, code, **fields, client_secret="wrong"), 401, "invalid_client", INVALID_CLIENT
    )
    assert exchange(box, code, **fields, client_secret="").status == 200


def test_pkce_is_ignored(box: Sandbox) -> None:
    query = {"client_id": box.application().uid, "redirect_uri": OOB, "scope": ALL, "state": "s"}
    code = student(box).code(**query, code_challenge="x" * 43, code_challenge_method="S256")
    assert exchange(box, code, code_verifier="wrong").status == 200


# Refresh


def test_refresh_gives_a_new_pair_and_the_old_one_works_on(box: Sandbox) -> None:
    old = exchange(box, a_code(box)).json()
    first, second = refresh(box, old["refresh_token"]).json(), refresh(box, old["refresh_token"]).json()
    assert len({old["refresh_token"], first["refresh_token"], second["refresh_token"]}) == 3
    assert works(box, old["access_token"])


def test_first_use_of_the_new_token_revokes_the_old_pair_only(box: Sandbox) -> None:
    old = exchange(box, a_code(box)).json()
    first, second = refresh(box, old["refresh_token"]).json(), refresh(box, old["refresh_token"]).json()
    assert works(box, first["access_token"])
    gone = Visitor(box.base, old["access_token"]).get("/api/v1/user")
    assert gone.status == 401
    assert 'error_description="The access token was revoked"' in gone.headers["www-authenticate"]
    assert_refused(refresh(box, old["refresh_token"]), 400, "invalid_grant", INVALID_GRANT)
    assert works(box, second["access_token"])
    assert works(box, first["access_token"])
    assert refresh(box, first["refresh_token"]).status == 200


def test_token_info_counts_as_first_use(box: Sandbox) -> None:
    old = exchange(box, a_code(box)).json()
    new = refresh(box, old["refresh_token"]).json()
    assert Visitor(box.base, new["access_token"]).get("/oauth/token/info").status == 200
    assert not works(box, old["access_token"])


def test_refresh_after_expiry(box: Sandbox) -> None:
    old = exchange(box, a_code(box)).json()
    box.clock.advance(7201)
    expired = Visitor(box.base, old["access_token"]).get("/api/v1/user")
    assert 'error_description="The access token expired"' in expired.headers["www-authenticate"]
    box.clock.advance(86400 * 200)
    assert refresh(box, old["refresh_token"]).status == 200


def test_refresh_scope_narrows_and_never_widens(box: Sandbox) -> None:
    old = exchange(box, a_code(box, scope="user_info user_courses")).json()
    narrow = refresh(box, old["refresh_token"], scope="user_info")
    assert narrow.json()["scope"] == "user_info"
    words = "The requested scope is invalid, unknown, or malformed."
    wide = refresh(box, old["refresh_token"], scope="user_info user_scores")
    assert_refused(wide, 400, "invalid_scope", words)


def test_refresh_without_a_scope_gives_what_the_application_may_have_by_then(box: Sandbox) -> None:
    """doorkeeper 5.6.8, lib/doorkeeper/oauth/base_request.rb, `build_scopes`."""
    old = exchange(box, a_code(box)).json()
    box.application().scopes = ("user_info", "user_courses")
    assert refresh(box, old["refresh_token"]).json()["scope"] == "user_info user_courses"
    assert works(box, old["access_token"])
    named = refresh(box, old["refresh_token"], scope="user_info user_scores")
    assert named.json()["scope"] == "user_info user_scores"  # measured by the token alone


def test_a_deleted_application_takes_its_tokens_with_it(box: Sandbox) -> None:
    """doorkeeper 5.6.8, lib/doorkeeper/orm/active_record/mixins/application.rb: `dependent: :delete_all`."""
    fields, old = client_fields(box), exchange(box, a_code(box)).json()
    store.delete_application(box.state, box.application())
    gone = Visitor(box.base, old["access_token"]).get("/api/v1/user")
    assert 'error_description="The access token is invalid"' in gone.headers["www-authenticate"]
    again = {"grant_type": "refresh_token", "refresh_token": old["refresh_token"], **fields}
    assert Visitor(box.base).form("/oauth/token", again).status in (400, 401)
    assert revoke(box, token=old["access_token"], **fields).status == 403


def test_refresh_errors(box: Sandbox) -> None:
    old = exchange(box, a_code(box)).json()["refresh_token"]
    missing = "Missing required parameter: refresh_token."
    assert_refused(refresh(box, ""), 400, "invalid_request", missing)
    assert_refused(refresh(box, "unknown"), 400, "invalid_grant", INVALID_GRANT)
    other = refresh(box, old, **client_fields(box, "Read Only Client"))
    assert_refused(other, 400, "invalid_grant", INVALID_GRANT)
    assert_refused(refresh(box, old, client_secret="wrong"), 401, "invalid_client", INVALID_CLIENT)


# Revoke and info


def revoke(box: Sandbox, **fields: str) -> Answer:
    return Visitor(box.base).form("/oauth/revoke", fields)


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_one_kills_both(box: Sandbox, which: str) -> None:
    pair = exchange(box, a_code(box)).json()
    answer = revoke(box, token=pair[which], **client_fields(box))
    assert (answer.status, answer.json()) == (200, {})
    assert not works(box, pair["access_token"])
    assert refresh(box, pair["refresh_token"]).status == 400


def test_revoking_nothing_known_is_fine(box: Sandbox) -> None:
    assert revoke(box, token="unknown", **client_fields(box)).json() == {}
    assert revoke(box, **client_fields(box)).status == 200


@pytest.mark.parametrize(
    "fields",
    [
        {
            "client_id": "eb2cf18acb6fdf0f97d86e69a5fb2e1653dc0167ada1cdd2268b3a037d99c547",
            "client_secret": "no",
        },
        {"client_id": "readonly-client", "client_secret": "readonly-secret"},
        {},
    ],
)
def test_revoke_by_somebody_else(box: Sandbox, fields: dict[str, str]) -> None:
    pair = exchange(box, a_code(box)).json()
    answer = revoke(box, token=pair["access_token"], **fields)
    assert answer.status == 403
    words = "You are not authorized to revoke this token"
    assert answer.json() == {"error": "unauthorized_client", "error_description": words}
    assert works(box, pair["access_token"])


def test_public_client_revokes_with_its_id(box: Sandbox) -> None:
    token = box.issue("student1@foo.bar", client="Public Client").token
    assert revoke(box, token=token, client_id="public-client").status == 200
    assert not works(box, token)


def test_revoking_an_expired_pair_leaves_its_refresh_token_alive(box: Sandbox) -> None:
    pair = exchange(box, a_code(box)).json()
    box.clock.advance(7201)
    for which in ("access_token", "refresh_token"):
        answer = revoke(box, token=pair[which], **client_fields(box))
        assert (answer.status, answer.json()) == (200, {})
    assert refresh(box, pair["refresh_token"]).status == 200


def test_anybodys_client_may_end_a_public_clients_token(box: Sandbox) -> None:
    token = box.issue("student1@foo.bar", client="Public Client").token
    assert revoke(box, token=token).status == 403
    assert revoke(box, token=token, **client_fields(box, "Read Only Client")).status == 200
    assert not works(box, token)


@pytest.mark.parametrize("shown", ["!!!", "\xe9", ""])
def test_basic_credentials_that_are_none(box: Sandbox, shown: str) -> None:
    answer = Visitor(box.base).form("/oauth/revoke", {"token": "x"}, Authorization=f"Basic {shown}")
    assert (answer.status, answer.json()["error"]) == (403, "unauthorized_client")


def test_an_empty_bearer_header_leaves_the_parameter_to_be_read(box: Sandbox) -> None:
    token = box.issue("student1@foo.bar").token
    for header in ("Bearer", "Bearer "):
        answer = Visitor(box.base).get(f"/oauth/token/info?access_token={token}", Authorization=header)
        assert answer.status == 200


def test_token_info(box: Sandbox) -> None:
    token = exchange(box, a_code(box)).json()["access_token"]
    box.clock.advance(100)
    body = Visitor(box.base, token).get("/oauth/token/info").json()
    assert list(body) == ["resource_owner_id", "scope", "expires_in", "application", "created_at"]
    assert body["resource_owner_id"] == 4
    assert body["scope"] == ALL.split()
    assert body["expires_in"] in {7099, 7100}
    assert body["application"] == {"uid": box.application().uid}


def test_token_info_of_a_bad_token(box: Sandbox) -> None:
    expired = box.issue("student1@foo.bar").token
    box.clock.advance(7300)
    for token in (None, "bad", expired):
        answer = Visitor(box.base, token).get("/oauth/token/info")
        assert answer.status == 401
        assert answer.json() == {
            "error": "invalid_token",
            "error_description": "The access token is invalid",
            "state": "unauthorized",
        }
