"""The sandbox's own levers: faults, clock, log, secrets, seeds, command line."""

import errno
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Self

import pytest

from tests.sandbox import Clock, Sandbox, start_sandbox
from tests.sandbox.visitor import Visitor

AUTO = "/api/v1/courses/AutoPopulated/assessments"
CUT = (ConnectionError, http.client.HTTPException)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def api(box: Sandbox) -> Visitor:
    return Visitor(box.base, box.issue("student1@foo.bar").token)


# Faults


def test_a_fault_hits_its_next_requests_only(box: Sandbox, api: Visitor) -> None:
    box.faults.add(path="/user$", times=2, status=503, body="down", headers={"Retry-After": "7"})
    assert api.get("/api/v1/courses").status == 200
    first, second, third = (api.get("/api/v1/user") for _ in range(3))
    assert (first.status, first.text, first.headers["retry-after"]) == (503, "down", "7")
    assert (second.status, third.status) == (503, 200)


def test_fault_by_method(box: Sandbox, api: Visitor) -> None:
    box.faults.add(method="POST", status=500)
    assert api.get("/api/v1/user").status == 200
    assert api.upload(f"{AUTO}/homework2/submit", b"x").status == 500
    assert box.state.assessment("AutoPopulated", "homework2").submissions == []


def test_unknown_fault_fields_are_refused(box: Sandbox) -> None:
    with pytest.raises(ValueError, match="stauts"):
        box.faults.add(stauts=500)


def test_html_redirect_storm(box: Sandbox, api: Visitor) -> None:
    box.faults.add(path="/user$", html=True)
    page = api.get("/api/v1/user")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    box.faults.add(path="/user$", redirect="https://elsewhere.example/")
    moved = api.get("/api/v1/user")
    assert (moved.status, moved.location) == (302, "https://elsewhere.example/")
    box.faults.storm(times=3)
    assert [api.get("/api/v1/user").status for _ in range(4)] == [429, 429, 429, 200]


def test_delay(box: Sandbox, api: Visitor) -> None:
    box.faults.add(path="/user$", delay=0.15)
    started = time.monotonic()
    assert api.get("/api/v1/user").status == 200
    assert time.monotonic() - started >= 0.15


def test_accepted_but_answer_lost(box: Sandbox, api: Visitor) -> None:
    box.faults.add(path="/submit$", process=True, lose_answer=True)
    with pytest.raises(CUT):
        api.upload(f"{AUTO}/homework2/submit", b"x")
    assert len(box.state.assessment("AutoPopulated", "homework2").submissions) == 1


def test_processed_but_answered_otherwise(box: Sandbox, api: Visitor) -> None:
    box.faults.add(path="/submit$", process=True, status=502, body="<html>Bad Gateway</html>")
    assert api.upload(f"{AUTO}/homework2/submit", b"x").status == 502
    assert len(box.state.assessment("AutoPopulated", "homework2").submissions) == 1


def test_request_cut_in_the_middle(box: Sandbox, api: Visitor) -> None:
    box.faults.add(path="/submit$", cut_request_after=1000)
    with pytest.raises(CUT):
        api.upload(f"{AUTO}/homework2/submit", bytes(2**20))
    assert box.state.assessment("AutoPopulated", "homework2").submissions == []


@pytest.mark.parametrize("count", [0, 10, 100, 500])
def test_answer_cut_after_some_bytes(box: Sandbox, api: Visitor, count: int) -> None:
    box.faults.add(path="/courses$", cut_answer_after=count)
    host, port = box.base.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(
            f"GET /api/v1/courses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.token}\r\n\r\n".encode()
        )
        received = b"".join(iter(lambda: raw.recv(65536), b""))
    assert len(received) == count
    assert b"HTTP/1.1 200 OK\r\n".startswith(received[:17])


def test_gzip_bomb(box: Sandbox, api: Visitor) -> None:
    box.faults.add(path="/user$", gzip_bomb_mib=64)
    answer = api.get("/api/v1/user")
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 2**20
    assert len(zlib.decompress(answer.body, 31)) == 64 * 2**20


def test_outage_keeps_address_and_memory(box: Sandbox, api: Visitor) -> None:
    with box.outage(), pytest.raises(ConnectionError):
        api.get("/api/v1/user")
    assert api.get("/api/v1/user").status == 200


