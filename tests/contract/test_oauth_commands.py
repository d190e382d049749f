"""`autolab-companion servers|login|logout` as a user types them, against the sandbox."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from typing import IO, TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from installer.cli import main
from native_host.oauth.attempts import AttemptStore
from native_host.oauth.secret import Secret
from native_host.oauth.tokens import TokenAnswer
from native_host.services import Services
from native_host.wire.errors import CompanionError
from tests.sandbox import start_sandbox
from tests.sandbox.visitor import Visitor
from tests.student import ALL_WAYS, EMAIL, LOOPBACK, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from native_host.oauth.attempts import Attempt
    from tests.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox() as running:
        yield running


def deployment(box: Sandbox, folder: Path, **redirects: object) -> str:
    application = box.application()
    entry = {"server": box.base, "client_id": application.uid, "client_secret": application.secret}
    file = folder / "deployment file.json"
    chosen = redirects or ALL_WAYS
    content = {"format": "autolab-companion-deployment-1", "servers": [{**entry, "redirects": chosen}]}
    file.write_text(json.dumps(content), "utf-8")
    return str(file)


def command(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "-c", "import sys; from installer.cli import main; sys.exit(main())", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )


def line_with(stream: IO[str] | None, word: str) -> str:
    assert stream is not None
    seen = []
    for line in stream:
        seen.append(line)
        if word in line:
            return line
    raise AssertionError(seen)


def browser(box: Sandbox) -> Visitor:
    visitor = Visitor(box.base)
    visitor.sign_in(EMAIL, PASSWORD)
    return visitor


def consent(visitor: Visitor, url: str, *, deny: bool = False) -> str:
    query = dict(parse_qsl(urlsplit(url).query))
    del query["response_type"]
    return visitor.authorize(deny=deny, **query).location


def signed_in_as(home: Path, box: Sandbox) -> str | None:
    return Services(str(home)).sessions.email(box.base)


def signed_in_or_locked(home: Path, box: Sandbox) -> str | None:
    try:
        return signed_in_as(home, box)
    except CompanionError as error:
        return error.name


def attempts(home: Path) -> list[Attempt]:
    services = Services(str(home))
    return AttemptStore(services.vault, services.clock).list()


def test_servers_come_from_a_deployment_file_and_go(
    box: Sandbox, companion_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["servers", "list"]) == 0
    assert "No servers yet" in capsys.readouterr().out
    assert main(["servers", "add", "--deployment", deployment(box, tmp_path)]) == 0
    assert main(["servers", "list"]) == 0
    told = capsys.readouterr().out
    assert box.base in told
    assert "not signed in" in told
    assert box.application().secret not in told
    assert main(["servers", "list", "--json"]) == 0
    told = capsys.readouterr().out
    listed = json.loads(told)
    assert [(one["server"], one["has_secret"]) for one in listed["servers"]] == [(box.base, True)]
    assert listed["sessions"] == []
    assert box.application().secret not in told
    assert main(["servers", "staff-tools", "on", box.base]) == 0
    assert capsys.readouterr().out == f"Staff tools are on for {box.base}.\n"
    (server,) = Services(str(companion_home)).servers.list()
    assert server.staff_tools
    assert main(["servers", "staff-tools", "off", box.base]) == 0
    assert main(["servers", "remove", box.base]) == 0
    assert main(["servers", "remove", box.base]) == 1
    assert Services(str(companion_home)).servers.list() == []


def test_a_typed_in_server_is_checked_and_its_secret_comes_from_a_file(
    box: Sandbox, companion_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "secret"
    words = ["servers", "add", box.base, "--client-id", box.application().uid, "--secret-file", str(file)]
    assert main(words) == 1
    file.write_text("wrong\n", "utf-8")
    assert main(words) == 1
    assert "does not accept this client" in capsys.readouterr().err
    file.write_text(box.application().secret + "\n", "utf-8")
    assert main([*words, "--loopback", LOOPBACK]) == 0
    (server,) = Services(str(companion_home)).servers.list()
    assert server.ways() == ["identity", "device", "oob", "loopback"]


@pytest.mark.parametrize(
    "words",
    [
        ["servers", "add"],
        ["servers", "add", "https://autolab.example.edu", "--deployment", "file"],
        ["login"],
        ["login", "--port", "65536", "https://autolab.example.edu"],
        ["login", "--port", "x", "https://autolab.example.edu"],
    ],
)
def test_wrong_usage_is_2_and_says_what_is_right(
    words: list[str], companion_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "usage: " in told
    assert "_port" not in told
    assert not companion_home.exists()


def test_something_that_is_no_autolab_is_not_added(
    box: Sandbox, companion_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box.faults.add(path="/user$", html=True)
    assert main(["servers", "add", box.base, "--client-id", "x", "--public"]) == 1
    assert "not as an Autolab server" in capsys.readouterr().err
    assert Services(str(companion_home)).servers.list() == []


def test_login_through_the_browser_and_logout(box: Sandbox, companion_home: Path, tmp_path: Path) -> None:
    main(["servers", "add", "--deployment", deployment(box, tmp_path)])
    running = command("login", "--no-browser", box.base)
    url = line_with(running.stdout, "Open ").split()[1]
    back = urlsplit(consent(browser(box), url))
    page = Visitor(f"{back.scheme}://{back.netloc}").get(f"{back.path}?{back.query}")
    assert page.status == 200
    out, err = running.communicate(timeout=30)
    assert (running.returncode, err) == (0, "")
    assert f"as {EMAIL}" in out
    assert signed_in_as(companion_home, box) == EMAIL
    assert main(["logout", box.base]) == 0
    assert signed_in_as(companion_home, box) is None
    assert all(token.revoked for token in box.state.tokens)


@pytest.mark.parametrize(
    "begun", [[b""], [b""] * 3, [b"GET /fav", b"GET / HTTP/1.1\r\nHost: x\r\n"], [b"", b"\x16\x03\x01"]]
)
@pytest.mark.parametrize("accepted", [True, False])
def test_connections_opened_in_advance_leave_no_word(
    box: Sandbox, companion_home: Path, tmp_path: Path, begun: list[bytes], *, accepted: bool
) -> None:
    main(["servers", "add", "--deployment", deployment(box, tmp_path)])
    running = command("login", "--no-browser", box.base)
    url = line_with(running.stdout, "Open ").split()[1]
    back = urlsplit(consent(browser(box), url, deny=not accepted))
    idle = [socket.create_connection((back.hostname, back.port)) for _ in begun]
    for connection, sent in zip(idle, begun, strict=True):
        connection.sendall(sent)
    assert Visitor(f"{back.scheme}://{back.netloc}").get(f"{back.path}?{back.query}").status == 200
    _, err = running.communicate(timeout=30)
    assert running.returncode == (0 if accepted else 1)
    assert (err == "", "declined" in err, "Traceback" in err) == (accepted, not accepted, False)
    for connection in idle:
        connection.close()


def test_login_by_device_code(box: Sandbox, companion_home: Path, tmp_path: Path) -> None:
    main(["servers", "add", "--deployment", deployment(box, tmp_path, device=True)])
    running = command("login", "--device", "--no-browser", box.base)
    link = line_with(running.stdout, "or open ").split()[-1]
    visitor = browser(box)
    callback = consent(visitor, visitor.get(link).location)
    visitor.get(callback)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, "")
    assert f"as {EMAIL}" in out
    assert signed_in_as(companion_home, box) == EMAIL


def test_login_by_the_code_page(
    box: Sandbox,
    companion_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["servers", "add", "--deployment", deployment(box, tmp_path, oob=True)])

    def pasted(_prompt: str) -> str:
        url = capsys.readouterr().out.split("Open ")[1].split()[0]
        found = re.search(r"code=([^&]+)", consent(browser(box), url))
        assert found
        return found[1]

    monkeypatch.setattr("installer.commands.login.getpass", pasted)
    assert main(["login", "--no-browser", box.base]) == 0
    assert signed_in_as(companion_home, box) == EMAIL


def test_what_a_server_tells_cannot_rewrite_the_terminal(
    box: Sandbox,
    companion_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["servers", "add", "--deployment", deployment(box, tmp_path, oob=True)])
    monkeypatch.setattr("installer.commands.login.getpass", lambda _prompt: "code")
    box.faults.add(path="/oauth/token$", process=True)  # the client is checked first
    box.faults.add(
        path="/oauth/token$",
        status=400,
        body='{"error":"invalid_grant","error_description":"\\u001b[2Jgone"}',
    )
    assert main(["login", "--no-browser", box.base]) == 1
    told = capsys.readouterr().err
    assert "The server said: " in told
    assert "\x1b" not in told
    Services(str(companion_home)).sessions.save(
        box.base,
        TokenAnswer(Secret("a"), None, None, None),
        (None, None),
        scope=[],
        user_info={"email": "\x1b[2J@foo.bar"},
        signed_in_at=0.0,
        attempt="",
    )
    assert main(["servers", "list"]) == 0
    assert "?[2J@foo.bar" in capsys.readouterr().out


@pytest.mark.parametrize(("ending", "code"), [(EOFError, 1), (KeyboardInterrupt, 130)])
def test_no_answer_leaves_no_attempt_waiting(
    box: Sandbox,
    companion_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    ending: type[BaseException],
    code: int,
) -> None:
    main(["servers", "add", "--deployment", deployment(box, tmp_path, oob=True)])

    def unanswered(_prompt: str) -> str:
        raise ending

    monkeypatch.setattr("installer.commands.login.getpass", unanswered)
    assert main(["login", "--no-browser", box.base]) == code
    assert [each.state for each in attempts(companion_home)] == ["cancelled"]


@pytest.fixture
def foreground() -> Iterator[None]:
    """What is started now is ended by Ctrl-C, even if these tests run in the background, where it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
