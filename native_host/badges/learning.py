"""Whatever an operation learns about an assessment updates the badges of its course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rpc.cached_read import account_of
from .book import BadgeBook
from .notifications import notify_badges

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..rpc.operation import Context, Params
    from ..wire.identifiers import AccountKey


def learn(
    context: Context,
    account: AccountKey,
    given: Params,
    *,
    details: Mapping[str, Any] | None = None,
    submissions: Sequence[Mapping[str, Any]] | None = None,
) -> None:
    """Cache and notify. `given` names {server, course, assessment}; nothing happens where no badge was asked for."""
    book = BadgeBook(context.services, account, given["course"])
    assessment = given["assessment"]
    known = book.knows(assessment)
    if known is None:
        return
    if details is not None:
        book.detailed(assessment, details)
    if submissions is not None:
        book.handed_in(assessment, submissions)
    notify_learnt(context, given, book)


def learn_arrival(context: Context, given: Params, version: int) -> None:
    """Cache and notify that a file has just arrived as `version`. `given` names {server, course, assessment}."""
    book = BadgeBook(context.services, account_of(context.services, given["server"]), given["course"])
    if book.just_handed_in(given["assessment"], version, newest=True):
        notify_learnt(context, given, book)


def notify_learnt(context: Context, given: Params, book: BadgeBook) -> None:
    """Save what the book has noted about `given`'s assessment, and notify its badge if it has changed."""
    book.save()
    badges = book.news(given["assessment"])
    if badges:
        at = book.fetched_at
        notify_badges(context, given["server"], given["course"], badges, done=True, fetched_at=at)
