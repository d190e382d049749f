"""What is known about handing in to one assessment: asked for by submit.check, remembered for submit.begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rpc.cached_read import account_of, clock_ahead, key, require_same_account
from ..submission.rules import handin_hint
from ..timestamps import iso
from ..wire.errors import CompanionError
from .learning import learn
from .rules import STUDENT, badge, of_details, of_submissions, state_at
from .shown import QUIZZES, noted

if TYPE_CHECKING:
    from typing import Any

    from ..autolab.models import AssessmentDetails, Course, Submission
    from ..rpc.operation import Context
    from ..services import Services
    from ..wire.identifiers import Origin
    from ..wire.shapes.submissions import AssessmentParams, ClocksNow, Facts, KnownFacts


_MEMORY = "submit.facts"


def known_facts(services: Services, server: Origin, course: str, assessment: str) -> Facts | None:
    """The facts as remembered, with what depends on the time computed anew; None if never asked."""
    account = account_of(services, server)
    known = services.cache.get(account, _MEMORY, course, assessment)
    if known is None:
        return None
    facts: KnownFacts = known.data
    why_not, late = state_at(facts, services.server_now(server))
    quiz = assessment in noted(services, account, course, QUIZZES)
    return {**facts, "why_not": why_not, "late": late, "quiz": quiz, **clock_facts(services, server)}


def clock_facts(services: Services, server: Origin) -> ClocksNow:
    """How far the clocks are apart, and what each says now."""
    return {
        "clock_ahead": clock_ahead(services, server),
        "server_clock_at": iso(services.server_now(server)),
        "our_clock_at": iso(services.clock()),
    }


async def learned_facts(context: Context, given: AssessmentParams) -> Facts:
    """The facts about {server, course, assessment} as the server tells them now; badges and receipts learn them too.

    Raises session, network and assessment errors.
    """
    import asyncio

    from ..autolab.endpoints.assessments import assessment as details_of
    from ..autolab.endpoints.courses import courses
    from ..autolab.endpoints.submissions import submissions
    from ..autolab.responses import plain
    from ..submission.visits import check_assessment

    services, server = context.services, given["server"]
    course, assessment = given["course"], given["assessment"]
    client, account = services.client(server), account_of(services, server)
    details, versions, all_courses = await asyncio.gather(
        client.call(details_of(course, assessment)),
        _if_allowed(client.call(submissions(course, assessment))),
        client.call(courses()),
    )
    require_same_account(context, server, account)
    now = services.clock()
    facts = facts_from(details, versions, all_courses, course, services.server_now(server))
    services.cache.put(account, _MEMORY, course, assessment, data=facts, fetched_at=now)
    services.cache.put(account, *key("courses", {"state": None}), data=plain(all_courses), fetched_at=now)
    listed = None if versions is None else plain(versions)
    learn(context, account, given, details=plain(details), submissions=listed)
    await check_assessment(services, context.notify, server, course, assessment, submissions=listed)
    quiz = assessment in noted(services, account, course, QUIZZES)
    return {**facts, "quiz": quiz, **clock_facts(services, server)}


def facts_from(
    details: AssessmentDetails,
    versions: list[Submission] | None,
    courses: list[Course],
    course: str,
    now: float,
) -> KnownFacts:
    """The facts; `versions` is None where the session may not list submissions."""
    import msgspec

    known = msgspec.to_builtins(details)
    lines = [
        {"version": line.version, "filename": line.filename, "scores": line.scores} for line in versions or ()
    ]
    display_name = details.display_name or details.name
    here = next((one for one in courses if one.name == course), None)
    told = badge(
        {**known, "display_name": display_name, "late_slack": here.late_slack if here else None},
        of_details(known, now),
        of_submissions(lines, now),
        now=now,
        staff=here is not None and here.auth_level not in (None, STUDENT),
    )
    count = None if versions is None else len(versions)
    return {
        "why_not": told["why_not"],
        "start_at": told["start_at"],
        "due_at": told["due_at"],
        "end_at": told["end_at"],
        "late_slack": told["late_slack"],
        "staff": told["staff"],
        "late": told["late"],
        "max_submissions": details.max_submissions,
        "max_unpenalized_submissions": details.max_unpenalized_submissions,
        "max_grace_days": details.max_grace_days,
        "grace_days": here.grace_days if here else None,
        "group_size": details.group_size,
        "versions_left": told["versions_left"] if count is not None else None,
        "submissions": count,
        "display_name": display_name,
        "course_display_name": (here and here.display_name) or course,
        "handin_hint": handin_hint([line.filename for line in versions or () if line.filename]),
        "fetched_at": iso(now),
    }


async def _if_allowed(asking: Any) -> list[Submission] | None:
    try:
        listed: list[Submission] = await asking
    except CompanionError as error:
        if error.name != "scope_missing":
            raise
        return None
    return listed
