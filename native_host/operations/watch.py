"""watch: after a submission, poll for its score until it is there or not worth waiting for."""

from __future__ import annotations

from ..rpc.cached_read import account_of
from ..rpc.fields import integer, name, origin
from ..rpc.operation import API_ERRORS, API_KINDS, ASSESSMENT_ERRORS, Operation

TYPE_CHECKING = False  # the dispatcher imports this module to read the parameters
if TYPE_CHECKING:
    from ..rpc.operation import Context
    from ..wire.shapes.badges import Watched, WatchParams


async def _fetch(context: Context, given: WatchParams) -> Watched:
    from ..badges.polling import ScorePolling

    who = account_of(context.services, given["server"])
    key = (who, given["course"], given["assessment"], str(given["version"]))
    async with context.services.flights.share(
        ScorePolling, key, lambda: ScorePolling(context, given, who)
    ) as flight:
        await flight.ended()
        return flight.work.result()


OPERATIONS = {
    "watch": Operation(
        params={"server": origin(), "course": name(), "assessment": name(), "version": integer(1)},
        kinds=API_KINDS,
        errors=(*API_ERRORS, *ASSESSMENT_ERRORS),
        fetch=_fetch,
    )
}
