"""The channel to the browser, with the real host in a real process."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from native_host.identity import CHROMIUM_ORIGINS, GECKO_EXTENSION_IDS
from native_host.wire.frames import MAX_FRAME
from tests.host import COMMAND, HELLO, HostError, HostProcess

if TYPE_CHECKING:
    from pathlib import Path


def test_hello_announces_host_operations_and_limits(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as host:
        hello = host.hello()
    assert hello["protocol"] == 1
    assert hello["host"]["name"] == "autolab_companion"
    assert hello["operations"]["hello"] == {"scope": None, "callers": ["background"]}
    assert hello["limits"]["frame"] == MAX_FRAME


def test_hello_touches_no_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with HostProcess(home) as host:
        host.hello()
    assert not home.exists()


@pytest.mark.parametrize(("wanted", "name"), [(2, "host_outdated"), (0, "extension_outdated")])
def test_another_protocol_is_told_what_to_update_and_the_host_stays(
    tmp_path: Path, wanted: int, name: str
) -> None:
    with HostProcess(tmp_path) as host:
        with pytest.raises(HostError) as refused:
            host.request("hello", {**HELLO, "protocol": wanted}, caller=None)
        assert refused.value.name == name
        assert "pdate the" in refused.value.error["data"]["remedy"]
        assert host.hello()["protocol"] == 1


def test_nothing_is_answered_before_hello(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as host, pytest.raises(HostError) as refused:
        host.request("servers.list")
    assert refused.value.name == "hello_required"


@pytest.mark.parametrize(
    ("method", "params", "name"),
    [
        ("proxy", {"url": "https://example.org"}, "operation_unknown"),
        ("hello", {"protocol": 1}, "invalid_params"),
        ("hello", {**HELLO, "extra": 1}, "invalid_params"),
        ("hello", {**HELLO, "protocol": "1"}, "invalid_params"),
        ("hello", {**HELLO, "protocol": True}, "invalid_params"),
        ("hello", {**HELLO, "client": {"name": "x" * 65, "version": "1"}}, "invalid_params"),
    ],
)
def test_bad_requests_are_refused_by_name_and_the_host_stays(
    tmp_path: Path, method: str, params: dict[str, object], name: str
) -> None:
    with HostProcess(tmp_path) as host:
        host.hello()
        with pytest.raises(HostError) as refused:
            host.request(method, params)
        assert refused.value.name == name
        assert host.hello()["protocol"] == 1


@pytest.mark.parametrize(
    ("caller", "name"),
    [(None, "invalid_params"), ("page", "caller_may_not"), ("root", "caller_may_not"), (7, "invalid_params")],
)
def test_each_request_names_a_caller_that_may_ask(tmp_path: Path, caller: object, name: str) -> None:
    with HostProcess(tmp_path) as host:
        host.hello()
        with pytest.raises(HostError) as refused:
            host.request("servers.add", {"caller": caller} if caller else {}, caller=None)
        assert refused.value.name == name


def test_each_malformed_message_is_answered_once_and_the_channel_goes_on(tmp_path: Path) -> None:
    payloads = [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"a":1,"a":1}',
        b"\xff",
        b'{"jsonrpc":"2.0","id":null,"method":"hello"}',
    ]
    with HostProcess(tmp_path) as host:
        for payload in payloads:
            host.send_payload(payload)
            assert host.reply(None)["error"]["data"]["name"] in ("parse_error", "invalid_request")
        assert host.hello()["protocol"] == 1
        assert len(host.frames) == len(payloads) + 1


def test_unknown_notifications_get_no_answer(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as host:
        for method in ("cancel", "nonsense"):
            host.send({"jsonrpc": "2.0", "method": method, "params": {"id": 99}})
            host.send({"jsonrpc": "2.0", "method": method, "params": {"id": [1]}})
        host.hello()
        assert len(host.frames) == 1


def test_many_frames_in_one_write_and_one_frame_in_many(tmp_path: Path) -> None:
    requests = [
        json.dumps({"jsonrpc": "2.0", "id": i, "method": "hello", "params": HELLO}).encode()
        for i in range(50)
    ]
    stream = b"".join(len(r).to_bytes(4, sys.byteorder) + r for r in requests)
    with HostProcess(tmp_path) as host:
        host.send_bytes(stream)
        for i in range(50):
            assert host.reply(i)["result"]["protocol"] == 1
        for i in range(len(stream) // 50):
            host.send_bytes(stream[i : i + 1])
        assert host.reply(0)["result"]["protocol"] == 1


def test_an_oversize_frame_is_refused_and_the_channel_goes_on(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as host:
        host.send_bytes((MAX_FRAME + 1).to_bytes(4, sys.byteorder) + b" " * (MAX_FRAME + 1))
        assert host.reply(None)["error"]["data"]["name"] == "frame_too_large"
        assert host.hello()["protocol"] == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xff\xff\xff\xff", "frame_implausible"),
        (b'{"id":1}', "frame_implausible"),
        (b"\x10\0\0\0abc", "frame_truncated"),
    ],
)
def test_a_lost_channel_is_explained_before_the_host_ends(tmp_path: Path, data: bytes, name: str) -> None:
    with HostProcess(tmp_path) as host:
        host.send_bytes(data)
        assert host.close() == 0
        assert host.reply(None)["error"]["data"]["name"] == name


@pytest.mark.parametrize(
    "caller",
    [
        (),
        ("chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/",),
        ("chrome-extension://dnoobejagcfdibgmomngfodjjcbgncol",),
        ("https://dnoobejagcfdibgmomngfodjjcbgncol/",),
        ("/manifest.json", "other@addon"),
        (GECKO_EXTENSION_IDS[0],),
        ("/manifest.json", GECKO_EXTENSION_IDS[0], "more"),
    ],
)
def test_a_foreign_caller_is_refused(tmp_path: Path, caller: tuple[str, ...]) -> None:
    with HostProcess(tmp_path, caller) as host:
        host.wait_closed()
        assert host.close() == 1
        assert host.reply(None)["error"]["data"]["name"] == "caller_not_allowed"
        assert len(host.frames) == 1


@pytest.mark.parametrize(
    "caller",
    [
        ("chrome-extension://dnoobejagcfdibgmomngfodjjcbgncol/", "--parent-window=0"),
        ("/some where/autolab_companion.json", GECKO_EXTENSION_IDS[0]),
    ],
)
def test_both_browsers_forms_of_our_own_caller_are_served(tmp_path: Path, caller: tuple[str, ...]) -> None:
    with HostProcess(tmp_path, caller) as host:
        assert host.hello()["protocol"] == 1


def test_started_by_hand_it_explains_itself(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    done = subprocess.run(COMMAND, stdin=follower, capture_output=True, timeout=30, check=False, cwd=tmp_path)
    os.close(leader)
    os.close(follower)
    assert done.returncode == 2
    assert b"autolab-companion install" in done.stderr
    assert done.stdout == b""


def test_the_browser_may_close_while_a_reply_is_written(tmp_path: Path) -> None:
    request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "hello", "params": HELLO}).encode()
    frame = len(request).to_bytes(4, sys.byteorder) + request
    with subprocess.Popen(
        [*COMMAND, CHROMIUM_ORIGINS[0]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "AUTOLAB_COMPANION_HOME": str(tmp_path)},
    ) as host:
        assert host.stdin is not None
        assert host.stdout is not None
        assert host.stderr is not None
        host.stdin.write(frame)
        host.stdin.flush()
        assert host.stdout.read(4)
        host.stdout.close()  # amid the reply
        host.stdin.write(frame * 200)
        host.stdin.close()
        assert host.wait(30) == 0
        assert host.stderr.read() == b""


def noisy_host(tmp_path: Path, noise: str, before: str = "") -> HostProcess:
    """A host in which something prints as soon as stdout is taken; `before` is run first."""
    program = (
        f"import os, sys; {before}\n"
        "from autolab_companion import put_application_first; put_application_first()\n"
        "from native_host import __main__ as m; take = m.take_stdout\n"
        "def noisy():\n"
        f"    fd = take(); {noise}; return fd\n"
        "m.take_stdout = noisy; m.main(sys.argv[1:])"
    )
    return HostProcess(tmp_path, command=(sys.executable, "-I", "-c", program))


def test_a_browser_without_stderr_is_served_and_nothing_lands_among_its_frames(tmp_path: Path) -> None:
    noise = "print('noise'); os.write(1, b'noise'); os.write(2, b'noise')"
    without_stderr = "os.close(2); sys.stderr = None"  # as Python starts without one
    with noisy_host(tmp_path, noise, before=without_stderr) as host:
        assert host.hello()["protocol"] == 1
        host.close()
        assert len(host.frames) == 1


def test_what_prints_does_not_spoil_a_frame(tmp_path: Path) -> None:
    with noisy_host(tmp_path, "print('noise'); os.write(1, b'more noise')") as host:
        assert host.hello()["protocol"] == 1
        host.close()
        assert len(host.frames) == 1
        assert host.stderr.get(timeout=30).startswith(b"noise")


def test_a_reader_that_stops_reading_loses_nothing(tmp_path: Path) -> None:
    count = 3000
    request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "hello", "params": HELLO}).encode()
    frame = len(request).to_bytes(4, sys.byteorder) + request
    environment = {**os.environ, "AUTOLAB_COMPANION_HOME": str(tmp_path)}
    process = subprocess.Popen(
        [*COMMAND, CHROMIUM_ORIGINS[0]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert process.stdin is not None
    assert process.stdout is not None
    writer = threading.Thread(target=process.stdin.write, args=(frame * count,))
    writer.start()  # blocks once the host, whose replies nobody takes, stops reading
    pending = select.select([process.stdout], [], [], 30)[0]
    assert pending, "the host has begun to answer"
    replies = 0
    while replies < count:
        length = int.from_bytes(process.stdout.read(4), sys.byteorder)
        assert json.loads(process.stdout.read(length))["result"]["protocol"] == 1
        replies += 1
    writer.join()
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()
