"""Starts the host exactly as browsers do and says hello to it."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from native_host.identity import CHROMIUM_ORIGINS, GECKO_EXTENSION_IDS
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
CHECK = {"jsonrpc": "2.0", "id": 2, "method": "host.check", "params": {"caller": "background"}}


AS_CHROMIUM = (CHROMIUM_ORIGINS[0],)
AS_FIREFOX = ("/manifest.json", GECKO_EXTENSION_IDS[0])
"""The arguments that each family gives; Firefox's first is where it has found the manifest."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The host's answer. `seconds`: from start to end of the process."""

    version: str
    seconds: float


def say_hello(launcher: Path, timeout: float = TIMEOUT) -> Greeting:
    """Start the launcher, say hello, let it end. Raises host_silent with what went wrong."""
    begun = time.monotonic()
    (answer,) = _answers(launcher, AS_CHROMIUM, timeout, HELLO)
    return Greeting(answer["result"]["host"]["version"], time.monotonic() - begun)


def self_check(launcher: Path, timeout: float = TIMEOUT) -> list[tuple[str, dict[str, Any]]]:
    """(part, JSON-RPC error object) for whatever the host itself finds wrong. Raises host_silent.

    It must answer Chromium's family and Firefox's, which call it in different ways.
    """
    _, answer = _answers(launcher, AS_CHROMIUM, timeout, HELLO, CHECK)
    _answers_firefox(launcher, timeout)
    parts = answer.get("result", {}).get("parts", ())  # an earlier host does not know the question
    return [(one["part"], one["error"]) for one in parts if one["error"] is not None]


def answers_all(launcher: Path, timeout: float = TIMEOUT) -> list[tuple[str, dict[str, Any]]]:
    """As `self_check`, where nothing can be asked of the host but hello: empty. Raises host_silent."""
    say_hello(launcher, timeout)
    _answers_firefox(launcher, timeout)
    return []


def _answers_firefox(launcher: Path, timeout: float) -> None:
    try:
        _answers(launcher, AS_FIREFOX, timeout, HELLO)
    except CompanionError as error:
        raise CompanionError("host_silent", detail=f"called as by Firefox, {error.data['detail']}") from error


def _answers(
    launcher: Path, arguments: tuple[str, ...], timeout: float, *requests: dict[str, Any]
) -> list[dict[str, Any]]:
    """The replies, in the order of the requests."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own launcher, with the arguments a browser gives
            [str(launcher), *arguments],
            input=b"".join(encode_frame(json.dumps(request).encode()) for request in requests),
            capture_output=True,
            cwd=launcher.parent,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CompanionError("host_silent", detail=f"no answer within {timeout:.0f} seconds") from None
    except OSError as error:
        raise CompanionError("host_silent", detail=f"{launcher}: {error.strerror}") from error
    reader = FrameReader()
    reader.receive_data(ended.stdout)
    replies: dict[Any, dict[str, Any]] = {}
    try:
        while len(replies) < len(requests):
            reply = json.loads(reader.next_event() or b"")  # type: ignore[arg-type]  # Oversize fails like any other nonsense
            if "id" in reply:  # no notification
                replies[reply["id"]] = reply
        assert replies[HELLO["id"]]["result"]["host"]["version"]  # noqa: S101 - fails like any other nonsense
        return [replies[request["id"]] for request in requests]
    except (CompanionError, ValueError, LookupError, TypeError, AssertionError):
        said = ended.stderr.decode(errors="replace").strip().splitlines() or ["it says nothing"]
        raise CompanionError(
            "host_silent", detail=f"it ended with code {ended.returncode}: {said[-1]}"
        ) from None
