"""Which assessment is meant, whatever stands on the command line or lies in a folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from installer.target import CLI_FILE, LARGEST_LINK, LINK_FILE, linked, target, the_server, write_link
from native_host.oauth.server_store import Server
from native_host.services import Services
from native_host.wire.errors import CompanionError
from native_host.wire.identifiers import Origin

if TYPE_CHECKING:
    from pathlib import Path

HERE, THERE = Origin("https://autolab.example.edu"), Origin("https://autolab.example.org")


@pytest.fixture
def services() -> Services:
    services = Services()
    services.servers.add(Server(HERE, "client", None, redirects={}))
    return services


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "work" / "deep"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("words", "course", "assessment"),
    [
        ("cs101:lab1", "cs101", "lab1"),
        ("cs101", "cs101", None),
        ("cs101:", "cs101", None),
        (f"{HERE}/courses/cs101/assessments/lab1", "cs101", "lab1"),
        (f"{HERE}/courses/cs101/assessments/lab1/submissions?x=1#y", "cs101", "lab1"),
        (f"{HERE}/courses/cs%20101/assessments", "cs 101", None),
    ],
)
def test_words_name_a_target(services: Services, words: str, course: str, assessment: str | None) -> None:
    found = target(services, words, None, whole_course=True)
    assert (found.server, found.course, found.assessment) == (HERE, course, assessment)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (None, "target_missing"),
        (":lab", "target_missing"),
        (f"{HERE}/users/1", "target_missing"),
        ("cs101", "target_incomplete"),
        ("ftp://x/courses/a/assessments/b", "origin_invalid"),
        (f"{THERE}/courses/a/assessments/b", "server_unknown"),
        ("https://[/courses/a", "origin_invalid"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_words_that_name_none_are_refused(services: Services, words: str | None, error: str) -> None:
    with pytest.raises(CompanionError) as refused:
        target(services, words, None)
    assert refused.value.name == error


def test_one_server_goes_without_saying_and_of_two_one_is_named(services: Services) -> None:
    assert the_server(services) == HERE
    services.servers.add(Server(THERE, "client", None, redirects={}))
    with pytest.raises(CompanionError, match="Several servers") as several:
        the_server(services)
    assert "--server" in several.value.remedy
    assert the_server(services, THERE + "/") == THERE
    assert target(services, "cs101:lab", THERE).server == THERE
    with pytest.raises(CompanionError) as none:
        the_server(Services(str(services.home) + " of nobody"))
    assert none.value.name == "servers_none"


def test_a_link_counts_below_its_folder(services: Services, folder: Path) -> None:
    written = write_link(folder.parent, target(services, "cs101:lab", None))
    found = target(services, None, None)
    assert (found.course, found.assessment, found.link) == ("cs101", "lab", str(written))
    told = linked(folder)
    assert told is not None
    assert (told.params, told.link) == (found.params, found.link)


def test_what_autolab_cli_left_in_a_folder_counts_too(services: Services, folder: Path) -> None:
    (folder / CLI_FILE).write_text("cs101\nlab\n")
    found = target(services, None, None)
    assert (found.server, str(found)) == (HERE, "cs101:lab")
    assert linked(folder) is None  # it names no server


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b'{"server": 1, "course": "a"}',
        b'{"course": ""}'[:9],
        b"\xff\xfe",
        b"x" * (LARGEST_LINK + 1),
        b"[" * 4000,
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_damaged_link_is_named_and_not_followed(services: Services, folder: Path, content: bytes) -> None:
    (folder / LINK_FILE).write_bytes(content)
    with pytest.raises(CompanionError) as refused:
        target(services, None, None)
    assert refused.value.name == "link_unusable"
    assert str(folder / LINK_FILE) in refused.value.message


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives files away")
def test_somebody_elses_link_is_not_followed(
    services: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_link(folder, target(services, "cs101:lab", None))
    os.chown(path, 4711, 4711)
    monkeypatch.setattr(os, "getuid", lambda: 4712)
    with pytest.raises(CompanionError, match="somebody else"):
        target(services, None, None)
