"""A program in the host's place that misbehaves in one way: `python odd_host.py WAY`. Uses nothing of ours."""

from __future__ import annotations

import json
import sys
from typing import Any


def read() -> dict[str, Any]:
    header = sys.stdin.buffer.read(4)
    if not header:
        sys.exit()
    message: dict[str, Any] = json.loads(sys.stdin.buffer.read(int.from_bytes(header, sys.byteorder)))
    return message


def write(message: object) -> None:
    payload = json.dumps(message).encode()
    sys.stdout.buffer.write(len(payload).to_bytes(4, sys.byteorder) + payload)
    sys.stdout.buffer.flush()


def refuse(name: str) -> None:
    """As a host of another protocol does; it stays, and so do its words."""
    error = {"code": 105, "message": f"told as {name}", "data": {"name": name, "remedy": "Update one of us."}}
    write({"jsonrpc": "2.0", "id": read()["id"], "error": error})


def main(way: str) -> None:
    if way == "other-protocol":
        about = {"name": "autolab_companion", "version": "9"}
        result = {"protocol": 2, "host": about, "operations": {}, "limits": {}}
        write({"jsonrpc": "2.0", "id": read()["id"], "result": result})
    elif way in {"host_outdated", "extension_outdated"}:
        refuse(way)
    elif way == "garbage":
        sys.stdout.buffer.write(b"Traceback (most recent call last):\n")
        sys.stdout.buffer.flush()
    elif way == "no-json":
        sys.stdout.buffer.write(len(b"hello?").to_bytes(4, sys.byteorder) + b"hello?")
        sys.stdout.buffer.flush()
    if way != "dies":
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main(sys.argv[1])
