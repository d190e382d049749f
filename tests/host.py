"""The real native host as a child process, spoken to exactly as a browser does."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from typing import IO, TYPE_CHECKING, Any, Self

from installer.launcher import HOST
from native_host.identity import CHROMIUM_ORIGINS
from tests.conforms import check_error, check_notification, check_result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

COMMAND = (sys.executable, *HOST)
HELLO = {"protocol": 1, "client": {"name": "tests", "version": "0"}}


class HostError(Exception):
    """An error reply; `error` is its JSON object."""

    def __init__(self, error: dict[str, Any]) -> None:
        self.error = error
        self.name: str = error["data"]["name"]
        super().__init__(error["message"])


class HostProcess:
    """One running host. Frames are read by a thread, so nothing here can block the host."""

    def __init__(
        self,
        home: Path | str,
        caller: Sequence[str] = CHROMIUM_ORIGINS[:1],
        env: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.frames: list[bytes] = []
        self._replies: dict[Any, dict[str, Any]] = {}
        self._parts: dict[Any, list[str]] = {}
        self.notifications: list[dict[str, Any]] = []
        self._arrived = threading.Condition()
        self._next_id = 0
        self._methods: dict[Any, str] = {}
        self.closed = False
        self.process = subprocess.Popen(
            [*command, *caller],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={**os.environ, "AUTOLAB_COMPANION_HOME": str(home), **(env or {})},
        )
        self.stderr: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._readers = [
            threading.Thread(target=self._read_frames, daemon=True),
            threading.Thread(target=self._read_stderr, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self, timeout: float = 30.0) -> int:
        """End of input, as a browser ends a host; the exit code."""
        if self._stdin and not self._stdin.closed:
            with contextlib.suppress(BrokenPipeError):  # the host may have gone before us
                self._stdin.close()
        code = self.process.wait(timeout)
        for reader in self._readers:
            reader.join(timeout)
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()
        return code

    def kill(self) -> None:
        """SIGKILL, then collect it."""
        self.process.kill()
        self.close()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin

    def send_bytes(self, data: bytes) -> None:
        self._stdin.write(data)
        self._stdin.flush()

    def send_payload(self, payload: bytes) -> None:
        self.send_bytes(len(payload).to_bytes(4, sys.byteorder) + payload)

    def send(self, message: Any) -> None:
        self.send_payload(json.dumps(message).encode())

    def hello(self) -> dict[str, Any]:
        return self.request("hello", HELLO, caller=None)

    def start(
        self, method: str, params: Mapping[str, Any] | None = None, *, caller: str | None = "popup"
    ) -> int:
        """Send a request without waiting; its id."""
        self._next_id += 1
        self._methods[self._next_id] = method
        named = {"caller": caller} if caller else {}
        self.send(
            {"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": {**(params or {}), **named}}
        )
        return self._next_id

    def request(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        *,
        caller: str | None = "popup",
        timeout: float = 30.0,
    ) -> dict[str, Any]:
        """The result of a request. Raises HostError for an error reply."""
        return self.result(self.start(method, params, caller=caller), timeout)

    def result(self, request_id: Any, timeout: float = 30.0) -> dict[str, Any]:
        """The result of a request sent before."""
        reply = self.reply(request_id, timeout)
        if "error" in reply:
            raise HostError(reply["error"])
        result: dict[str, Any] = reply["result"]
        return result

    def reply(self, request_id: Any, timeout: float = 30.0) -> dict[str, Any]:
        """The raw reply with this id (None: an error whose id could not be read), taken out of the inbox."""
        self._wait(lambda: request_id in self._replies, timeout, f"a reply to {request_id!r}")
        reply = self._replies.pop(request_id)
        if "error" in reply:
            check_error(reply["error"], self._methods.get(request_id))
        elif request_id in self._methods:
            check_result(self._methods[request_id], reply["result"])
        return reply

    def notified(
        self, method: str, match: Callable[[dict[str, Any]], bool] = lambda _: True, timeout: float = 30.0
    ) -> dict[str, Any]:
        """Params of the first notification of that method for which `match` holds; it is taken out."""

        def find() -> int | None:
            found = enumerate(self.notifications)
            return next((i for i, n in found if n["method"] == method and match(n["params"])), None)

        self._wait(lambda: find() is not None, timeout, f"a notification {method}")
        with self._arrived:
            index = find()
            assert index is not None
            params: dict[str, Any] = self.notifications.pop(index)["params"]
            return params

    def wait_closed(self, timeout: float = 30.0) -> None:
        """Until the host has closed its stdout."""
        self._wait(lambda: self.closed, timeout, "the end of output")

    def _wait(self, condition: Callable[[], bool], timeout: float, what: str) -> None:
        deadline = time.monotonic() + timeout
        with self._arrived:
            while not condition():
                left = deadline - time.monotonic()
                if left <= 0 or (self.closed and not condition()):
                    raise TimeoutError(
                        f"no {what}; stderr: {self._stderr_text()}; inbox: {self.notifications}"
                    )
                self._arrived.wait(left)

    def _stderr_text(self) -> str:
        lines = []
        while not self.stderr.empty():
            lines.append(self.stderr.get())
        return b"".join(lines).decode("utf-8", "replace")

    def _read_stderr(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.stderr.put(line)

    def _read_frames(self) -> None:
        assert self.process.stdout is not None
        while header := self.process.stdout.read(4):
            payload = self.process.stdout.read(int.from_bytes(header, sys.byteorder))
            with self._arrived:
                self.frames.append(payload)
                self._file(json.loads(payload))
                self._arrived.notify_all()
        with self._arrived:
            self.closed = True
            self._arrived.notify_all()

    def _file(self, message: dict[str, Any]) -> None:
        if message.get("method") == "part":
            params = message["params"]
            pieces = self._parts.setdefault(params["id"], [])
            assert params["index"] == len(pieces), "parts come in order"
            pieces.append(params["text"])
            if len(pieces) == params["count"]:
                self._file(json.loads("".join(self._parts.pop(params["id"]))))
        elif "method" in message:
            check_notification(message["method"], message["params"])
            self.notifications.append(message)
        else:
            assert message["id"] is None or message["id"] not in self._replies, "answered twice"
            self._replies[message["id"]] = message