def test_latency(box: Sandbox, api: Visitor) -> None:
    box.latency = 0.1
    started = time.monotonic()
    api.get("/api/v1/user")
    assert time.monotonic() - started >= 0.1


# Clock, log, secrets


def test_clock_moves_everything(box: Sandbox, api: Visitor) -> None:
    box.clock.advance(3 * 3600)
    assert api.get("/api/v1/user").status == 401
    box.clock.advance(86400 * 20)
    later = Visitor(box.base, box.issue("student1@foo.bar").token)
    assert "homework3" in {a["name"] for a in later.get(AUTO).json()}


def test_seeding_at_a_given_time_crosses_summer_time() -> None:
    moment = 1_793_000_000.0  # 2026-10-26, still summer time; homework0 too, its due dates later not
    with start_sandbox(clock=Clock(moment)) as box:
        api = Visitor(box.base, box.issue("student1@foo.bar").token)
        answer = {a["name"]: a for a in api.get(AUTO).json()}
        assert answer["homework2"]["start_at"].endswith("-04:00")
        assert answer["homework2"]["due_at"].endswith("-05:00")
        assert answer["homework2"]["start_at"][10:23] == answer["homework2"]["due_at"][10:23]


def test_log(box: Sandbox, api: Visitor) -> None:
    api.get("/api/v1/courses?state=current")
    record = box.requests[-1]
    assert (record.method, record.path, record.query, record.status) == (
        "GET",
        "/api/v1/courses",
        "state=current",
        200,
    )
    assert record.authorization == f"Bearer {api.token}"


def test_every_secret_is_remembered(box: Sandbox) -> None:
    visitor = Visitor(box.base)
    visitor.sign_in("student1@foo.bar", "studentpw1")
    app = box.application()
    redirect_uri = "urn:ietf:wg:oauth:2.0:oob"
    code = visitor.code(client_id=app.uid, redirect_uri=redirect_uri, scope="user_info")
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    pair = visitor.form("/oauth/token", {**fields, "client_id": app.uid, "client_secret": app.secret}).json()
    device = visitor.get(f"/oauth/device_flow_init?client_id={app.uid}").json()
    assert box.secrets("code") == [code]
    assert box.secrets("access_token", "refresh_token") == [pair["access_token"], pair["refresh_token"]]
    assert box.secrets("device_code") == [device["device_code"]]
    assert app.secret in box.secrets("client_secret")
    assert len(box.secrets()) == 4 + len(box.state.applications)


def test_a_large_upload_is_never_held_whole() -> None:
    with start_sandbox("large", assessments=3) as box:
        api = Visitor(box.base, box.issue("student1@foo.bar").token)
        content = bytes(40 * 2**20)
        peak: list[int] = []
        tracemalloc.start()
        try:
            answer = api.upload("/api/v1/courses/big-f26/assessments/upload/submit", content)
            peak.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        assert answer.status == 200
        # The visitor itself builds the body once more beside `content`; the sandbox adds next to nothing.
        assert peak[0] < 2.5 * len(content)
        assert box.state.assessment("big-f26", "upload").submissions[-1].size == len(content)


def test_requests_at_once(box: Sandbox, api: Visitor) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(api.get("/api/v1/user").status)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 8


# Seeds


def test_large_seed() -> None:
    with start_sandbox("large", assessments=50) as box:
        api = Visitor(box.base, box.issue("student1@foo.bar").token)
        assert len(api.get("/api/v1/courses/big-f26/assessments").json()) == 50
        assert box.state.assessment("big-f26", "upload").max_size == 200


def test_demo_seed_has_something_of_everything() -> None:
    with start_sandbox("demo") as box:
        api = Visitor(box.base, box.issue("maya@cmu.example").token)
        base = "/api/v1/courses/15213-f26/assessments"
        names = [a["name"] for a in api.get(base).json()]
        assert len(names) >= 10
        details = {name: api.get(f"{base}/{name}").json() for name in names}
        assert any(d["has_autograder"] for d in details.values())
        assert any(d["disable_handins"] for d in details.values())
        scores = [s["scores"] for n in names for s in api.get(f"{base}/{n}/submissions").json()]
        assert any("unreleased" in s.values() for s in scores)
        assert len(api.get("/api/v1/courses").json()) == 2


