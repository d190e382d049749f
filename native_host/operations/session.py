"""hello: the first request of every channel, answered by the standard library alone."""

from __future__ import annotations

import sys

from .. import __version__
from ..identity import HOST_NAME
from ..rpc.fields import integer, record, text
from ..rpc.index import INDEX
from ..rpc.operation import Operation
from ..wire.errors import CompanionError
from ..wire.frames import MAX_FRAME

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from ..rpc.operation import Context
    from ..wire.shapes.hello import HelloParams, HostInfo

PROTOCOL = 1


def _hello(_context: Context, params: HelloParams) -> HostInfo:
    wanted = params["protocol"]
    if wanted > PROTOCOL:
        raise CompanionError("host_outdated", wanted=wanted, spoken=PROTOCOL)
    if wanted < PROTOCOL:
        raise CompanionError("extension_outdated", wanted=wanted, spoken=PROTOCOL)
    return {
        "protocol": PROTOCOL,
        "host": {"name": HOST_NAME, "version": __version__, "platform": sys.platform},
        "operations": {
            name: {"scope": entry.scope, "callers": list(entry.callers)} for name, entry in INDEX.items()
        },
        "limits": {"frame": MAX_FRAME},
    }


OPERATIONS = {
    "hello": Operation(
        params={"protocol": integer(0), "client": record({"name": text(64), "version": text(32)})},
        errors=("host_outdated", "extension_outdated"),
        answer=_hello,
    ),
}
