"""Why a browser would not start the host by a manifest that is there: a shared one, which its users cannot mend."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from native_host.added_extensions import CHROMIUM_ORIGIN
from native_host.identity import CHROMIUM_ORIGINS, GECKO_EXTENSION_IDS, HOST_NAME

from .browsers import CHROMIUM
from .manifest import DESCRIPTION

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHERS_WRITE = 0o002


def fault(file: Path, family: str) -> str | None:
    """The first thing that is wrong with the manifest, in words; None if a browser starts the host by it.

    Raises FileNotFoundError if nothing lies there.
    """
    try:
        found = file.stat()
    except FileNotFoundError:
        if not file.is_symlink():
            raise
        return f"it is a link to {file.readlink()}, which is not there"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return _of_file(file, family) if stat.S_ISREG(found.st_mode) else "it is no file"


def _of_file(file: Path, family: str) -> str | None:
    try:
        value = json.loads(file.read_bytes())
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    except (ValueError, RecursionError):
        return "it is not valid JSON"
    if not isinstance(value, dict):
        return "it is no JSON object"
    return next(_of_content(value, family), None)


def _of_content(value: dict[str, Any], family: str) -> Iterator[str]:
    if value.get("name") != HOST_NAME:
        yield f"its name is {_shown(value, 'name')}, not “{HOST_NAME}”"
    if value.get("type") != "stdio":
        yield f"its type is {_shown(value, 'type')}, not “stdio”"
    if value.get("description") != DESCRIPTION:
        yield "it was not written by the companion"
    yield from _of_callers(value, family)
    yield from _of_program(value.get("path"))


def _of_callers(value: dict[str, Any], family: str) -> Iterator[str]:
    name, ours = (
        ("allowed_origins", CHROMIUM_ORIGINS)
        if family == CHROMIUM
        else ("allowed_extensions", GECKO_EXTENSION_IDS)
    )
    callers = value.get(name)
    if not isinstance(callers, list) or not all(isinstance(one, str) for one in callers):
        yield f"{name} is {_shown(value, name)}, not a list of extensions"
        return
    if lacking := [one for one in ours if one not in callers]:
        yield f"{name} leaves out {', '.join(lacking)}"
    # One entry that Chromium cannot read has it ignore the whole file (native_messaging_host_manifest.cc).
    if family == CHROMIUM and (odd := [one for one in callers if not CHROMIUM_ORIGIN.fullmatch(one)]):
        yield f"{name} holds “{odd[0]}”, which names no extension"


def _of_program(path: Any) -> Iterator[str]:
    if not isinstance(path, str) or not Path(path).is_absolute():
        yield f"it names {f'“{path}”' if isinstance(path, str) else 'nothing'} as its program, which is no full path"
        return
    try:
        found = os.stat(path)  # noqa: PTH116 - a text with a null byte is a ValueError, in Path too
    except (OSError, ValueError) as error:
        why = "is not there" if isinstance(error, FileNotFoundError) else "cannot be looked at"
        yield f"the program that it names, {path}, {why}"
        return
    if not stat.S_ISREG(found.st_mode) or not os.access(path, os.X_OK):
        yield f"the program that it names, {path}, may not be run"
    elif found.st_mode & OTHERS_WRITE:
        yield f"anybody may change the program that it names, {path}"


def _shown(value: dict[str, Any], name: str) -> str:
    return f"“{value[name]}”" if name in value else "missing"
