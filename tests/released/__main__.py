"""python -m tests.released FOLDER: what this version leaves behind, for the releases after it. Synthetic data only."""

from __future__ import annotations

import gzip
import json
import os
import sys
import tarfile
import tempfile
from pathlib import Path

from native_host.vault import key_management
from native_host.vault.vault import Vault
from tests.handing_in import COURSE, hand_in, signed_in, where
from tests.host import HostProcess
from tests.sandbox import start_sandbox

PASSPHRASE = "synthetic passphrase"


def main(folder: Path) -> None:
    """A folder for each custody that needs no keychain."""
    os.environ["AUTOLAB_COMPANION_CUSTODY"] = "keyfile"
    folder.mkdir(parents=True)
    for custody in ("keyfile", "passphrase"):
        with tempfile.TemporaryDirectory() as name:
            home = Path(name, "home")
            told = used(home)
            if custody == "passphrase":
                key_management.move_key(Vault(str(home)), "passphrase", passphrase=PASSPHRASE)
            (folder / f"{custody}.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
            pack(home, folder / f"{custody}.tar.gz")


def used(home: Path) -> dict[str, object]:
    """A student signs in, looks around and hands in; what the host told of it."""
    with start_sandbox() as box:
        signed_in(home, box)
        with HostProcess(home) as host:
            host.hello()
            hand_in(host, where(box), b"synthetic work\n")
            courses = host.request("courses", {"server": box.base})["data"]
            host.request("badges", {"server": box.base, "course": COURSE})
            (receipt,) = host.request("receipts.list")["receipts"]
        return {"server": box.base, "receipt": receipt, "courses": [each["name"] for each in courses]}


def pack(home: Path, target: Path) -> None:
    """The folder's content as an archive of nobody's."""
    with (
        target.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path in sorted(home.rglob("*")):
            entry = archive.gettarinfo(path, path.relative_to(home).as_posix())
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            if entry.isreg():
                with path.open("rb") as content:
                    archive.addfile(entry, content)
            else:
                archive.addfile(entry)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
