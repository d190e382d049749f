"""/oauth/applications: a site administrator registers clients; everybody else gets the 404 page."""

from __future__ import annotations

import secrets
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..pages.errors import not_found
from ..pages.layout import Page, render
from ..params import truthy
from ..rails import redirect
from .records import OOB, SCOPES, Application
from .redirects import FORBIDDEN_SCHEMES

if TYPE_CHECKING:
    from aiohttp import web

    from ..call import Call


def redirect_trouble(address: str) -> str | None:
    """Why production refuses to register this address; None if it does not."""
    if address == OOB:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return "Must be a valid uri."
    if not parts.scheme:
        return "Must be an absolute uri."
    if parts.scheme in FORBIDDEN_SCHEMES:
        return "Is forbidden by the server."
    if "#" in address:
        return "Cannot contain a fragment."
    return "Must be an https/ssl uri." if parts.scheme == "http" else None


async def index(call: Call) -> web.Response:
    """All registered applications."""
    if not call.signed_in.administrator:
        return await not_found(call)
    rows = "".join(
        f'<tr><td><a href="/oauth/applications/{a.id}">{escape(a.name)}</a></td></tr>'
        for a in call.state.applications.values()
    )
    content = f"""<h3>Your applications</h3>
<p><a class="btn" href="/oauth/applications/new">New Application</a></p><table>{rows}</table>"""
    return render(call, Page("", content))


async def new(call: Call) -> web.Response:
    """The empty form."""
    return _form(call, []) if call.signed_in.administrator else await not_found(call)


async def create(call: Call) -> web.Response:
    """302 to the new application, or the form again with what is wrong."""
    if not call.signed_in.administrator:
        return await not_found(call)
    addresses = call.params.text("doorkeeper_application[redirect_uri]").split()
    name = call.params.text("doorkeeper_application[name]")
    wrong = [trouble for a in addresses if (trouble := redirect_trouble(a)) is not None]
    if not addresses:
        wrong.append("Can't be blank")
    if wrong or not name:
        return _form(call, wrong or ["Can't be blank"])
    scopes = tuple(s for s in call.params.text("doorkeeper_application[scopes]").split() if s in SCOPES)
    secret = call.state.secret("client_secret", secrets.token_urlsafe(32))
    confidential = truthy(call.params.get("doorkeeper_application[confidential]") or "1")
    number = len(call.state.applications) + 1
    made = Application(number, name, secrets.token_urlsafe(32), secret, scopes, addresses, confidential)
    call.state.applications[made.uid] = made
    call.flash("notice", "Application created.")
    return redirect(f"{call.root}/oauth/applications/{made.id}")


async def show(call: Call) -> web.Response:
    """Client id, secret and addresses of one application."""
    wanted = call.path_name("id")
    found = next((a for a in call.state.applications.values() if str(a.id) == wanted), None)
    if found is None or not call.signed_in.administrator:
        return await not_found(call)
    addresses = "".join(f"<tr><td><code>{escape(a)}</code></td></tr>" for a in found.redirect_uris)
    content = f"""<h3>Application: {escape(found.name)}</h3>
<h4>Application UID:</h4><p><code id="application_id">{escape(found.uid)}</code></p>
<h4>Secret:</h4><p><code id="secret">{escape(found.secret)}</code></p>
<h4>Scopes:</h4><p><code id="scopes">{" ".join(found.scopes)}</code></p>
<h4>Callback urls:</h4><table>{addresses}</table>"""
    return render(call, Page("", content))


def _form(call: Call, wrong: list[str]) -> web.Response:
    errors = "".join(f'<span class="help-block">{escape(w)}</span>' for w in wrong)
    field = "doorkeeper_application"
    content = f"""<h3>New Application</h3>
<form class="new_{field}" id="new_{field}" action="/oauth/applications" accept-charset="UTF-8" method="post">
<input type="hidden" name="authenticity_token" value="{call.csrf_token()}">
<input type="text" name="{field}[name]" id="{field}_name" placeholder="Name">
<textarea name="{field}[redirect_uri]" id="{field}_redirect_uri"></textarea>{errors}
<input type="text" name="{field}[scopes]" id="{field}_scopes" placeholder="Scopes">
<input type="hidden" name="{field}[confidential]" value="0">
<input type="checkbox" name="{field}[confidential]" id="{field}_confidential" value="1" checked>
<input type="submit" name="commit" value="Submit" class="btn">
</form>"""
    return render(call, Page("", content))
