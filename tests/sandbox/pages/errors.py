"""Production's lying error page: status 200."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .layout import Page, render
from .login import sign_in_first

if TYPE_CHECKING:
    from aiohttp import web

    from ..call import Call


MEMBERS_ONLY = ("/courses/", "/users", "/oauth/applications", "/oauth/authorized_applications")


async def unknown_page(call: Call) -> web.Response:
    """Any path without a handler; where members' pages live, an anonymous visitor signs in first."""
    members_only = call.request.path.startswith(MEMBERS_ONLY)
    return sign_in_first(call) if members_only and call.user is None else await not_found(call)


async def not_found(call: Call) -> web.Response:
    """For unknown pages, unknown courses and pages one may not see."""
    content = """<h2>404 &ndash; Not found</h2>
<p><b>Oops!</b> There is no such page here, or it is not yours to see.</p>"""
    return render(call, Page("", content))