@pytest.mark.parametrize(
    ("name", "confidential", "scopes", "redirects"),
    [
        ("Autolab Companion", True, 5, 6),
        ("Read Only Client", True, 2, 2),
        ("Public Client", False, 4, 3),
    ],
)
def test_clients(box: Sandbox, name: str, confidential: bool, scopes: int, redirects: int) -> None:
    app = box.application(name)
    assert (app.confidential, len(app.scopes), len(app.redirect_uris)) == (confidential, scopes, redirects)
    assert f"{box.base}/device_flow_auth_cb" in app.redirect_uris


# Command line and control


class Process:
    """A sandbox started as the tests of others start it."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "tests.sandbox", "--port", "0", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(20) == 0
        assert self.process.stdout is not None
        self.process.stdout.close()


def test_command_line_prints_one_line_of_json() -> None:
    with Process("--json", "--seed", "demo", "--throttle", "off") as started:
        about: dict[str, Any] = json.loads(started.line())
        assert Visitor(about["base"]).get("/auth/users/sign_in").status == 200
        assert about["accounts"][0].keys() == {"email", "password", "name"}
        assert {"client_id", "client_secret"} <= about["clients"][0].keys()
        assert Visitor(about["base"]).get("/__sandbox__/secrets").status == 200
        assert "404" in Visitor(about["base"]).get("/__sandbox__/secrets").text


def refused_command(*options: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.sandbox", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def test_a_taken_port_is_one_line(box: Sandbox) -> None:
    port = box.base.rpartition(":")[2]
    words = f"python -m tests.sandbox: port {port} cannot be used: {os.strerror(errno.EADDRINUSE)}\n"
    assert refused_command("--port", port) == (1, words)


def test_no_port_of_that_number() -> None:
    code, said = refused_command("--port", "65536")
    assert code == 2
    assert said.endswith("error: argument --port: a number from 0 to 65535, not '65536'\n")


def test_command_line_for_people() -> None:
    with Process() as started:
        assert started.line().startswith("A small Autolab is at http://127.0.0.1:")


def test_control_routes() -> None:
    with start_sandbox(control=True) as box:
        control = Visitor(box.base)
        token = box.issue("student1@foo.bar").token
        assert control.get("/__sandbox__/info").json()["base"] == box.base
        assert token in control.get("/__sandbox__/secrets").json()
        assert control.json("/__sandbox__/faults", {"path": "/user$", "status": 503}).status == 200
        assert Visitor(box.base, token).get("/api/v1/user").status == 503
        assert control.json("/__sandbox__/faults", {"nonsense": 1}).status == HTTPStatus.BAD_REQUEST
        control.json("/__sandbox__/faults", {"path": "/user$", "status": 503})
        control.ask("DELETE", "/__sandbox__/faults")
        assert control.get("/__sandbox__/requests").json()[-1]["path"] == "/api/v1/user"
        control.json("/__sandbox__/latency", {"ms": 1})
        control.json("/__sandbox__/clock", {"advance": 7300})
        assert Visitor(box.base, token).get("/api/v1/user").status == 401
        lab6 = {"course": "AutoPopulated", "assessment": "quiz2"}
        assert control.json("/__sandbox__/release", lab6).status == 200
        fresh = Visitor(box.base, box.issue("student1@foo.bar").token)
        assert fresh.get(f"{AUTO}/quiz2/submissions").json()[0]["scores"]["problem0"] == 88.0
        control.ask("DELETE", "/__sandbox__/requests")
        assert control.get("/__sandbox__/requests").json() == []


def test_an_administrator_takes_scopes_from_an_application_and_deletes_it() -> None:
    with start_sandbox(control=True) as box:
        control, name = Visitor(box.base), "Autolab Companion"
        token = box.issue("student1@foo.bar").token
        lever = "/__sandbox__/application"
        assert control.json(lever, {"name": name, "scopes": ["user_info"]}).status == 200
        assert box.application().scopes == ("user_info",)
        assert Visitor(box.base, token).get("/api/v1/user").status == 200
        assert control.json(lever, {"name": name}, method="DELETE").status == 200
        assert Visitor(box.base, token).get("/api/v1/user").status == 401
        assert name not in [application.name for application in box.state.applications.values()]
