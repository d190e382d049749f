"""Whether other machines may use the same folder at the same time."""

from __future__ import annotations

import os
import sys
from pathlib import Path

SHARED = frozenset(
    {
        *(
            "9p",
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "coda",
            "fuse",
            "gfs2",
            "glusterfs",
            "gpfs",
            "lustre",
            "nfs",
        ),
        *("nfs4", "ocfs2", "orangefs", "pvfs2", "smb2", "smb3", "smbfs", "virtiofs"),
    }
)
"""Linux names of file systems that other machines may have mounted too; `fuse.sshfs` and the like are `fuse`."""
_MOUNTS = "/proc/self/mountinfo"


def is_shared(path: str, mounts: str = _MOUNTS) -> bool:
    """Whether `path` (absolute) lies on one of them; False where the system does not tell.

    Of `mounts`, proc(5), each line holds `major:minor` of its device as the third field, and the name of the file
    system behind ` - `.
    """
    if sys.platform == "win32":
        return path.startswith("\\\\")  # a drive letter may stand for a share; Windows locks hold on both
    try:
        device = os.stat(path).st_dev  # noqa: PTH116 - only the number is wanted
        lines = Path(mounts).read_text("utf-8", "replace").splitlines()
    except OSError:  # macOS and others have no such list
        return False
    wanted = f"{os.major(device)}:{os.minor(device)}"
    return any(
        fields[2] == wanted and kind.split(" ", 1)[0].split(".")[0] in SHARED
        for fields, kind in (_split(line) for line in lines if " - " in line)
    )


def _split(line: str) -> tuple[list[str], str]:
    mount, _, kind = line.partition(" - ")
    return mount.split(" "), kind
