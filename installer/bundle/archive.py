"""The program's folder as one archive, and that as an installer that unpacks itself. Same files, same bytes."""

from __future__ import annotations

import gzip
import hashlib
import os
import tarfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

STUB = Path(__file__).with_name("stub.sh")
SIZE = 8192
"""Bytes of the shell script that the archive follows; it is filled up with a comment, so that the place is known."""


def digest(folder: Path) -> str:
    """Eight digits that tell the folder's content from any other's."""
    seen = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            seen.update(
                f"{file.relative_to(folder).as_posix()}\0".encode()
                + hashlib.sha256(file.read_bytes()).digest()
            )
    return seen.hexdigest()[:8]


def packed(folder: Path, name: str, when: int) -> bytes:
    """A .tar.gz of the folder, called `name` in it: sorted, of one moment, of nobody. `when`: seconds since 1970."""
    target = BytesIO()
    with (
        gzip.GzipFile("", "wb", 9, target, mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in [folder, *sorted(folder.rglob("*"))]:
            entry = archive.gettarinfo(path, str(Path(name, path.relative_to(folder))))
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mtime = when
            entry.mode = 0o755 if path.is_dir() or _is_program(path) else 0o644
            if entry.isreg():
                with path.open("rb") as content:
                    archive.addfile(entry, content)
            else:
                archive.addfile(entry)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class Platform:
    """What a bundle is for, in uname's words; `glibc`: the oldest C library, on Linux."""

    system: str
    machine: str
    glibc: tuple[int, int] = (0, 0)


def installer(archive: bytes, name: str, version: str, made_for: Platform) -> bytes:
    """The .run file: a POSIX shell script that checks, unpacks and starts what follows it."""
    words = {
        "@SYSTEM@": made_for.system,
        "@NAME@": name,
        "@VERSION@": version,
        "@GLIBC@": ".".join(map(str, made_for.glibc)),
        "@MACHINE@": made_for.machine,
        "@SHA256@": hashlib.sha256(archive).hexdigest(),
        "@SIZE@": str(SIZE),
    }
    script = STUB.read_text("utf-8")
    for word, value in words.items():
        script = script.replace(word, value)
    head = script.encode()
    return head + b"#" * (SIZE - len(head) - 1) + b"\n" + archive


def _is_program(path: Path) -> bool:
    return path.parent.name == "bin" and os.access(path, os.X_OK)
