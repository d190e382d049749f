"""Handing in a large file, against curl doing the same to the same sandbox, and what it takes in memory."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import tempfile
import threading
import time
import zlib
from typing import TYPE_CHECKING, Any, Self

from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.signed_in import sign_in

from .badges import COURSE, KEYFILE, resident
from .table import Row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox import Sandbox

SIZE = 100 * 1024 * 1024
ASSESSMENT = "upload"
WATCH = 0.02
"""Seconds between looks at the host's memory."""


class PeakMemory:
    """The largest resident memory of a process while the block runs, in MB."""

    def __init__(self, pid: int) -> None:
        self._pid, self.peak = pid, resident(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(WATCH):
            self.peak = max(self.peak, resident(self._pid))


def rows(folder: Path) -> list[Row]:
    """Time and memory of a 100 MB submission."""
    content = folder / "handin.bin"
    content.write_bytes(os.urandom(SIZE))
    with start_sandbox("large") as box, HostProcess(folder / "upload", env=KEYFILE) as host:
        host.hello()
        sign_in(host, box)
        host.request("assessments", {"server": box.base, "course": COURSE})
        before = resident(host.process.pid)
        with PeakMemory(host.process.pid) as memory:
            ours = hand_in(host, box, content)
        by_curl = _curl(box, content)
    return [
        Row("100 MB submission, against curl -F", ours, "s", by_curl, 1.6, "ratio"),
        Row("100 MB submission, extra memory", memory.peak - before, "MB", None, 32, "value"),
    ]


def hand_in(host: HostProcess, box: Sandbox, path: Path) -> float:
    """Seconds from the first byte given to the host until its receipt."""
    names = {"server": box.base, "course": COURSE, "assessment": ASSESSMENT}
    begin = time.perf_counter()
    upload = host.request("submit.begin", {**names, "filename": path.name, "size": SIZE}, caller="page")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        index = 0
        while part := file.read(upload["part_size"]):
            digest.update(part)
            params: dict[str, Any] = {
                "upload": upload["upload"],
                "index": index,
                "data": base64.b64encode(part).decode("ascii"),
                "crc32": zlib.crc32(part),
            }
            host.request("submit.part", params, caller="page")
            index += 1
    params = {"upload": upload["upload"], "sha256": digest.hexdigest(), "affirmed": True, "confirm": []}
    receipt = host.request("submit.commit", params, caller="page", timeout=300)["receipt"]
    assert receipt["state"] == "landed", receipt
    return time.perf_counter() - begin


def _curl(box: Sandbox, path: Path) -> float:
    token = box.secrets("access_token")[-1]
    with tempfile.NamedTemporaryFile("w") as header:
        header.write(f"Authorization: Bearer {token}")
        header.flush()
        begin = time.perf_counter()
        url = f"{box.base}/api/v1/courses/{COURSE}/assessments/{ASSESSMENT}/submit"
        subprocess.run(
            [
                "curl",
                "-sf",
                "-o",
                "/dev/null",
                "-H",
                f"@{header.name}",
                "-F",
                f"submission[file]=@{path}",
                url,
            ],
            check=True,
        )
        return time.perf_counter() - begin
