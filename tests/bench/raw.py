"""A host at the other end of two pipes, with as little of our own in between as can be timed."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from native_host.identity import CHROMIUM_ORIGINS
from tests.host import COMMAND, HELLO

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HOST = (*COMMAND, CHROMIUM_ORIGINS[0])
ECHO = (sys.executable, "-I", str(Path(__file__).with_name("echo_host.py")))
TAKING = (sys.executable, "-I", str(Path(__file__).with_name("taking_host.py")))
HELLO_REQUEST = {"jsonrpc": "2.0", "id": 0, "method": "hello", "params": HELLO}
MEGABYTE = 1024 * 1024


class Raw:
    """Blocking requests to a child process. `arrived` is when the last message had come whole, before its decoding."""

    def __init__(self, command: Sequence[str], home: Path) -> None:
        self.arrived = 0.0
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={**os.environ, "AUTOLAB_COMPANION_HOME": str(home), "AUTOLAB_COMPANION_CUSTODY": "keyfile"},
        )

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send one message; the reply to it."""
        self.send(json.dumps(message).encode())
        return self.reply(message["id"])

    def reply(self, request_id: int | str) -> dict[str, Any]:
        """The first message that carries this id."""
        return self.until(lambda message: message.get("id") == request_id)

    def send(self, body: bytes) -> None:
        """Send the JSON of one message."""
        assert self.process.stdin is not None
        self.process.stdin.write(struct.pack("=I", len(body)))
        self.process.stdin.write(body)
        self.process.stdin.flush()

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that is wanted; others are read over."""
        assert self.process.stdout is not None
        while True:
            body = self.process.stdout.read(struct.unpack("=I", self.process.stdout.read(4))[0])
            self.arrived = time.perf_counter()
            message: dict[str, Any] = json.loads(body)
            if wanted(message):
                return message

    def memory(self, line: str = "VmRSS") -> float:
        """Resident memory in MB, now or (VmHWM) at its highest. Linux only."""
        for found in Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines():
            if found.startswith(f"{line}:"):
                return int(found.split()[1]) * 1024 / MEGABYTE
        raise LookupError(line)

    def close(self) -> None:
        """End of input, then wait."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait()
        self.process.stdout.close()
