"""Any failure as an error of the catalogue. Imported only once something has failed or the first reply is out."""

from __future__ import annotations

import sys

from .wire.errors import CompanionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def catalogued(error: BaseException) -> CompanionError:
    """Any failure as a row of the catalogue."""
    if isinstance(error, CompanionError):
        return error
    if type(error).__name__ == "CancelledError":  # asyncio's, which a host that only remembers never imports
        return CompanionError("cancelled")
    return bug(error)


def bug(error: BaseException) -> CompanionError:
    """An internal_error that names the type only: messages of foreign exceptions may carry secrets."""
    import traceback  # only bugs come here

    where = "".join(traceback.format_tb(error.__traceback__))
    sys.stderr.write(f"{where}{type(error).__name__}\n")  # the browser's console is where bugs are looked for
    return CompanionError("internal_error", detail=type(error).__name__)


def report(_result: Any, error: BaseException | None) -> None:
    """The end of background work: only a bug is reported."""
    if error is not None:
        catalogued(error)