@pytest.mark.usefixtures("foreground")
@pytest.mark.parametrize("device", [False, True])
def test_an_interrupted_login_leaves_no_attempt_waiting(
    box: Sandbox, companion_home: Path, tmp_path: Path, *, device: bool
) -> None:
    main(["servers", "add", "--deployment", deployment(box, tmp_path)])
    running = command("login", "--no-browser", *(["--device"] if device else []), box.base)
    line_with(running.stdout, "or open " if device else "Open ")
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert (running.returncode, err) == (130, "Interrupted.\n")
    assert [each.state for each in attempts(companion_home)] == ["cancelled"]


def test_a_locked_vault_asks_for_its_passphrase(
    box: Sandbox,
    companion_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed = iter(["correct horse battery", "correct horse battery", "wrong horse", "correct horse battery"])
    monkeypatch.setattr("installer.passphrase.getpass", lambda _prompt: next(typed))
    main(["servers", "add", "--deployment", deployment(box, tmp_path)])
    assert main(["vault", "move-key", "passphrase"]) == 0
    assert main(["servers", "list"]) == 1
    assert "The passphrase is not right." in capsys.readouterr().err
    assert main(["servers", "list"]) == 0
    assert box.base in capsys.readouterr().out
    assert signed_in_or_locked(companion_home, box) == "vault_locked"


def test_a_new_vault_gets_its_passphrase_with_the_first_server(
    box: Sandbox,
    companion_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "passphrase")
    typed = iter(["short", *["correct horse battery"] * 3])
    monkeypatch.setattr("installer.passphrase.getpass", lambda _prompt: next(typed))
    words = ["servers", "add", "--deployment", deployment(box, tmp_path)]
    assert main(words) == 1
    assert "at least 10 characters" in capsys.readouterr().err
    assert main(words) == 0
    assert main(["servers", "list"]) == 0
    assert box.base in capsys.readouterr().out
    assert signed_in_or_locked(companion_home, box) == "vault_locked"


def test_a_denied_login_fails_in_words(box: Sandbox, companion_home: Path, tmp_path: Path) -> None:
    main(["servers", "add", "--deployment", deployment(box, tmp_path)])
    running = command("login", "--no-browser", box.base)
    url = line_with(running.stdout, "Open ").split()[1]
    back = urlsplit(consent(browser(box), url, deny=True))
    Visitor(f"{back.scheme}://{back.netloc}").get(f"{back.path}?{back.query}")
    _, err = running.communicate(timeout=30)
    assert running.returncode == 1
    assert "declined" in err
    assert "The server said: The resource owner" in err
    assert signed_in_as(companion_home, box) is None


def test_logout_of_what_one_is_not_in(
    box: Sandbox, companion_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["logout", box.base]) == 1
    main(["servers", "add", "--deployment", deployment(box, tmp_path)])
    assert main(["logout", box.base]) == 0
    assert "not signed in" in capsys.readouterr().out
