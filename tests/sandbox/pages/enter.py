"""What a course page checks before it shows itself; refusals are redirects, never honest statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rails import redirect
from .errors import not_found
from .layout import href

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from ..call import Call
    from ..models import Assessment, Course, Member

DISABLED = (
    "Your course has been disabled by your instructor. Please contact them directly if you have any questions"
)


class Visit:
    """A signed-in call inside a course, perhaps at an assessment."""

    assessment: Assessment

    def __init__(self, call: Call, course: Course, member: Member) -> None:
        self.call, self.course, self.member = call, course, member
        self.state = call.state

    def path(self, *more: object) -> str:
        """An address below this assessment."""
        return href("courses", self.course.name, "assessments", self.assessment.name, *more)

    def go(self, *more: object) -> web.Response:
        """Redirect there."""
        return redirect(self.call.root + self.path(*more))


def in_course(
    handler: Callable[[Visit], Awaitable[web.Response]],
) -> Callable[[Call], Awaitable[web.Response]]:
    """Wrap a handler of a course or assessment page."""

    async def run(call: Call) -> web.Response:
        course = call.state.courses.get(call.path_name("course"))
        if course is None:
            return await not_found(call)
        user = call.signed_in
        member = call.state.member(course, user)
        if member is None:
            call.flash("error", f"User {user.email} is not in this course")
            return redirect(f"{call.root}/courses")
        if course.disabled and not member.is_instructor:
            call.flash("error", DISABLED)
            return redirect(f"{call.root}/courses")
        visit = Visit(call, course, member)
        if "assessment" in call.request.match_info:
            return await _at_assessment(visit, handler)
        return await handler(visit)

    return run


async def _at_assessment(visit: Visit, handler: Callable[[Visit], Awaitable[web.Response]]) -> web.Response:
    found = visit.course.assessments.get(visit.call.path_name("assessment"))
    trouble = ""
    if found is None:
        trouble = "The assessment was not found for this course."
    elif visit.member.is_student and found.start_at > visit.state.clock.now():
        trouble = "You are not authorized to view this assessment."
    if found is None or trouble:
        visit.call.flash("error", trouble)
        return redirect(visit.call.root + href("courses", visit.course.name, "assessments"))
    visit.assessment = found
    return await handler(visit)
