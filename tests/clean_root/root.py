"""A Debian of its own in a folder: minimal, with Chromium and Firefox ESR, one ordinary user, and no Python."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SUITE, MIRROR = "bookworm", "http://deb.debian.org/debian"
PACKAGES = ("chromium", "firefox-esr", "ca-certificates")
USER = "student"
HOME = Path("/home") / USER
WATCHED = ("etc", "home", "opt", "usr", "var/lib", "root", "srv")
BROWSERS_OWN = (".config/chromium", ".config/mozilla", ".mozilla/firefox", ".cache", "Downloads")
"""Below the user's home: what a browser writes about itself while it runs."""
ENVIRONMENT = {"HOME": str(HOME), "USER": USER, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


def ready(root: Path) -> None:
    """Make it unless it is there. Asks Debian's mirror; takes root, debootstrap and some minutes."""
    if (root / "usr/bin/firefox-esr").exists() and (root / "usr/bin/chromium").exists():
        return
    root.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["debootstrap", "--variant=minbase", SUITE, root, MIRROR], check=True)
    with (root / "etc/apt/sources.list").open("a") as sources:
        sources.write(f"deb {MIRROR}-security {SUITE}-security main\n")  # browsers of today are updates
    subprocess.run(["chroot", root, "apt-get", "update", "-qq"], check=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    subprocess.run(["chroot", root, "env", "DEBIAN_FRONTEND=noninteractive", *install], check=True)


@contextmanager
def entered(root: Path) -> Iterator[None]:
    """With devices and processes, a new user, and the folder's own path leading to its own top.

    By the last, a driver out here and a browser in there mean the same file by one name.
    """
    subprocess.run(["chroot", root, "userdel", "--remove", USER], capture_output=True, check=False)
    subprocess.run(["chroot", root, "useradd", "--create-home", "--shell", "/bin/sh", USER], check=True)
    for name in (".config/chromium", ".mozilla/firefox"):  # both browsers have been used before
        subprocess.run(inside(root, "mkdir", "-p", str(HOME / name)), check=True)
    itself = root / root.relative_to("/")
    if not itself.is_symlink():
        itself.parent.mkdir(parents=True, exist_ok=True)
        itself.symlink_to("/")
    mounts = [(["--bind", "/dev"], root / "dev"), (["-t", "proc", "proc"], root / "proc")]
    try:
        for how, place in mounts:
            subprocess.run(["mount", *how, place], check=True)
        yield
    finally:
        for _, place in reversed(mounts):
            subprocess.run(["umount", "--lazy", place], capture_output=True, check=False)


def inside(root: Path, *command: str, **more: str) -> list[str]:
    """The command line that runs a command in there as the user, with nothing of our environment."""
    words = [f"{name}={value}" for name, value in {**ENVIRONMENT, **more}.items()]
    return ["chroot", f"--userspec={USER}:{USER}", str(root), "env", "-i", *words, *command]


def listing(root: Path) -> dict[str, tuple[int, int, str]]:
    """Every file that a user or a package could have written: path → mode, size, link target; but for browsers' own."""
    own = tuple(str((HOME / name).relative_to("/")) for name in BROWSERS_OWN)
    found = {}
    for top in WATCHED:
        for path in (root / top).rglob("*"):
            name = str(path.relative_to(root))
            if name.startswith(own) and "NativeMessagingHosts" not in name:
                continue
            state = path.lstat()
            link = str(path.readlink()) if path.is_symlink() else ""
            found[name] = (state.st_mode, 0 if path.is_dir() else state.st_size, link)
    return found
