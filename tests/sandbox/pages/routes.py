"""The table of web pages: method, path, handler, and whether one must be signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import device
from ..oauth import authorize, authorized, registration
from ..rails import redirect
from . import assessment, course, courses, extra, gradebook, handing_in, login, public, users
from .enter import in_course

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from ..call import Call

_OPEN = (
    ("GET", "/.well-known/autolab-companion.json", public.deployment),
    ("GET", "/auth/users/sign_in", login.form),
    ("POST", "/auth/users/sign_in", login.sign_in),
    ("DELETE", "/auth/users/sign_out", login.sign_out),
)

_SIGNED_IN = (
    ("GET", "/", courses.home),
    ("GET", "/courses", courses.index),
    ("GET", "/courses/join_course", courses.join),
    ("POST", "/courses/join_course", courses.join),
    ("GET", "/home/no_user", courses.no_user),
    ("GET", "/users", users.index),
    ("GET", "/users/{id}", users.show),
    ("GET", "/activate", device.activate),
    ("GET", "/device_flow_resolve", device.resolve),
    ("GET", "/device_flow_auth_cb", device.callback),
    ("GET", "/oauth/authorize", authorize.ask),
    ("POST", "/oauth/authorize", authorize.grant),
    ("DELETE", "/oauth/authorize", authorize.deny),
    ("GET", "/oauth/authorize/native", authorize.native),
    ("GET", "/oauth/applications", registration.index),
    ("POST", "/oauth/applications", registration.create),
    ("GET", "/oauth/applications/new", registration.new),
    ("GET", "/oauth/applications/{id}", registration.show),
    ("GET", "/oauth/authorized_applications", authorized.index),
    ("DELETE", "/oauth/authorized_applications/{id}", authorized.revoke),
)

_COURSE = "/courses/{course}"
_ONE = f"{_COURSE}/assessments/{{assessment}}"
_BOOK = f"{_COURSE}/course_user_data/{{cud}}/gradebook"

_IN_COURSE = (
    ("GET", _COURSE, course.short),
    ("GET", f"{_COURSE}/assessments", course.index),
    ("GET", _ONE, assessment.show),
    ("POST", f"{_ONE}/handin", handing_in.handin_form),
    ("GET", f"{_ONE}/history", handing_in.history),
    ("GET", f"{_ONE}/viewFeedback", handing_in.feedback),
    ("GET", f"{_ONE}/submissions/{{id}}/view", handing_in.view),
    ("GET", f"{_ONE}/submissions/{{id}}/download", handing_in.download),
    ("GET", f"{_ONE}/writeup", handing_in.writeup),
    ("GET", f"{_ONE}/handout", handing_in.handout),
    ("GET", f"{_ONE}/groups/{{group}}", handing_in.new_group),
    ("GET", f"{_COURSE}/jobs", extra.jobs),
    ("GET", f"{_COURSE}/manage", extra.manage),
    ("GET", f"{_COURSE}/course_user_data/{{cud}}", extra.profile),
    ("GET", _BOOK, gradebook.gradebook),
    ("GET", f"{_BOOK}/student", gradebook.student),
)


FORGED = (
    "Invalid request! Please go back, reload the page and try again.  If you continue to see this error. "
    " please contact the Autolab Development team at the contact link below"
)


def page_routes() -> list[tuple[str, str, Callable[[Call], Awaitable[web.Response]]]]:
    """(method, path, handler) of every page; those of members only send anonymous visitors to sign in."""
    table: list[tuple[str, str, Callable[[Call], Awaitable[web.Response]]]] = [
        (m, p, _protected(h)) for m, p, h in _OPEN
    ]
    table += [(m, p, _signed_in(h)) for m, p, h in _SIGNED_IN]
    return table + [(m, p, _signed_in(in_course(h))) for m, p, h in _IN_COURSE]


def _signed_in(
    handler: Callable[[Call], Awaitable[web.Response]],
) -> Callable[[Call], Awaitable[web.Response]]:
    protected = _protected(handler)

    async def run(call: Call) -> web.Response:
        return login.sign_in_first(call) if call.user is None else await protected(call)

    return run


def _protected(
    handler: Callable[[Call], Awaitable[web.Response]],
) -> Callable[[Call], Awaitable[web.Response]]:
    """Rails's protection from forged requests; whoever is not signed in is sent there first."""

    async def run(call: Call) -> web.Response:
        if call.request.method in {"GET", "HEAD"} or call.csrf_valid():
            return await handler(call)
        call.flash("error", FORGED)
        return redirect(f"{call.root}/")

    return run
