"""Production's lying error page: status 200."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .layout import Page, render

if TYPE_CHECKING:
    from aiohttp import web

    from ..call import Call


async def not_found(call: Call) -> web.Response:
    """For unknown pages, unknown courses and pages one may not see."""
    content = """<h2>404 &ndash; Not found</h2>
<p><b>Oops!</b> There is no such page here, or it is not yours to see.</p>"""
    return render(call, Page("", content))
