"""The interpreters that released bundles take along: python-build-standalone, by file name and SHA-256.

python -m installer.bundle.pythons [FILE]: where the one for this machine is, or exit unless FILE is one of them.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from pathlib import Path

ADDRESS = "https://github.com/astral-sh/python-build-standalone/releases/download"
RELEASE = "20260510"
PINNED = {
    f"cpython-3.12.13+{RELEASE}-{system}-install_only_stripped.tar.gz": digest
    for system, digest in {
        "x86_64-unknown-linux-gnu": "d480f5d5878910ecbae212bf23bd7c25d7b209eb8cf5e98823c977384d272e88",
        "aarch64-apple-darwin": "55bc1a5edbc8ac4da0081f4f5731ed2d1ed10c57cb37a820b2a0dbc7cad742e9",
        "x86_64-apple-darwin": "6bab7fa97d4f2ddba86da0e05acff66c53b5edaca1df8edcf00ddca785a9c59b",
        "x86_64-pc-windows-msvc": "24168aff2e7d93784c6a436124c4ebb79b076a4e289bde4902c08333507b71d0",
    }.items()
}
"""Name of the archive: its SHA-256, as the release's SHA256SUMS says."""


SYSTEMS = {"Linux": "unknown-linux-gnu", "Darwin": "apple-darwin", "Windows": "pc-windows-msvc"}
MACHINES = {"AMD64": "x86_64", "arm64": "aarch64"}
"""As python-build-standalone calls what the platform module calls otherwise."""


def here() -> str:
    """The address of the archive for the machine that this runs on. Raises KeyError for one that is not pinned."""
    machine = MACHINES.get(platform.machine(), platform.machine())
    name = f"cpython-3.12.13+{RELEASE}-{machine}-{SYSTEMS[platform.system()]}-install_only_stripped.tar.gz"
    if name not in PINNED:
        raise KeyError(name)
    return f"{ADDRESS}/{RELEASE}/{name.replace('+', '%2B')}"


def check(archive: Path) -> None:
    """Exit with the reason unless it is one of them, byte for byte."""
    name = archive.name.replace("%2B", "+")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    wanted = PINNED.get(name)
    if found != wanted:
        raise SystemExit(
            f"{archive.name} has the SHA-256 {found}; {wanted or 'none'} is pinned for that name"
        )


if __name__ == "__main__":
    if sys.argv[1:]:
        check(Path(sys.argv[1]))
    else:
        print(here())
