"""What kind of file system a folder lies on: may other machines use it too, and do our locks reach them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

IN_USER_SPACE = "fuse"
"""Linux's name of what programs mount (sshfs is `fuse.sshfs`): locks end at the mount, and what was read is kept."""
SHARED = frozenset(
    {
        *(
            "9p",
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "coda",
            "gfs2",
            "glusterfs",
            "gpfs",
            "lustre",
            "nfs",
            "nfs4",
        ),
        *("ocfs2", "orangefs", "pvfs2", "smb2", "smb3", "smbfs", "virtiofs", IN_USER_SPACE),
    }
)
"""Linux's names of file systems that other machines may have mounted too."""
_MOUNTS = "/proc/self/mountinfo"


def is_shared(path: str) -> bool:
    """Whether other machines may use `path` (absolute) at the same time; False where the system does not tell."""
    if sys.platform == "win32":
        return path.startswith("\\\\")  # a drive letter may stand for a share; Windows locks hold on both
    return kind_of(path) in SHARED


def locks_end_here(path: str) -> bool:
    """Whether another machine that uses `path` would not notice our locks."""
    return kind_of(path) == IN_USER_SPACE


def kind_of(path: str, mounts: str = _MOUNTS) -> str | None:
    """Name of the file system, without what follows a dot; None where the system does not tell.

    Of `mounts`, proc(5), each line holds `major:minor` of its device as the third field, and the name of the file
    system behind ` - `.
    """
    try:
        device = os.stat(path).st_dev  # noqa: PTH116 - only the number is wanted
        lines = Path(mounts).read_text("utf-8", "replace").splitlines()
    except OSError:  # macOS and others have no such list
        return None
    wanted = f"{os.major(device)}:{os.minor(device)}"
    for line in lines:
        mount, _, kind = line.partition(" - ")
        if mount.split(" ")[2:3] == [wanted]:
            return kind.split(" ", 1)[0].split(".")[0]
    return None
