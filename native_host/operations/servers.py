"""The servers a user added: list, check, add (typed in, by a deployment file, as published), staff tools, remove."""

from __future__ import annotations

from ..rpc.fields import any_object, boolean, optional, text
from ..rpc.fields import origin as origin_field
from ..rpc.operation import Operation
from ..wire.errors import SERVER_KINDS, STORAGE_KINDS
from .sign_out import forget_answers

TYPE_CHECKING = False  # the dispatcher imports this beside the first reply
if TYPE_CHECKING:
    from ..rpc.operation import Context
    from ..services import Services
    from ..wire.identifiers import Origin
    from ..wire.shapes.common import NoParams
    from ..wire.shapes.servers import (
        AddParams,
        CheckedServer,
        CheckParams,
        DeploymentParams,
        OneServer,
        OneServerParams,
        Servers,
        StaffTools,
        StaffToolsParams,
    )
    from ..wire.shapes.sign_in import SignedOut

_CREDENTIAL = text(255)


def _list(context: Context, _params: NoParams) -> Servers:
    return {"servers": [server.public() for server in context.services.servers.list()]}


async def _check(context: Context, params: CheckParams) -> CheckedServer:
    from ..oauth.deployment import typed_in_server
    from ..oauth.http_client import connect
    from ..oauth.preflight import require_autolab, require_client

    origin = params["server"]
    with_client = params["client_id"] is not None
    async with connect(origin) as http:
        await require_autolab(http)
        if with_client:
            await require_client(http, typed_in_server(params))
    known = any(one.origin == origin for one in context.services.servers.list())
    return {"server": origin, "client_checked": with_client, "known": known}


def _add(context: Context, params: AddParams) -> OneServer:
    from ..oauth.deployment import typed_in_server

    server = typed_in_server(params)
    context.services.servers.add(server)
    return {"server": server.public()}


def _add_deployment(context: Context, params: DeploymentParams) -> Servers:
    from ..oauth.deployment import read_deployment

    servers = read_deployment(params["deployment"])
    for server in servers:
        context.services.servers.add(server)
    return {"servers": [server.public() for server in servers]}


async def _add_published(context: Context, params: OneServerParams) -> Servers:
    from ..oauth.http_client import connect
    from ..oauth.preflight import require_autolab
    from ..oauth.published import published_server

    async with connect(params["server"]) as http:
        await require_autolab(http)
        server = await published_server(http)
    if server is None:
        return {"servers": []}
    context.services.servers.add(server)
    return {"servers": [server.public()]}


def _set_staff_tools(context: Context, params: StaffToolsParams) -> StaffTools:
    server = context.services.servers.set_staff_tools(params["server"], on=params["on"])
    session = context.services.sessions.find(server.origin)
    missing = session is not None and not set(server.wanted) <= set(session.scope)
    return {"server": server.public(), "sign_in_again": missing}


async def _remove(context: Context, params: OneServerParams) -> SignedOut:
    return await remove_server(context.services, params["server"])


async def remove_server(services: Services, origin: Origin) -> SignedOut:
    """Signs out and forgets all that is known of the server but receipts: as sign_out. Raises server_unknown."""
    from ..oauth.sign_out import forget_server
    from ..pacing_memory import PacingMemory

    done = await forget_server(services, origin)
    await forget_answers(services, origin, done["account"])
    PacingMemory(services.vault, origin).forget()
    return done


OPERATIONS = {
    "servers.list": Operation(params={}, kinds=STORAGE_KINDS, answer=_list),
    "servers.check": Operation(
        params={
            "server": origin_field(),
            "client_id": optional(_CREDENTIAL),
            "client_secret": optional(_CREDENTIAL),
        },
        kinds=SERVER_KINDS,
        errors=("client_rejected", "proxy_invalid"),
        fetch=_check,
    ),
    "servers.add": Operation(
        params={
            "server": origin_field(),
            "client_id": _CREDENTIAL,
            "client_secret": optional(_CREDENTIAL),
            "label": optional(text(80)),
            "redirects": optional(any_object(4)),
        },
        kinds=STORAGE_KINDS,
        answer=_add,
    ),
    "servers.add_deployment": Operation(
        params={"deployment": any_object(8)},
        kinds=STORAGE_KINDS,
        errors=("deployment_invalid",),
        answer=_add_deployment,
    ),
    "servers.add_published": Operation(
        params={"server": origin_field()},
        kinds=SERVER_KINDS,
        errors=("deployment_invalid", "proxy_invalid"),
        fetch=_add_published,
    ),
    "servers.set_staff_tools": Operation(
        params={"server": origin_field(), "on": boolean()},
        kinds=STORAGE_KINDS,
        errors=("server_unknown",),
        answer=_set_staff_tools,
    ),
    "servers.remove": Operation(
        params={"server": origin_field()},
        kinds=STORAGE_KINDS,
        errors=("server_unknown",),
        fetch=_remove,
        finishes=True,
    ),
}
