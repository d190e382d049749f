"""host.storage: what the host keeps on this computer, where, and how much room it takes."""

from __future__ import annotations

import os

from ..rpc.operation import Operation

TYPE_CHECKING = False  # the dispatcher imports this module to read the parameters
if TYPE_CHECKING:
    from ..rpc.operation import Context
    from ..wire.shapes.common import NoParams
    from ..wire.shapes.hello import HostStorage

PARTS: dict[str, tuple[str, ...]] = {
    "receipts": ("receipts.",),
    "cache": ("ledger.",),
    "imports": ("staff.",),
    "vault": ("vault",),
    "uploads": ("spool",),
    "log": ("log",),
}
"""Part → how the names in the data folder begin that belong to it. The rest is the program's own: `other`."""


async def _storage(context: Context, _params: NoParams) -> HostStorage:
    import asyncio

    return await asyncio.to_thread(_measured, context.services.home)


def _measured(home: str) -> HostStorage:
    sizes = dict.fromkeys((*PARTS, "other"), 0)
    for name in os.listdir(home) if os.path.isdir(home) else ():  # noqa: PTH112, PTH208 - the stores' paths are texts
        part = next((part for part, names in PARTS.items() if name.startswith(names)), "other")
        sizes[part] += _size(os.path.join(home, name))  # noqa: PTH118 - as above
    return {"folder": home, "parts": [{"part": part, "bytes": size} for part, size in sizes.items()]}


def _size(path: str) -> int:
    """Bytes of a file, or of all files below a folder; what goes away meanwhile counts nothing."""
    files = [path]
    for folder, _, names in os.walk(path):
        files += [os.path.join(folder, name) for name in names]  # noqa: PTH118 - as above
    total = 0
    for file in files:
        try:
            status = os.lstat(file)
        except OSError:
            continue
        total += 0 if os.path.isdir(file) else status.st_size  # noqa: PTH112 - as above
    return total


OPERATIONS = {"host.storage": Operation(params={}, fetch=_storage)}
