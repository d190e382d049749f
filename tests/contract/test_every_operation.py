"""Every operation of the index, asked of the real host with what it accepts: it answers as it declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from native_host.operations import load
from native_host.operations.host_check import PARTS
from native_host.rpc.index import INDEX
from tests.handing_in import signed_in
from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.security.hostile import ENDS_A_SESSION, LONG_RUNNING
from tests.security.valid_params import valid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

OTHERWISE = {"staff.file": {"what": "undo"}}
"""Where a parameter means something else than elsewhere."""
UNASKED = {"invalid_params", "operation_unknown", "internal_error", "caller_may_not"}
"""What no request that is as it should be comes to."""


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as made:
        yield made


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory, box: Sandbox) -> Iterator[HostProcess]:
    folder: Path = tmp_path_factory.mktemp("every operation")
    signed_in(folder / "home", box, "admin@foo.bar")
    downloads = {"AUTOLAB_COMPANION_DOWNLOADS": str(folder / "downloads")}
    with HostProcess(folder / "home", env=downloads) as running:
        running.hello()
        yield running


@pytest.mark.parametrize("method", sorted(INDEX, key=ENDS_A_SESSION.__contains__))
def test_each_is_answered_as_it_declares(host: HostProcess, box: Sandbox, method: str) -> None:
    known = valid(box) | OTHERWISE.get(method, {})
    params = {name: known[name] for name in load(method, INDEX[method]).params if name in known}
    asked = host.start(method, params, caller=None if method == "hello" else INDEX[method].callers[-1])
    if method in LONG_RUNNING:
        host.send({"jsonrpc": "2.0", "method": "cancel", "params": {"id": asked}})
    reply = host.reply(asked)  # compared with its shape, or with the errors that the operation declares
    assert "error" not in reply or reply["error"]["data"]["name"] not in UNASKED


def test_the_host_says_of_each_part_whether_it_works(host: HostProcess) -> None:
    assert host.request("host.check") == {"parts": [{"part": part, "error": None} for part in PARTS]}


def test_an_administrator_creates_a_course_that_is_listed_at_once(companion_home: Path, box: Sandbox) -> None:
    signed_in(companion_home, box, "admin@foo.bar", ["user_info", "user_courses", "admin_all"])
    course = {"name": "made-here", "semester": "f26", "instructor_email": "admin@foo.bar"}
    listed = {"server": box.base, "state": "current"}
    with HostProcess(companion_home) as host:
        host.hello()
        host.request("servers.set_staff_tools", {"server": box.base, "on": True})
        assert course["name"] not in {one["name"] for one in host.request("courses", listed)["data"]}
        assert host.request("courses.create", {"server": box.base, **course}, caller="options")
        told = host.request("courses", listed)
        assert (course["name"], "instructor") in {(one["name"], one["auth_level"]) for one in told["data"]}
    assert box.state.courses[course["name"]].semester == course["semester"]
