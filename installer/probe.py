"""Starts the host exactly as a browser does and says hello to it."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from native_host.identity import CHROMIUM_ORIGINS
from native_host.wire.errors import CompanionError
from native_host.wire.frames import FrameReader, encode_frame

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT = 20.0
"""Seconds; a first start from a cold disk with a virus scanner at work stays well below."""
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "hello",
    "params": {"protocol": 1, "client": {"name": "autolab-companion doctor", "version": "1"}},
}


@dataclass(frozen=True, slots=True)
class Greeting:
    """The host's answer. `seconds`: from start to end of the process."""

    version: str
    seconds: float


def say_hello(launcher: Path, timeout: float = TIMEOUT) -> Greeting:
    """Start the launcher, say hello, let it end. Raises host_silent with what went wrong."""
    begun = time.monotonic()
    try:
        ended = subprocess.run(  # noqa: S603 - our own launcher, with the arguments a browser gives
            [str(launcher), CHROMIUM_ORIGINS[0]],
            input=encode_frame(json.dumps(HELLO).encode()),
            capture_output=True,
            cwd=launcher.parent,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CompanionError("host_silent", detail=f"no answer within {timeout:.0f} seconds") from None
    except OSError as error:
        raise CompanionError("host_silent", detail=f"{launcher}: {error.strerror}") from error
    seconds = time.monotonic() - begun
    reader = FrameReader()
    reader.receive_data(ended.stdout)
    try:
        version = json.loads(reader.next_event() or b"")["result"]["host"]["version"]  # type: ignore[arg-type]  # Oversize fails like any other nonsense
    except (CompanionError, ValueError, KeyError, TypeError):
        said = ended.stderr.decode(errors="replace").strip().splitlines() or ["it says nothing"]
        raise CompanionError(
            "host_silent", detail=f"it ended with code {ended.returncode}: {said[-1]}"
        ) from None
    return Greeting(version, seconds)
