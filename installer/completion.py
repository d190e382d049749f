"""Names completed in the shell by argcomplete, from what is remembered: no request and no prompt."""

from __future__ import annotations

import os
from contextlib import suppress

from native_host.services import Services
from native_host.wire.errors import CompanionError

from .in_process import InProcess

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import Any


def words_so_far() -> list[str]:
    """The words of the line that is being completed, up to the cursor, without the program's."""
    return os.environ.get("COMP_LINE", "")[: int(os.environ.get("COMP_POINT", "0") or 0)].split()[1:]


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer the shell and end the process."""
    import argcomplete

    argcomplete.autocomplete(parser, always_complete_options=False)


def course_names(parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """The remembered courses."""
    return sorted({course for _, course in _courses(getattr(parsed_args, "server", None))})


def assessment_names(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """COURSE: for each remembered course, or COURSE:ASSESSMENT once the course is written."""
    course, colon, _assessment = prefix.partition(":")
    known = list(_courses(getattr(parsed_args, "server", None)))
    if not colon:
        return sorted({f"{name}:" for _, name in known})
    names = (
        f"{course}:{one['name']}"
        for server, name in known
        if name == course
        for one in _data("assessments", server=server, course=course)
    )
    return sorted(set(names))


def import_ids(parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """The beginnings of the ids of what was begun from tables."""
    wanted = getattr(parsed_args, "server", None)
    found: list[str] = []
    for server in _servers(wanted):
        with suppress(CompanionError), InProcess(Services(), offline=True) as host:
            found += [job["job"][:8] for job in host.call("staff.jobs", server=server)["jobs"]]
    return found


def _courses(wanted: str | None) -> Iterator[tuple[str, str]]:
    for server in _servers(wanted):
        for course in _data("courses", server=server, state="current"):
            yield server, course["name"]


def _servers(wanted: str | None) -> list[str]:
    services = Services()
    with suppress(CompanionError):
        if services.vault.status()["state"] == "open":
            return [each.origin for each in services.servers.list() if wanted in (None, each.origin)]
    return []


def _data(method: str, **params: str) -> list[dict[str, Any]]:
    try:
        with InProcess(Services(), offline=True) as host:
            data: list[dict[str, Any]] = host.call(method, **params)["data"]
            return data
    except CompanionError:  # a shell that completes is no place for errors
        return []
