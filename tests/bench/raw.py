"""A host at the other end of two pipes, with as little of our own in between as can be timed."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from native_host.identity import CHROMIUM_ORIGINS
from tests.host import COMMAND, HELLO

if TYPE_CHECKING:
    from collections.abc import Sequence

HOST = (*COMMAND, CHROMIUM_ORIGINS[0])
ECHO = (sys.executable, "-I", str(Path(__file__).with_name("echo_host.py")))
HELLO_REQUEST = {"jsonrpc": "2.0", "id": 0, "method": "hello", "params": HELLO}


class Raw:
    """Blocking requests, one at a time."""

    def __init__(self, command: Sequence[str], home: Path) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={**os.environ, "AUTOLAB_COMPANION_HOME": str(home), "AUTOLAB_COMPANION_CUSTODY": "keyfile"},
        )

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send one message; the first frame that carries its id."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        body = json.dumps(message).encode()
        self.process.stdin.write(struct.pack("=I", len(body)) + body)
        self.process.stdin.flush()
        while True:
            length = struct.unpack("=I", self.process.stdout.read(4))[0]
            reply: dict[str, Any] = json.loads(self.process.stdout.read(length))
            if reply.get("id") == message["id"]:
                return reply

    def close(self) -> None:
        """End of input, then wait."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait()
        self.process.stdout.close()
