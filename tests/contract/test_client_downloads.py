"""Writeups and handouts: nothing, a link, a file; told apart by Content-Disposition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from native_host.autolab import endpoints
from native_host.autolab.models import Material
from native_host.wire.errors import CompanionError
from tests.contract.asking import COURSE, using
from tests.sandbox import start_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.autolab.calls import Call
    from native_host.autolab.http_messages import Sink
    from tests.sandbox import Sandbox

STUDENT = "student1@foo.bar"
WRITEUP = endpoints.writeup(COURSE, "lab4")


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(seed="reference") as running:
        yield running


@dataclass
class Kept:
    """A sink that remembers."""

    content: bytes = b""
    opened: list[tuple[str | None, int | None]] = field(default_factory=list)

    def open(self, name: str | None, size: int | None) -> Sink:
        self.opened.append((name, size))
        return self.keep

    async def keep(self, chunk: bytes) -> None:
        self.content += chunk


def download(box: Sandbox, call: Call[Material]) -> tuple[Material, Kept]:
    kept = Kept()
    return using(box, STUDENT, lambda client: client.download(call, kept.open)), kept


def test_nothing(box: Sandbox) -> None:
    for call in (endpoints.writeup(COURSE, "homework0"), endpoints.handout(COURSE, "homework0")):
        material, kept = download(box, call)
        assert material == Material("none")
        assert kept.opened == []


def test_a_link(box: Sandbox) -> None:
    material, _ = download(box, endpoints.writeup(COURSE, "lab3"))
    assert material == Material("url", url="https://www.example.edu/malloc.html")


@pytest.mark.parametrize(
    ("call", "what", "name"),
    [
        (WRITEUP, "writeup", "writeup.pdf"),
        (endpoints.handout(COURSE, "lab3"), "handout", "malloclab-handout.tar"),
    ],
)
def test_a_file(box: Sandbox, call: Call[Material], what: str, name: str) -> None:
    material, kept = download(box, call)
    content = getattr(box.state.assessment(COURSE, "lab4" if what == "writeup" else "lab3"), what).content
    assert kept.content == content
    assert kept.opened == [(name, len(content))]
    assert material == Material("file", filename=name, size=len(content))


def test_a_json_file_is_a_file_and_not_an_answer(box: Sandbox) -> None:
    body = '{"url": "https://evil.example/"}'
    disposition = "inline; filename=\"data.json\"; filename*=UTF-8''data.json"
    headers = {"Content-Type": "application/json", "Content-Disposition": disposition}
    box.faults.add(path="/writeup$", status=200, body=body, headers=headers)
    material, kept = download(box, WRITEUP)
    assert (material.kind, material.filename) == ("file", "data.json")
    assert kept.content == body.encode()


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ({"html": True}, "not_autolab"),
        ({"status": 404, "body": '{"error": "Assessment does not exist"}'}, "assessment_unknown"),
        ({"redirect": "https://elsewhere.example/x"}, "sign_on_first"),
        ({"status": 200, "body": '{"url": "javascript:alert(1)"}'}, "answer_unexpected"),
        ({"status": 200, "body": "[]"}, "answer_unexpected"),
    ],
    ids=str,
)
def test_trouble_opens_no_sink(box: Sandbox, fault: dict[str, Any], name: str) -> None:
    box.faults.add(path="/writeup$", times=9, **fault)
    kept = Kept()
    with pytest.raises(CompanionError) as caught:
        using(box, STUDENT, lambda client: client.download(WRITEUP, kept.open))
    assert caught.value.name == name
    assert kept.opened == []


def test_trouble_before_the_file_is_outlived(box: Sandbox) -> None:
    box.faults.add(path="/writeup$", status=503)
    box.faults.add(path="/writeup$", lose_answer=True)
    assert download(box, WRITEUP)[0].kind == "file"


def test_a_file_that_breaks_off_is_never_begun_twice(box: Sandbox) -> None:
    box.state.assessment(COURSE, "lab4").writeup.content = b"x" * 100_000
    box.faults.add(path="/writeup$", times=9, cut_answer_after=50_000)
    kept = Kept()
    with pytest.raises(CompanionError) as caught:
        using(box, STUDENT, lambda client: client.download(WRITEUP, kept.open))
    assert caught.value.name == "server_unreachable"
    assert len(kept.opened) == 1


def test_a_full_disk_is_not_called_a_lost_connection(box: Sandbox) -> None:
    async def full(_chunk: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        using(box, STUDENT, lambda client: client.download(WRITEUP, lambda *_: full))
