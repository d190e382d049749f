"""Whatever an operation learns about an assessment updates the badges of its course."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ..rpc.cached_read import account_of
from ..storage.submissions.entry import ARRIVED, NOT_STORED, PENDING, SENDING
from ..submission.reconciler import as_shown
from ..timestamps import iso
from ..wire.errors import CompanionError
from ..wire.identifiers import account_key, server_of
from .book import BadgeBook
from .notifications import notify_badges
from .rules import aged
from .shown import BADGES, DOUBTS, QUIZZES, noted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from typing import Any

    from ..rpc.operation import Context, Params
    from ..services import Services
    from ..uploads.receiving import Upload
    from ..wire.identifiers import AccountKey, Email, Origin
    from ..wire.shapes.notifications import Notify
    from ..wire.shapes.receipts import Receipt
    from ..wire.shapes.submissions import AssessmentParams


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
    notify_learnt(context.services, context.notify, given, book)


def learn_arrival(context: Context, given: Params, version: int) -> None:
    """Cache and notify that a file has just arrived as `version`. `given` names {server, course, assessment}."""
    book = BadgeBook(context.services, account_of(context.services, given["server"]), given["course"])
    if book.just_handed_in(given["assessment"], version, newest=True):
        notify_learnt(context.services, context.notify, given, book)


def learn_leaving(context: Context, upload: Upload) -> None:
    """Cache and notify that a file may arrive from now on, so that whoever loses sight of it, page or host, knows.

    Never raises for the data folder.
    """
    with suppress(CompanionError):
        learn_doubts(context.services, context.notify, upload.server, upload.account, upload.course)


def learn_receipt(services: Services, notify: Notify, told: Receipt) -> None:
    """Cache and notify what a receipt that has changed says about its badge. Never raises for the data folder."""
    server, account, course = told["server"], told["account"], told["course"]
    with suppress(CompanionError):
        if services.sessions.email(server) != account:
            return
        book = BadgeBook(services, account_key(server, account), course)
        version, stored = told["version"], told["state"] != NOT_STORED
        listed = told["state"] in {*ARRIVED, NOT_STORED} and told["removed_between"] is None
        if listed and version and book.just_handed_in(told["assessment"], version, stored=stored):
            notify_learnt(services, notify, told, book)
        learn_doubts(services, notify, server, account, course)


def learn_doubts(services: Services, notify: Notify, server: Origin, account: Email, course: str) -> None:
    """Cache what is in doubt in this course, and notify the badges that change by it.

    What is being sent is in doubt as well: its host may end, and another one be asked. Raises what reading the
    receipts and storing does.
    """
    ours = (
        entry
        for entry in services.journal.unsettled()
        if (entry.server, entry.account, entry.course) == (server, account, course)
    )
    found = {entry.assessment for entry in ours if as_shown(services, entry).state in {SENDING, PENDING}}
    _note(services, notify, account_key(server, account), course, row=DOUBTS, found=found)


def learn_quiz(context: Context, given: AssessmentParams, *, quiz: bool) -> bool:
    """Cache whether an assessment is a quiz, and notify its badge; False if that is no news."""
    services, course, it = context.services, given["course"], {given["assessment"]}
    who = account_of(services, given["server"])
    known = set(noted(services, who, course, QUIZZES))
    found = known | it if quiz else known - it
    return _note(services, context.notify, who, course, row=QUIZZES, found=found)


def _note(
    services: Services, notify: Notify, who: AccountKey, course: str, *, row: str, found: AbstractSet[str]
) -> bool:
    """Cache a row that is shown with the badges, and notify those that change by it; False if there is no news."""
    changes = found ^ set(noted(services, who, course, row))
    if not changes:
        return False
    services.cache.put(who, row, course, data=sorted(found), fetched_at=services.clock())
    known, server = services.cache.get(who, BADGES, course), server_of(who)
    if known is None:
        return True
    now = services.server_now(server)
    changed = [aged(each, now) for each in known.data["badges"] if each["assessment"] in changes]
    if changed:
        at = iso(known.fetched_at) if known.data["whole"] else None
        notify_badges(services, notify, server, course, changed, done=True, fetched_at=at)
    return True


def notify_learnt(services: Services, notify: Notify, given: Params, book: BadgeBook) -> None:
    """Save what the book has noted about `given`'s assessment, and notify its badge if it has changed."""
    book.save()
    badges = book.news(given["assessment"])
    if badges:
        where = (services, notify, given["server"], given["course"])
        notify_badges(*where, badges, done=True, fetched_at=book.fetched_at)
