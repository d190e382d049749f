"""badges: the state of every assessment of a course, from the cache at once, then from the server."""

from __future__ import annotations

from ..badges.shown import BADGES, shown, shown_to
from ..rpc.cached_read import account_of, clock_ahead, in_words, is_stale, signed_in_as
from ..rpc.fields import boolean, list_of, name, optional, origin
from ..rpc.operation import API_ERRORS, API_KINDS, COURSE_ERRORS, SESSION_KINDS, Operation
from ..timestamps import iso
from ..wire.identifiers import account_key

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rpc.operation import Context
    from ..wire.shapes.badges import Badge, Badges, BadgesParams
    from ..wire.shapes.submissions import Seen, SeenParams

FRESH = 2.0
"""Seconds for which badges are fresh after a refresh: tabs that open together share one, yet a student who comes back
from Autolab's own upload form sees the new version."""
MOST_VISIBLE = 500


def _remembered(context: Context, given: BadgesParams) -> Badges | None:
    session = context.services.sessions.get(given["server"])
    who = account_key(given["server"], session.email)
    row = context.services.cache.get(who, BADGES, given["course"])
    if row is None:
        return None
    now = context.services.server_now(given["server"])
    whole, error = row.data["whole"], row.data["error"]
    badges = row.data["badges"]
    # Set back, a clock makes things open again; an earlier companion did not remember when it had judged.
    if not row.data.get("judged_at", now + 1) <= now <= row.data["good_until"]:
        from ..badges.rules import aged  # mostly nothing has come to its date since

        badges = [aged(badge, now) for badge in badges]
    return {
        "account": in_words(session.user_info),
        "badges": list(shown_to(context.services, who, given["course"], badges)),
        "fetched_at": iso(row.fetched_at) if whole else None,
        "stale": not whole or error is not None or is_stale(context, row.data["checked_at"], FRESH),
        "error": error,
        "clock_ahead": clock_ahead(context.services, given["server"]),
    }


async def _fetch(context: Context, given: BadgesParams) -> Badges:
    from ..badges.learning import learn_doubts
    from ..badges.notifications import notify_badges
    from ..badges.refresh import BadgeRefresh  # the dispatcher answers from memory without the network
    from ..submission.visits import check_course

    server, course = given["server"], given["course"]
    who = account_of(context.services, server)
    known = _remembered(context, given)
    if (
        known is not None and not known["stale"]
    ):  # another refresh was quicker; the page still shows the old ones
        where = (context.services, context.notify, server, course)
        notify_badges(*where, known["badges"], done=True, fetched_at=known["fetched_at"])
        return known
    async with context.services.flights.share(
        BadgeRefresh, (who, course), lambda: BadgeRefresh(context, server, course, who)
    ) as flight:
        flight.work.join(given["visible"] or ())
        if known is None:
            badges = await flight.work.known()
            context.reply(_incomplete(context, given, badges))
        await flight.ended()
    await check_course(context.services, context.notify, server, course, flight.work.lists)
    learn_doubts(
        context.services, context.notify, server, context.services.sessions.get(server).email, course
    )
    return _remembered(context, given) or _incomplete(context, given, [])


def _incomplete(context: Context, given: BadgesParams, badges: Sequence[Badge]) -> Badges:
    account = signed_in_as(context.services, given["server"])
    return {
        "account": account,
        "badges": list(shown(context.services, given["server"], given["course"], badges)),
        "fetched_at": None,
        "stale": True,
        "error": None,
        "clock_ahead": clock_ahead(context.services, given["server"]),
    }


async def _seen(context: Context, given: SeenParams) -> Seen:
    from ..badges.learning import learn_quiz

    return {"news": learn_quiz(context, given, quiz=given["quiz"])}


OPERATIONS = {
    "badges": Operation(
        params={
            "server": origin(),
            "course": name(),
            "visible": optional(list_of(name(), MOST_VISIBLE)),
        },
        kinds=API_KINDS,
        errors=(*API_ERRORS, *COURSE_ERRORS),
        remembered=_remembered,
        fetch=_fetch,
    ),
    "assessment.seen": Operation(
        params={"server": origin(), "course": name(), "assessment": name(), "quiz": boolean()},
        kinds=SESSION_KINDS,
        fetch=_seen,
    ),
}
