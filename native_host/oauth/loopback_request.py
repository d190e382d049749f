"""Which requests the loopback listener accepts (RFC 8252 section 7.3), without I/O.

Any web page can make the browser send requests to 127.0.0.1: what is not plainly the redirect we wait for is
refused and changes nothing.
"""

from __future__ import annotations

from urllib.parse import urlsplit

MAX_HEAD = 8192
"""Bytes of request line and headers; a redirect URL with its cookies-free headers is below 2 KiB."""
_HEAD_END = b"\r\n\r\n"

# Headers that only a page's own script or an embedded frame sends, with the values a redirect may have.
_NAVIGATION = {
    "sec-fetch-mode": ("navigate",),
    "sec-fetch-dest": ("document",),
}


def head_complete(data: bytes) -> bool:
    """Whether the whole head is there."""
    return _HEAD_END in data


def check_request(head: bytes, netloc: str, path: str) -> tuple[int, str | None]:
    """(status to answer, target): the target is the path with its query when this may be the awaited redirect.

    `netloc` is the exact Host expected (literal address and port): a rebound DNS name is refused by it.
    """
    try:
        lines = head.split(_HEAD_END, 1)[0].decode("ascii").split("\r\n")
        method, target, version = lines[0].split(" ")
        headers = _headers(lines[1:])
        requested = urlsplit(target)
    except ValueError:
        return 400, None
    if not version.startswith("HTTP/1.") or len(headers.get("host", [])) != 1:
        return 400, None
    if headers["host"] != [netloc] or "origin" in headers or not _navigates(headers):
        return 403, None
    if requested.scheme or requested.netloc or requested.path != path:
        return 404, None
    return (405, None) if method != "GET" else (200, target)


def _navigates(headers: dict[str, list[str]]) -> bool:
    return all(value in allowed for name, allowed in _NAVIGATION.items() for value in headers.get(name, ()))


def _headers(lines: list[str]) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise ValueError
        headers.setdefault(name.lower(), []).append(value.strip())
    return headers
