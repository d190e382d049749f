"""Who is signed in where, without asking any server: what the popup shows first."""

from __future__ import annotations

from ..rpc.operation import Operation
from ..wire.errors import STORAGE_KINDS, CompanionError

TYPE_CHECKING = False  # the dispatcher imports this beside the first reply
if TYPE_CHECKING:
    from ..rpc.operation import Context
    from ..wire.identifiers import Origin
    from ..wire.shapes.common import NoParams
    from ..wire.shapes.sign_in import Session as SessionShape
    from ..wire.shapes.sign_in import Sessions


def _list(context: Context, _params: NoParams) -> Sessions:
    described = (_described(context, server.origin) for server in context.services.servers.list())
    return {"sessions": [session for session in described if session is not None]}


def _described(context: Context, origin: Origin) -> SessionShape | None:
    try:
        session = context.services.sessions.get(origin)
    except CompanionError as error:
        if error.name == "not_signed_in":
            return None
        return {"server": origin, "account": None, "scope": [], "error": error.as_json()}
    return {"server": origin, "account": session.user_info, "scope": list(session.scope), "error": None}


OPERATIONS = {
    "sessions.list": Operation(
        params={},
        kinds=STORAGE_KINDS,
        answer=_list,
    ),
}
