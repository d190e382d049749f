"""Request parameters as Rails merges them: query, form or JSON body; files streamed, never held whole."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

CHUNK = 256 * 1024
HEAD = 512 * 1024  # how much of an upload "View Source" can show again


class MalformedBodyError(Exception):
    """A body that claims to be JSON or multipart and is not: answered with 400 before any controller runs."""


@dataclass
class Upload:
    """An uploaded file: what is known of it after it streamed by."""

    filename: str
    content_type: str
    size: int
    sha256: str
    head: bytes


@dataclass
class Params:
    """`get` and `in` see the merged view; `rack_token` is what the throttle's Rack layer can see."""

    query: dict[str, str]
    form: dict[str, Any] = field(default_factory=dict)
    json_body: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """A value by its flat name (`user[email]`); form before JSON before query."""
        for source in (self.form, self.json_body, self.query):
            if name in source:
                return source[name]
        return None

    def text(self, name: str) -> str:
        """The value as text, empty if absent."""
        value = self.get(name)
        return "" if value is None else str(value)

    def __contains__(self, name: str) -> bool:
        if self.get(name) is not None or name in self.files:
            return True
        keys = [*self.query, *self.form, *self.files]
        return name in self.json_body or any(key.startswith(f"{name}[") for key in keys)

    @property
    def rack_token(self) -> str | None:
        """`access_token` from query or form: rack-attack never looks into JSON."""
        token = self.form.get("access_token", self.query.get("access_token"))
        return token if isinstance(token, str) else None

    def method(self, request: web.Request) -> str:
        """The HTTP method after Rails's `_method` override of a POST."""
        override = self.text("_method").upper() if request.method == "POST" else ""
        return override if override in {"PUT", "PATCH", "DELETE"} else request.method


async def read_params(request: web.Request) -> Params:
    """Read the whole body. MalformedBodyError for broken JSON or multipart."""
    params = Params(dict(parse_qsl(request.query_string, keep_blank_values=True)))
    kind = request.content_type
    if not request.body_exists:
        return params
    if kind == "multipart/form-data":
        try:
            await _read_multipart(request, params)
        except ValueError as error:
            raise MalformedBodyError from error
    elif kind == "application/json":
        params.json_body = _json_object(await request.read())
    elif kind == "application/x-www-form-urlencoded":
        text = (await request.read()).decode("utf-8", "replace")
        params.form = _nested(parse_qsl(text, keep_blank_values=True))
    else:
        await request.read()
    return params


def _json_object(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
    except ValueError as error:
        raise MalformedBodyError from error
    return value if isinstance(value, dict) else {"_json": value}


_GROUP_KEY = re.compile(r"groups\[(\d*)\]\[(name|group_members)\](\[\])?$")


def _nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Flat names stay flat; only the one nested parameter of the API (`groups[][...]`) is folded."""
    flat: dict[str, Any] = {}
    groups: list[dict[str, Any]] = []
    for key, value in pairs:
        match = _GROUP_KEY.match(key)
        if match is None:
            flat[key] = value
            continue
        name = match[2]
        if not groups or (name == "name" and "name" in groups[-1]):
            groups.append({})
        if name == "name":
            groups[-1]["name"] = value
        else:
            groups[-1].setdefault("group_members", []).append(value)
    if groups:
        flat["groups"] = groups
    return flat


async def _read_multipart(request: web.Request, params: Params) -> None:
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        if part.filename:
            params.files[name] = await _drain(part)
        elif part.filename is None:
            params.form[name] = (await part.read(decode=True)).decode("utf-8", "replace")
        else:
            await part.release()  # Rack drops a file field without a file name


async def _drain(part: BodyPartReader) -> Upload:
    digest, size, head = hashlib.sha256(), 0, bytearray()
    while chunk := await part.read_chunk(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if len(head) < HEAD:
            head += chunk[: HEAD - len(head)]
    kind = part.headers.get("Content-Type", "")
    return Upload(part.filename or "", kind, size, digest.hexdigest(), bytes(head))


def to_int(value: object) -> int:
    """Ruby's to_i: the digits a text begins with, else 0."""
    match = re.match(r"\s*[+-]?\d+", str(value))
    return int(match[0]) if match else 0


def to_float(value: object) -> float:
    """Ruby's to_f: the number a text begins with, else 0.0."""
    match = re.match(r"\s*[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", str(value))
    return float(match[0]) if match else 0.0


def truthy(value: object) -> bool:
    """Rails's boolean cast."""
    return str(value).lower() not in {"", "none", "0", "f", "false", "off", "no"}
