"""Writeups and handouts: into the student's own folder, whole or not at all, whatever the server says."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from native_host.downloads.folder import FOLDER_VARIABLE
from tests.handing_in import COURSE, serving, until, where
from tests.host import HostError
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.host import HostProcess
    from tests.sandbox import Sandbox

SIZE = 300_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[HostProcess, Sandbox, Path]]:
    below = tmp_path_factory.mktemp("downloads")
    chosen = below / "My Downloads"
    with (
        start_sandbox(throttle=False) as box,
        serving(below, box, **{FOLDER_VARIABLE: str(chosen)}) as host,
    ):
        yield host, box, chosen


@pytest.fixture
def host(running: tuple[HostProcess, Sandbox, Path]) -> HostProcess:
    running[0].notifications.clear()
    return running[0]


@pytest.fixture
def box(running: tuple[HostProcess, Sandbox, Path]) -> Iterator[Sandbox]:
    box = running[1]
    box.requests.clear()
    yield box
    box.faults.clear()


@pytest.fixture
def folder(running: tuple[HostProcess, Sandbox, Path]) -> Iterator[Path]:
    """Where files are saved; it does not exist yet."""
    chosen = running[2]
    assert not chosen.exists()
    yield chosen
    if chosen.is_dir():
        shutil.rmtree(chosen)
    else:
        chosen.unlink(missing_ok=True)


def save(host: HostProcess, box: Sandbox, assessment: str, what: str) -> dict[str, Any]:
    return host.request("downloads.save", {**where(box, assessment), "what": what}, caller="page")


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def refused(name: str) -> pytest.RaisesExc[HostError]:
    return pytest.RaisesExc(HostError, check=lambda error: error.name == name)


def test_a_file_is_saved_under_course_and_assessment(host: HostProcess, box: Sandbox, folder: Path) -> None:
    saved = save(host, box, "lab4", "writeup")
    path = folder / "Autolab" / COURSE / "lab4" / "writeup.pdf"
    assert saved == {
        "kind": "file",
        "path": str(path),
        "filename": "writeup.pdf",
        "size": path.stat().st_size,
    }
    assert path.read_bytes().startswith(b"%PDF")
    again = save(host, box, "lab4", "writeup")
    assert again["filename"] == "writeup (2).pdf"
    assert path.with_name("writeup (2).pdf").read_bytes() == path.read_bytes()
    told = host.notified("download.progress")
    assert (told["assessment"], told["what"], told["size"]) == ("lab4", "writeup", saved["size"])


def test_addresses_and_nothing_are_answered_not_saved(host: HostProcess, box: Sandbox, folder: Path) -> None:
    assert save(host, box, "lab3", "writeup") == {"kind": "url", "url": "https://www.example.edu/malloc.html"}
    assert save(host, box, "homework2", "handout") == {"kind": "none"}
    assert not folder.exists()


HOSTILE = [
    ("../../../../etc/passwd", "_.._.._.._etc_passwd"),
    ("..\\..\\evil.exe", "_.._evil.exe"),
    ("CON", "_CON"),
    ("nul.pdf", "_nul.pdf"),
    ("trailing. . ", "trailing"),
    ("..", "handout"),
    ("", "handout"),
    ("line\\nbreak.txt", "linenbreak.txt"),
    (".bashrc", "bashrc"),
]


@pytest.mark.parametrize(("proposed", "kept"), HOSTILE)
def test_hostile_names_stay_in_the_folder(
    host: HostProcess, box: Sandbox, folder: Path, proposed: str, kept: str
) -> None:
    quoted = proposed.replace("\\", "\\\\") if "\\n" not in proposed else proposed
    header = f'inline; filename="{quoted}"'
    box.faults.add(path="/handout$", status=200, headers={"Content-Disposition": header}, body=b"x" * 10)
    saved = save(host, box, "lab3", "handout")
    assert saved["filename"] == kept
    assert files(folder) == [f"Autolab/{COURSE}/lab3/{kept}"]


def test_a_name_without_quotes_is_kept_whole(host: HostProcess, box: Sandbox, folder: Path) -> None:
    header = "attachment; filename=lab 1 handout.tar"
    box.faults.add(path="/handout$", status=200, headers={"Content-Disposition": header}, body=b"x")
    assert save(host, box, "lab3", "handout")["filename"] == "lab 1 handout.tar"
    assert files(folder) == [f"Autolab/{COURSE}/lab3/lab 1 handout.tar"]


def test_direction_marks_and_endless_names_are_tamed(host: HostProcess, box: Sandbox, folder: Path) -> None:
    star = "inline; filename*=UTF-8''" + "fdp%E2%80%AExcod" + "%C3%A9" * 400 + ".tar.gz"
    box.faults.add(path="/handout$", status=200, headers={"Content-Disposition": star}, body=b"x")
    (name,) = files(folder) if save(host, box, "lab3", "handout") else ("",)
    assert "\u202e" not in name
    assert name.endswith(".tar.gz")


@pytest.mark.parametrize("cut", [0, 100, 400, 5_000, SIZE])
def test_a_cut_download_leaves_nothing(host: HostProcess, box: Sandbox, folder: Path, cut: int) -> None:
    answer = {
        "status": 200,
        "headers": {"Content-Disposition": 'inline; filename="a.tar"'},
        "body": b"x" * SIZE,
    }
    box.faults.add(path="/handout$", times=9, cut_answer_after=cut, **answer)
    with pytest.raises(HostError) as caught:
        save(host, box, "lab3", "handout")
    assert caught.value.name in {"server_unreachable", "download_failed", "answer_unexpected"}
    assert files(folder) == []


def test_a_cancelled_download_leaves_nothing(host: HostProcess, box: Sandbox, folder: Path) -> None:
    box.faults.add(path="/handout$", delay=30.0)
    request = host.start("downloads.save", {**where(box, "lab3"), "what": "handout"}, caller="page")
    until(lambda: any(record.path.endswith("/handout") for record in box.requests))
    host.send({"jsonrpc": "2.0", "method": "cancel", "params": {"id": request}})
    with refused("cancelled"):
        host.result(request)
    assert not folder.exists() or files(folder) == []


def test_a_planted_link_stops_it(host: HostProcess, box: Sandbox, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder.mkdir()
    (folder / "Autolab").symlink_to(tmp_path / "elsewhere")
    with refused("storage_unsafe"):
        save(host, box, "lab4", "writeup")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(host: HostProcess, box: Sandbox, folder: Path) -> None:
    folder.write_bytes(b"a file is in the way")
    with pytest.raises(HostError) as caught:
        save(host, box, "lab4", "writeup")
    assert caught.value.name in {"storage_unsafe", "download_failed"}


def test_a_script_address_is_no_address(host: HostProcess, box: Sandbox) -> None:
    box.faults.add(
        path="/writeup$",
        status=200,
        headers={"Content-Type": "application/json"},
        body='{"url":"javascript:alert(1)"}',
    )
    with refused("answer_unexpected"):
        save(host, box, "lab3", "writeup")


def test_a_captive_portal_is_no_writeup(host: HostProcess, box: Sandbox, folder: Path) -> None:
    box.faults.add(path="/writeup$", html=True)
    with refused("not_autolab"):
        save(host, box, "lab4", "writeup")
    assert not folder.exists()
