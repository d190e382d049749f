"""The data folder changes under a running host: every operation says so in the catalogue's words, or still works."""

from __future__ import annotations

import os
import resource
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from native_host.operations import load
from native_host.rpc.index import INDEX
from tests.handing_in import signed_in
from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.security.hostile import NOBODY, complaints
from tests.security.valid_params import valid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sandbox import Sandbox

    Change = Callable[[Path], None]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="owners, modes and links as POSIX has them")

PARTS = ("vault", "locks", "spool", "ledger.sqlite", "receipts.sqlite")
SLOW = {"watch", "vault.unlock", "host.doctor"}


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as made:
        yield made


@pytest.fixture
def host(
    companion_home: Path, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[HostProcess]:
    monkeypatch.setenv("AUTOLAB_COMPANION_DOWNLOADS", str(tmp_path / "downloads"))
    signed_in(companion_home, box, "admin@foo.bar")
    with HostProcess(companion_home) as running:
        running.hello()
        yield running
        running.hello()
        assert running.close() == 0


def ask_everything(host: HostProcess, box: Sandbox) -> dict[str, dict[str, Any]]:
    known = valid(box)
    sent = {}
    for method, entry in INDEX.items():
        fields = load(method, entry).params
        params = {
            name: known[name] for name in fields if known.get(name) is not None and name != "redirect_uri"
        }
        if method in {"sign_out", "servers.remove"}:
            params["server"] = NOBODY
        if method not in SLOW:
            sent[method] = host.start(method, params, caller=entry.callers[-1])
    replies = {method: host.reply(request_id, 60) for method, request_id in sent.items()}
    assert [words for method, reply in replies.items() for words in complaints(method, reply)] == []
    return replies


def gone(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        # At once: the host may write into it while it is emptied.
        shutil.rmtree(path.rename(path.with_name(path.name + ".doomed")))
    elif path.exists():
        path.unlink()


def put_instead(path: Path, thing: Path) -> None:
    """Until it stands there: the host may make its own anew as soon as that has gone."""
    while True:
        gone(path)
        try:
            thing.rename(path)
        except OSError:
            continue
        return


def file_instead(path: Path) -> None:
    thing = path.with_name(path.name + ".file")
    thing.write_bytes(b"not ours")
    thing.chmod(0o600)
    put_instead(path, thing)


def folder_instead(path: Path) -> None:
    thing = path.with_name(path.name + ".folder")
    thing.mkdir(mode=0o700)
    (thing / "thing").write_bytes(b"x")
    put_instead(path, thing)


def link_instead(path: Path) -> None:
    elsewhere = path.with_name(path.name + ".elsewhere")
    if path.exists():
        path.rename(elsewhere)
    link(path, elsewhere)


def dangling_link(path: Path) -> None:
    link(path, "/nowhere/at/all")


def link(path: Path, target: Path | str) -> None:
    thing = path.with_name(path.name + ".link")
    thing.symlink_to(target)
    put_instead(path, thing)


def open_to_all(path: Path) -> None:
    path.chmod(0o777)


def foreign(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(path, 12345, 12345)


CHANGES = (gone, file_instead, folder_instead, link_instead, dangling_link, open_to_all, foreign)


def spoil(home: Path, part: str, change: Change) -> None:
    path = home / part if part else home
    if change in (open_to_all, foreign) and not path.exists():
        return
    change(path)


def warmed(host: HostProcess, box: Sandbox) -> None:
    """Everything has been used once, so that files and connections are open."""
    replies = ask_everything(host, box)
    assert "result" in replies["badges"]


def suffer(host: HostProcess, box: Sandbox, home: Path, part: str, change: Change) -> None:
    warmed(host, box)
    spoil(home, part, change)
    replies = ask_everything(host, box)
    assert part or "error" in replies["courses"], "a folder that is not ours alone is not read"


@pytest.mark.parametrize(
    ("part", "change"),
    [("", gone), ("", link_instead), ("vault", open_to_all), ("receipts.sqlite", folder_instead)],
)
def test_trouble_under_a_running_host(
    host: HostProcess, box: Sandbox, companion_home: Path, part: str, change: Change
) -> None:
    suffer(host, box, companion_home, part, change)


@pytest.mark.soak
@pytest.mark.parametrize("part", ["", *PARTS])
@pytest.mark.parametrize("change", CHANGES)
def test_every_trouble_under_a_running_host(
    host: HostProcess, box: Sandbox, companion_home: Path, part: str, change: Change
) -> None:
    suffer(host, box, companion_home, part, change)


def test_a_disk_that_is_full_for_a_while(host: HostProcess, box: Sandbox) -> None:
    warmed(host, box)
    no_limit = resource.RLIM_INFINITY
    resource.prlimit(host.process.pid, resource.RLIMIT_FSIZE, (0, no_limit))
    ask_everything(host, box)
    resource.prlimit(host.process.pid, resource.RLIMIT_FSIZE, (no_limit, no_limit))
    warmed(host, box)
