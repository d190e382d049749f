"""host.check: everything the host will need later, tried now, so that a cause is named before a student needs it."""

from __future__ import annotations

from ..rpc.operation import Operation
from ..wire.errors import CompanionError
from ..wire.identifiers import AccountKey

TYPE_CHECKING = False  # the dispatcher imports this module to read the parameters
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..rpc.operation import Context
    from ..services import Services
    from ..wire.shapes.common import NoParams
    from ..wire.shapes.hello import CheckedPart, HostCheck

TRIAL_BYTES = 65_536
"""What a small receipt with its journal needs at least; a full disk or a spent quota refuses it."""
NEVER = "host.check"
"""A key under which nothing is ever remembered."""


def _modules(_services: Services) -> None:
    """Everything that is imported late: the network, the vault's ciphers, the stores."""
    import importlib

    for name in (
        "..autolab.client",
        "..oauth.sign_in",
        "..oauth.refresh",
        "..submission.driver",
        "..badges.refresh",
        "cryptography.hazmat.primitives.ciphers.aead",
    ):
        try:
            importlib.import_module(name, __package__)
        except ImportError as error:
            raise CompanionError("module_missing", module=error.name or str(error)) from error


def _folder(services: Services) -> None:
    """Write a file and take it away again."""
    import os

    from ..vault import safe_files

    safe_files.make_folder(services.home)
    path = os.path.join(services.home, f".check-{os.getpid()}")  # noqa: PTH118 - the stores' paths are texts
    try:
        safe_files.write_bytes(path, b"\0" * TRIAL_BYTES)
    finally:
        safe_files.remove(path)


def _vault(services: Services) -> None:
    """Seal something and open it again; a vault that is locked or empty has nothing to try."""
    state = services.vault.status()["state"]
    if state == "open" and services.vault.unseal(NEVER, services.vault.seal(NEVER, b"trial")) != b"trial":
        raise CompanionError("record_damaged", detail="what was sealed just now does not open")


def _receipts(services: Services) -> None:
    if services.vault.status()["state"] == "open":
        services.journal.survey()


def _imports(services: Services) -> None:
    if services.vault.status()["state"] == "open" and services.staff_jobs.exists:
        services.staff_jobs.heads(AccountKey(NEVER))


def _cache(services: Services) -> None:
    if services.vault.status()["state"] == "open":
        services.cache.get(AccountKey(NEVER), NEVER)


PARTS: dict[str, Callable[[Services], None]] = {
    "modules": _modules,
    "folder": _folder,
    "vault": _vault,
    "receipts": _receipts,
    "imports": _imports,
    "cache": _cache,
}
"""Name of a part → its trial, which raises what is wrong."""


async def _check(context: Context, _params: NoParams) -> HostCheck:
    import asyncio

    return {"parts": [await asyncio.to_thread(_tried, context.services, part) for part in PARTS]}


def _tried(services: Services, part: str) -> CheckedPart:
    from ..bugs import catalogued

    try:
        PARTS[part](services)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what this operation is asked for
        return {"part": part, "error": catalogued(error).as_json()}
    return {"part": part, "error": None}


OPERATIONS = {"host.check": Operation(params={}, fetch=_check, finishes=True)}
