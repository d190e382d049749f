"""Handing in a large file: the submission against curl, the way into the host against a bare host, and the memory."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
import zlib
from typing import TYPE_CHECKING, Any

from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.signed_in import sign_in

from .curl import curl
from .open_course import COURSE, KEYFILE
from .raw import HELLO_REQUEST, HOST, TAKING, Raw
from .table import Row, in_turn, seconds

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox import Sandbox

PART = 512 * 1024
PARTS = 200
SIZE = PARTS * PART
ASSESSMENT = "upload"
ROUNDS = 7


def rows(folder: Path) -> list[Row]:
    """Time and memory of a 100 MB submission."""
    home = folder / "upload"
    with start_sandbox("large") as box:
        with HostProcess(home, env=KEYFILE) as browser:
            browser.hello()
            sign_in(browser, box)
        host, bare = Raw(HOST, home), Raw(TAKING, home)
        try:
            handin = Handin(host, box, folder / "handin.bin")
            before = host.memory()
            taken = in_turn(
                ROUNDS,
                over=handin.hand_over,
                commit=handin.commit,
                curl=lambda: seconds(handin.by_curl),
                bare=lambda: seconds(lambda: handin.parts(bare, "any")),
            )
            extra = host.memory("VmHWM") - before
        finally:
            host.close()
            bare.close()
    whole, floor = taken["over"] + taken["commit"], taken["bare"] + taken["curl"]
    return [
        Row(
            "100 MB: journal, POST and receipt, against curl -F",
            taken["commit"],
            "s",
            taken["curl"],
            1.6,
            "ratio",
        ),
        Row("100 MB: from the page on, against a bare host + curl -F", whole, "s", floor, 1.6, "ratio"),
        Row("100 MB: extra memory", extra, "MB", None, 32, "value"),
    ]


class Handin:
    """The same file again and again: one random block repeated, so that the page's part costs nothing here."""

    def __init__(self, host: Raw, box: Sandbox, path: Path) -> None:
        self._host, self._box, self._path = host, box, path
        self._upload = ""
        block = os.urandom(PART)
        self._data, self._crc32 = base64.b64encode(block), zlib.crc32(block)
        digest = hashlib.sha256()
        with path.open("wb") as file:
            for _ in range(PARTS):
                file.write(block)
                digest.update(block)
        self._sha256 = digest.hexdigest()
        self._host.ask(HELLO_REQUEST)
        self._ask("assessments", {"server": box.base, "course": COURSE})  # the network's modules are there

    def hand_over(self) -> float:
        """Seconds until the host has every byte."""
        names = {"server": self._box.base, "course": COURSE, "assessment": ASSESSMENT}
        begun = self._ask("submit.begin", {**names, "filename": self._path.name, "size": SIZE})
        assert begun["part_size"] == PART
        self._upload = begun["upload"]
        return seconds(lambda: self.parts(self._host, self._upload))

    def commit(self) -> float:
        """Seconds from the student's word to the receipt: written down, sent, answered."""
        confirmed = ["again", "elsewhere"]  # the same file each time, and curl's in between
        params = {"upload": self._upload, "sha256": self._sha256, "affirmed": True, "confirm": confirmed}
        begin = time.perf_counter()
        receipt = self._ask("submit.commit", params)["receipt"]
        assert receipt["state"] == "landed", receipt
        return time.perf_counter() - begin

    def parts(self, host: Raw, upload: str) -> None:
        """Hand all parts to a host: one travels while the page reads the next, which costs nothing here."""
        for index in range(PARTS):
            host.send(self._part(upload, index))
            reply = host.reply(index)
            assert "result" in reply, reply

    def by_curl(self) -> None:
        """The same file to the same place."""
        url = f"{self._box.base}/api/v1/courses/{COURSE}/assessments/{ASSESSMENT}/submit"
        curl(self._box, url, "-F", f"submission[file]=@{self._path}")

    def _part(self, upload: str, index: int) -> bytes:
        head = {"jsonrpc": "2.0", "id": index, "method": "submit.part"}
        params = {"caller": "page", "upload": upload, "index": index, "crc32": self._crc32, "data": "%"}
        front, back = json.dumps({**head, "params": params}).encode().split(b"%")
        return front + self._data + back

    def _ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        reply = self._host.ask(
            {"jsonrpc": "2.0", "id": method, "method": method, "params": {**params, "caller": "page"}}
        )
        assert "result" in reply, reply
        result: dict[str, Any] = reply["result"]
        return result
