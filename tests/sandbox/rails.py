"""Answers with the headers Rails and Rack would put on them."""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from uuid import uuid4

from aiohttp import web

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"

SECURITY_HEADERS = {
    "X-Frame-Options": "ALLOWALL",
    "X-XSS-Protection": "1; mode=block",
    "X-Content-Type-Options": "nosniff",
    "X-Download-Options": "noopen",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
"""No Content-Security-Policy and no Permissions-Policy: the real server sends none."""

_HTML_SAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
"""ActiveSupport escapes these inside JSON."""

BARE = "X-Sandbox-Bare"
"""Marks an answer that comes from the middleware stack, before Rails adds its headers."""


def json_answer(
    value: object, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> web.Response:
    """A rendered JSON body."""
    body = json.dumps(value, separators=(",", ":"), ensure_ascii=False).translate(_HTML_SAFE).encode()
    return web.Response(body=body, status=status, headers={"Content-Type": JSON_TYPE, **(headers or {})})


def error_answer(
    message: str, status: int = HTTPStatus.BAD_REQUEST, headers: dict[str, str] | None = None
) -> web.Response:
    """`{"error": message}`."""
    return json_answer({"error": message}, status, headers)


def html_answer(text: str, status: int = HTTPStatus.OK) -> web.Response:
    """A rendered page."""
    return web.Response(body=text.encode(), status=status, headers={"Content-Type": HTML_TYPE})


def redirect(location: str) -> web.Response:
    """302 with Rails's little body."""
    escaped = location.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    body = f'<html><body>You are being <a href="{escaped}">redirected</a>.</body></html>'
    headers = {"Content-Type": HTML_TYPE, "Location": location}
    return web.Response(body=body.encode(), status=HTTPStatus.FOUND, headers=headers)


def empty_answer(status: int, content_type: str) -> web.Response:
    """No body at all, as production answers what nobody caught."""
    return web.Response(status=status, headers={"Content-Type": content_type})


def file_answer(content: bytes, filename: str, content_type: str, disposition: str) -> web.Response:
    """`send_file`: not part of the ETag machinery."""
    plain = "".join(c if c.isascii() and c not in '"\\' else "?" for c in filename)
    headers = {
        "Content-Type": content_type,
        "Content-Disposition": f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{_rfc5987(filename)}",
        "Content-Transfer-Encoding": "binary",
        "Cache-Control": "private",
    }
    return web.Response(body=content, headers=headers)


def _rfc5987(text: str) -> str:
    safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&+.^_`|~-"
    return "".join(chr(b) if chr(b) in safe else f"%{b:02X}" for b in text.encode())


def finish(request: web.Request, response: web.Response, seconds: float) -> web.Response:
    """The Rack layers every answer passes: security headers, ETag, conditional GET, ids."""
    headers = response.headers
    bare = headers.popall(BARE, None) is not None
    if not bare:
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
        response = _conditional(request, response)
        headers = response.headers
    headers.setdefault("Cache-Control", "no-cache")
    headers["X-Request-Id"] = str(uuid4())
    headers["X-Runtime"] = f"{seconds:.6f}"
    return response


def _conditional(request: web.Request, response: web.Response) -> web.Response:
    body = response.body
    headers = response.headers
    if response.status not in {200, 201} or not isinstance(body, bytes) or not body:
        return response
    if "Content-Disposition" in headers or "no-store" in headers.get("Cache-Control", ""):
        return response
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers["ETag"] = etag
    headers.setdefault("Cache-Control", "max-age=0, private, must-revalidate")
    if request.method in {"GET", "HEAD"} and etag in _known_etags(request) and response.status == 200:
        kept = {k: v for k, v in headers.items() if k not in {"Content-Type", "Content-Length"}}
        fresh = web.Response(status=HTTPStatus.NOT_MODIFIED, headers=kept)
        for cookie in response.cookies.values():
            fresh.cookies[cookie.key] = cookie
        return fresh
    return response


def _known_etags(request: web.Request) -> set[str]:
    return {tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")}
