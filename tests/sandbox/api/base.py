"""What every API endpoint checks first, in the real server's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..oauth import store
from ..oauth.answers import NO_STORE, challenge
from ..rails import JSON_TYPE, empty_answer, error_answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from ..call import Call
    from ..models import Assessment, Course, Member, User
    from ..oauth.records import AccessToken

DISABLED = (
    "Your course has been disabled by your instructor. Please contact them directly if you have any questions"
)


class RefusalError(Exception):
    """Carries the answer that ends a request early."""

    def __init__(self, answer: web.Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


def refuse(message: str, status: int = 400) -> RefusalError:
    """`{"error": message}` as an exception."""
    return RefusalError(error_answer(message, status))


def unhandled() -> RefusalError:
    """What the real code does not expect and nobody catches: production says 500 with an empty body."""
    return RefusalError(empty_answer(500, JSON_TYPE))


class Api:
    """A call with its token, and whatever of course, member and assessment the path names."""

    course: Course
    member: Member
    assessment: Assessment

    def __init__(self, call: Call, token: AccessToken) -> None:
        self.call = call
        self.state = call.state
        self.params = call.params
        self.token = token

    @property
    def user(self) -> User:
        return self.state.users[self.token.user_id]

    def require(self, *names: str) -> None:
        """400 for the first missing parameter."""
        for name in names:
            if name not in self.params:
                raise refuse(f"Required parameter '{name}' not found")


def endpoint(
    handler: Callable[[Api], Awaitable[web.Response]], scope: str | None = None, *, staff: bool = False
) -> Callable[[Call], Awaitable[web.Response]]:
    """Wrap a handler with the checks its path and scope ask for."""

    async def run(call: Call) -> web.Response:
        try:
            return await handler(_checked(call, scope, staff=staff))
        except RefusalError as refusal:
            return refusal.answer

    return run


def _checked(call: Call, scope: str | None, *, staff: bool) -> Api:
    api = Api(call, _token(call))
    segments = call.request.match_info
    if "course" in segments:
        _enter_course(api, segments["course"])
    _require_scope(api.token, scope)
    if scope == "admin_all" and not api.user.administrator:
        raise refuse("User does not have admin privileges", 403)
    if staff and not api.member.is_instructor:
        raise refuse("User does not have instructor privileges for this course", 403)
    if "assessment" in segments:
        _enter_assessment(api, segments["assessment"])
    return api


def _token(call: Call) -> AccessToken:
    token = store.authenticate(call.state, call.token_value() or "")
    trouble = store.trouble_with(call.state, token)
    if token is None or trouble:
        headers = {**NO_STORE, "WWW-Authenticate": challenge("invalid_token", trouble or "")}
        raise RefusalError(error_answer("OAuth2 authorization failed", 401, headers))
    _require_scope(token, "user_info")
    return token


def _require_scope(token: AccessToken, scope: str | None) -> None:
    if scope is not None and scope not in token.scopes:
        words = "Your client does not have the required scope for this action"
        raise RefusalError(error_answer(words, 403, NO_STORE))


def _enter_course(api: Api, name: str) -> None:
    course = api.state.courses.get(name)
    if course is None:
        raise refuse("Course does not exist", 404)
    member = api.state.member(course, api.user)
    if member is None:
        raise refuse("User is not in this course", 403)
    if course.disabled and not member.is_instructor:
        raise refuse(DISABLED, 403)
    api.course, api.member = course, member


def _enter_assessment(api: Api, name: str) -> None:
    assessment = api.course.assessments.get(name)
    if assessment is None:
        raise refuse("Assessment does not exist", 404)
    if api.member.is_student and assessment.start_at > api.state.clock.now():
        raise refuse("Assessment not released yet", 403)
    api.assessment = assessment


async def unknown_path(call: Call) -> web.Response:
    """Any other method or path below /api/v1."""
    try:
        _token(call)
    except RefusalError as refusal:
        return refusal.answer
    return error_answer("Invalid request path", 404)
