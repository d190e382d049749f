"""Deployment files: what an administrator publishes so that students never type client credentials.

An example; deployment.schema.json beside this file describes every member and is what decides:

    {
      "format": "autolab-companion-deployment-1",
      "servers": [
        {
          "server": "https://autolab.example.edu",
          "label": "Example University",
          "client_id": "3f1c…",
          "client_secret": "b07a…",
          "redirects": {
            "identity": [
              "https://dnoobejagcfdibgmomngfodjjcbgncol.chromiumapp.org/autolab/autolab.example.edu",
              "https://910290984a8447d5df805b15ad33973789eb3260.extensions.allizom.org/autolab/autolab.example.edu"
            ],
            "oob": true,
            "device": true
          }
        }
      ]
    }

Whoever can read the file can read the client secret: it identifies the companion, it does not protect it
(RFC 8252 section 8.5).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..added_extensions import identity_redirects
from ..autolab.origin import parse_origin
from ..wire.errors import CompanionError
from .secret import wrap
from .server_store import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCHEMA_PATH = Path(__file__).with_name("deployment.schema.json")
MAX_FILE = 65_536
"""Bytes; twenty servers with everything set stay far below."""
_TYPES: dict[str, type] = {"object": dict, "array": list, "string": str, "boolean": bool}

# What each JSON Schema keyword in our schema asks of a value; a test checks that no other is used.
_CHECKS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "type": (lambda value, kind: isinstance(value, _TYPES[kind]), "must be of type {0}"),
    "const": (lambda value, only: bool(value == only), "must be {0}"),
    "required": (lambda value, names: all(name in value for name in names), "must have {0}"),
    "minItems": (lambda value, least: len(value) >= least, "must have at least {0} entries"),
    "maxItems": (lambda value, most: len(value) <= most, "must have at most {0} entries"),
    "minLength": (lambda value, least: len(value) >= least, "must have at least {0} characters"),
    "maxLength": (lambda value, most: len(value) <= most, "must have at most {0} characters"),
    "pattern": (
        lambda value, shape: re.search(shape, value) is not None and "\n" not in value,
        "does not look right",
    ),
}


def default_redirects() -> dict[str, Any]:
    """What is offered when nobody said what is registered: a production server refuses loopback redirects."""
    return {"identity": identity_redirects(), "loopback": None, "oob": True, "device": True}


def read_deployment(value: object) -> list[Server]:
    """The servers of a decoded deployment file. Raises deployment_invalid, origin_invalid."""
    try:
        _check(value, _schema(), "the file")
    except MisfitError as misfit:
        raise CompanionError("deployment_invalid", detail=str(misfit)) from misfit
    assert isinstance(value, dict)  # noqa: S101 - the schema has just said so
    servers: dict[str, Server] = {}
    for entry in value["servers"]:
        server = _server(entry)
        if server.origin in servers:
            raise CompanionError("deployment_invalid", detail=f"it names {server.origin} twice")
        servers[server.origin] = server
    return list(servers.values())


def typed_in_server(entry: Mapping[str, Any]) -> Server:
    """A server the user typed in, under the same rules. Raises invalid_params, origin_invalid."""
    given = {name: value for name, value in entry.items() if value is not None}
    try:
        _check(given, _schema()["properties"]["servers"]["items"], "the server")
    except MisfitError as misfit:
        raise CompanionError("invalid_params", detail=str(misfit)) from misfit
    return _server(given)


def read_deployment_file(path: str) -> list[Server]:
    """The servers of a deployment file on disk. Raises deployment_invalid, origin_invalid."""
    try:
        with Path(path).open("rb") as file:
            raw = file.read(MAX_FILE + 1)
    except OSError as error:
        raise CompanionError("deployment_invalid", detail=f"it cannot be read ({error.strerror})") from error
    if len(raw) > MAX_FILE:
        raise CompanionError("deployment_invalid", detail=f"it is larger than {MAX_FILE} bytes")
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CompanionError("deployment_invalid", detail="it is not JSON") from error
    return read_deployment(value)


class MisfitError(ValueError):
    """Where a value does not fit the schema, in words."""


_NOTHING: dict[str, Any] = {"identity": [], "loopback": None, "oob": False, "device": False}


def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA_PATH.read_text("utf-8"))
    return schema


def _server(entry: Mapping[str, Any]) -> Server:
    redirects = entry.get("redirects")
    return Server(
        parse_origin(entry["server"]),
        entry["client_id"],
        wrap(entry.get("client_secret")),
        redirects=default_redirects() if redirects is None else {**_NOTHING, **redirects},
        label=entry.get("label"),
    )


def _check(value: Any, schema: Mapping[str, Any], where: str) -> None:
    for keyword, (holds, words) in _CHECKS.items():
        if keyword in schema and not holds(value, schema[keyword]):
            limit = schema[keyword]
            shown = ", ".join(limit) if isinstance(limit, list) else limit
            raise MisfitError(f"{where} {words.format(shown)}")
    if isinstance(value, dict):
        _check_members(value, schema.get("properties", {}), where)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            _check(item, schema.get("items", {}), f"entry {number} of {where}")


def _check_members(value: dict[str, Any], members: Mapping[str, Any], where: str) -> None:
    for name, member in value.items():
        if name not in members:
            raise MisfitError(f"{where} has an unknown member {name[:40]!r}")
        _check(member, members[name], name)
