"""Stands between a browser and the host: `recorder.py FOLDER HOST ARGUMENT...`.

Every byte of the host's three pipes is passed on unchanged, and kept in FOLDER/<pid>.in, .out and .err.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

CHUNK = 65536


def pump(source: int, target: int, copy: Path) -> None:
    """Pass on and keep, until the end or until nobody reads any more."""
    with copy.open("ab", buffering=0) as kept:
        while data := os.read(source, CHUNK):
            kept.write(data)
            try:
                os.write(target, data)
            except BrokenPipeError:
                break
    os.close(target)


def main(folder: Path, command: list[str]) -> int:
    host = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert host.stdin
    assert host.stdout
    assert host.stderr
    pipes = (
        (0, os.dup(host.stdin.fileno()), "in"),
        (host.stdout.fileno(), os.dup(1), "out"),
        (host.stderr.fileno(), os.dup(2), "err"),
    )
    host.stdin.close()
    pumps = [
        threading.Thread(target=pump, args=(source, target, folder / f"{host.pid}.{name}"), daemon=True)
        for source, target, name in pipes
    ]
    for each in pumps:
        each.start()
    code = host.wait()
    for each in pumps[1:]:
        each.join()
    return code


if __name__ == "__main__":
    os._exit(main(Path(sys.argv[1]), sys.argv[2:]) & 0xFF)  # the reader of our stdin may still wait
