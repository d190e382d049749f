"""watch: after a submission, look for its score until it is there or hopeless to wait for."""

from __future__ import annotations

from .base import ASSESSMENT_ERRORS, Operation
from .fields import integer, name, origin
from .reading import READ, account_of

TYPE_CHECKING = False  # the desk imports this module to read the parameters
if TYPE_CHECKING:
    from .base import Context, Params, Result


async def _fetch(context: Context, given: Params) -> Result:
    from .flights import flights_of  # the desk reads parameters without the network's modules
    from .watching import Watch

    who = account_of(context.services, given["server"])
    key = (who, given["course"], given["assessment"], str(given["version"]))
    async with flights_of(context.services).joined(Watch, key, lambda: Watch(context, given, who)) as flight:
        await flight.ended()
        return flight.work.result()


OPERATIONS = {
    "watch": Operation(
        params={"server": origin(), "course": name(), "assessment": name(), "version": integer(1)},
        result="{outcome: released (a score is there)|unreleased|by_hand (no score comes by itself)|superseded|"
        "gave_up, badge: badge|null}, at the end of the watch; badges.changed notifications meanwhile",
        errors=(*READ, *ASSESSMENT_ERRORS),
        fetch=_fetch,
    )
}
