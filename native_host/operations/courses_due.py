"""courses.due: each current course's next deadline and how much is to do, from memory, then from the server."""

from __future__ import annotations

from ..rpc.cached_read import account_of
from ..rpc.fields import origin
from ..rpc.operation import API_ERRORS, API_KINDS, Operation
from .courses_refresh import CoursesRefresh, Known

TYPE_CHECKING = False  # typing stays off the path to remembered answers
if TYPE_CHECKING:
    from ..rpc.operation import Context
    from ..wire.shapes.badges import CoursesDue
    from ..wire.shapes.servers import OneServerParams


def _remembered(context: Context, given: OneServerParams) -> CoursesDue | None:
    known = Known(context, given["server"])
    return known.result() if known.listed else None


async def _fetch(context: Context, given: OneServerParams) -> CoursesDue:
    import asyncio

    server, services = given["server"], context.services
    replied = Known(context, server).listed
    async with services.flights.share(
        CoursesRefresh, (account_of(services, server),), lambda: CoursesRefresh(context, server)
    ) as flight:
        if not replied:
            await asyncio.wait([flight.work.listed])
            known = Known(context, server)
            replied = known.listed
            if replied:
                context.reply(known.result())
        await flight.ended()
    after, (error, *_) = Known(context, server), (*flight.work.failures, None)
    if error and (error.name == "cancelled" or not after.listed):
        raise error
    result = after.result(error)
    if replied:
        context.notify("changed", {"operation": "courses.due", "params": {"server": server}, "data": result})
    return result


OPERATIONS = {
    "courses.due": Operation(
        params={"server": origin()},
        kinds=API_KINDS,
        errors=API_ERRORS,
        remembered=_remembered,
        fetch=_fetch,
    )
}
