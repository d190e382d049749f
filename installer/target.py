# ruff: noqa: PTH109, PTH113, PTH116, PTH118, PTH120, PTH123 - pathlib costs the remembered answers 10 ms
"""Which assessment a command means: from its words, from a link file in the folder or above it, from what was added."""

from __future__ import annotations

import json
import os

from native_host.autolab.origin import parse_origin
from native_host.wire.errors import CompanionError

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    from pathlib import Path

    from native_host.services import Services

LINK_FILE = ".autolab-companion"
"""{"server", "course", "assessment"} as JSON; `download` and `link` write it."""
CLI_FILE = ".autolab-asmt"
"""What autolab-cli writes: the course and the assessment, a line each."""
LARGEST_LINK = 4096
"""Bytes; a link names three things."""
COURSES, ASSESSMENTS = "courses", "assessments"


class Target:
    """What a command works on. `assessment` is None where a course was asked for; `link` is the file that told."""

    __slots__ = ("assessment", "course", "link", "server")

    def __init__(
        self, server: str, course: str, assessment: str | None = None, link: str | None = None
    ) -> None:
        self.server, self.course, self.assessment, self.link = server, course, assessment, link

    @property
    def params(self) -> dict[str, str]:
        """The operation's parameters."""
        named = {"server": self.server, "course": self.course, "assessment": self.assessment}
        return {name: value for name, value in named.items() if value is not None}

    def __str__(self) -> str:
        return f"{self.course}:{self.assessment}" if self.assessment else self.course


class _Words:
    """What a command's words or a link file name."""

    __slots__ = ("assessment", "course", "link", "server")

    def __init__(
        self,
        server: str | None = None,
        course: str | None = None,
        assessment: str | None = None,
        link: str | None = None,
    ) -> None:
        self.server, self.course, self.assessment, self.link = server, course, assessment, link


def target(
    services: Services, words: str | None, server: str | None, *, whole_course: bool = False
) -> Target:
    """The target that `words` names: COURSE:ASSESSMENT, COURSE, or the address of either's page on Autolab.

    Without words the link file of the working folder or of one above it tells. `server` is the option --server.
    Raises target_missing, target_incomplete, server_choice, server_unknown, link_unusable, origin_invalid.
    """
    told = _from_words(words) if words else _from_link(os.getcwd())
    if told is None or not told.course:
        raise CompanionError("target_missing")
    if told.assessment is None and not whole_course:
        raise CompanionError("target_incomplete", course=told.course)
    found = the_server(services, server or told.server)
    return Target(found, told.course, told.assessment, told.link)


def the_server(services: Services, server: str | None = None) -> str:
    """The server that --server names, or the only one. Raises server_choice, servers_none, origin_invalid."""
    if server:
        return services.servers.get(parse_origin(server)).origin
    known = [each.origin for each in services.servers.list()]
    if not known:
        raise CompanionError("servers_none")
    if len(known) > 1:
        raise CompanionError("server_choice", servers=", ".join(known))
    return known[0]


def linked(folder: Path) -> Target | None:
    """What the folder is linked to, if its link tells the server too. Raises link_unusable."""
    told = _from_link(str(folder))
    if told is None or None in (told.server, told.course):
        return None
    return Target(str(told.server), str(told.course), told.assessment, told.link)


def write_link(folder: Path, where: Target) -> Path:
    """Link the folder to an assessment. Raises OSError."""
    path = folder / LINK_FILE
    path.write_text(json.dumps(where.params, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return path


def _from_words(words: str) -> _Words:
    if "://" in words:
        return _from_address(words)
    course, _, assessment = words.partition(":")
    return _Words(None, course, assessment or None)


def _from_address(address: str) -> _Words:
    """`https://server/courses/COURSE/assessments/ASSESSMENT/...`, as it stands in the browser."""
    from urllib.parse import unquote, urlsplit

    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise CompanionError("origin_invalid", server=address[:80], detail=str(error)) from error
    origin = parse_origin(f"{parts.scheme}://{parts.netloc}")
    path = [unquote(part) for part in parts.path.split("/") if part]
    named = dict(zip(path[::2], path[1::2], strict=False))
    return _Words(origin, named.get(COURSES), named.get(ASSESSMENTS))


def _from_link(start: str) -> _Words | None:
    folder, parent = start, os.path.dirname(start)
    while True:
        for name, read in ((LINK_FILE, _link), (CLI_FILE, _cli_link)):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return read(path, _content(path))
        if folder == parent:
            return None
        folder, parent = parent, os.path.dirname(parent)


def _content(path: str) -> str:
    """Raises link_unusable; also for a file of somebody else, who could have our work sent elsewhere."""
    try:
        about = os.stat(path)
        if hasattr(os, "getuid") and about.st_uid not in (os.getuid(), 0):
            raise CompanionError("link_unusable", path=path, detail="it belongs to somebody else")
        if about.st_size > LARGEST_LINK:
            raise CompanionError("link_unusable", path=path, detail="it is too large")
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        detail = getattr(error, "strerror", None) or "it is no text"
        raise CompanionError("link_unusable", path=path, detail=detail) from error


def _link(path: str, content: str) -> _Words:
    try:
        told = json.loads(content)
        named = [told.get(part) for part in ("server", "course", "assessment")]
    except (ValueError, AttributeError, RecursionError) as error:
        raise CompanionError("link_unusable", path=path, detail="it is not what `link` writes") from error
    if not isinstance(named[1], str) or not all(part is None or isinstance(part, str) for part in named):
        raise CompanionError("link_unusable", path=path, detail="it names no course")
    server, course, assessment = named
    return _Words(parse_origin(server) if server else None, course, assessment or None, path)


def _cli_link(path: str, content: str) -> _Words:
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    if not lines:
        raise CompanionError("link_unusable", path=path, detail="it names no course")
    return _Words(None, lines[0], lines[1] if len(lines) > 1 else None, path)
