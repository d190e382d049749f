"""The extension as one file, as browsers' stores take it: the same bytes from the same files, wherever it is packed."""

from __future__ import annotations

import json
import os
import time
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "manifest.json"
FORMS = {"chromium": ("zip", False), "firefox": ("xpi", False), "unpacked": ("zip", True)}
"""For whom: how the file's name ends, and whether the manifest keeps its key. Firefox's is unsigned until Mozilla signs
it; what is to be unpacked and loaded has the id that hosts know by its key."""
STORE_REFUSES = ("key",)
"""What gives an unpacked extension its id; a store gives its own, and Firefox complains of what it doesn't know."""
EARLIEST = 315532800
"""1980-01-01 as seconds since 1970; the zip format has no time before."""
UNIX = 3


def pack(folder: Path, target: Path) -> list[Path]:
    """Write a package for each form into the folder `target`; their paths. Raises OSError, ValueError, KeyError."""
    version = json.loads((folder / MANIFEST).read_bytes())["version"]
    target.mkdir(parents=True, exist_ok=True)
    packed = []
    for who, (ending, keyed) in FORMS.items():
        packed.append(target / f"autolab-companion-{who}-{version}.{ending}")
        write_archive(folder, packed[-1], keyed=keyed)
    return packed


def pack_signed(folder: Path, target: Path, key: Path, url: str | None) -> tuple[str, list[Path]]:
    """Write a CRX signed with the key; its id and the paths. `url`: where it will lie, for a file of updates."""
    from . import crx

    signing = crx.read_key(key)
    version = json.loads((folder / MANIFEST).read_bytes())["version"]
    identifier = crx.identifier(signing)
    path = target / f"autolab-companion-{version}.crx"
    write_archive(folder, path)
    path.write_bytes(crx.signed(path.read_bytes(), signing))
    written = [path]
    if url:
        written.append(target / "updates.xml")
        written[-1].write_text(crx.update_manifest(identifier, version, url), "utf-8")
    return identifier, written


def write_archive(folder: Path, path: Path, *, keyed: bool = False) -> None:
    """The folder's files by name, all of one moment: SOURCE_DATE_EPOCH (reproducible-builds.org), or 1980."""
    when = time.gmtime(max(EARLIEST, int(os.environ.get("SOURCE_DATE_EPOCH", EARLIEST))))[:6]
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, when)
            entry.create_system, entry.external_attr = UNIX, 0o100644 << 16
            content = files[name].read_bytes()
            archive.writestr(
                entry,
                _for_stores(content) if name == MANIFEST and not keyed else content,
                zipfile.ZIP_DEFLATED,
            )


def _for_stores(manifest: bytes) -> bytes:
    kept = {name: value for name, value in json.loads(manifest).items() if name not in STORE_REFUSES}
    return (json.dumps(kept, indent=2, ensure_ascii=False) + "\n").encode()
