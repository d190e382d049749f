"""Files that lie in Autolab's public folder; its web server hands them out before Rails is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from .errors import unknown_page

if TYPE_CHECKING:
    from ..call import Call


async def deployment(call: Call) -> web.Response:
    """The companion's deployment file where there is one; without it, what Rails says of any unknown address."""
    if call.box.deployment is None:
        return await unknown_page(call)
    return web.json_response(call.box.deployment)
