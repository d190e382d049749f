"""/oauth/authorized_applications: what the user has let in, and the way to shut it out again."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from ..clock import EASTERN, page_time
from ..pages.icons import icon
from ..pages.layout import Page, render
from ..rails import redirect
from . import store
from .records import SCOPES, Application

if TYPE_CHECKING:
    from aiohttp import web

    from ..call import Call


async def index(call: Call) -> web.Response:
    """One row per application with a living token."""
    user = call.signed_in
    shown = [s for s in SCOPES if s != "admin_all" or user.administrator]
    heads = "".join(
        f'<th><i class="material-icons small tooltipped" data-icon="{SCOPES[s][0]}" '
        f'data-tooltip="{escape(SCOPES[s][1])}">{SCOPES[s][0]}</i></th>'
        for s in shown
    )
    rows = "".join(_row(call, a, shown) for a in _authorized(call))
    content = f"""<h3>Manage Authorized Applications</h3>
<br>
<table class="bordered centered">
  <thead>
    <tr style="border: none"><th rowspan="2">Name</th><th colspan="{len(shown)}">Permissions</th>
      <th rowspan="2">Authorized On</th><th rowspan="2">Actions</th></tr>
    <tr>{heads}</tr>
  </thead>
  <tbody>{rows}</tbody>
</table>"""
    return render(call, Page("Authorized Applications", content))


async def revoke(call: Call) -> web.Response:
    """Every token of this user and application dies."""
    number = call.path_name("id")
    found = next((a for a in call.state.applications.values() if str(a.id) == number), None)
    if found is not None:
        store.revoke_all(call.state, found, call.signed_in.id)
    call.flash("notice", "Application revoked.")
    return redirect(f"{call.root}/oauth/authorized_applications")


def _authorized(call: Call) -> list[Application]:
    living = {
        t.application.uid for t in call.state.tokens if t.user_id == call.signed_in.id and not t.revoked
    }
    return [a for a in call.state.applications.values() if a.uid in living]


def _row(call: Call, application: Application, shown: list[str]) -> str:
    marks = "".join(f"<td>{icon('done', 'small') if s in application.scopes else ''}</td>" for s in shown)
    form = f"""<form action="/oauth/authorized_applications/{application.id}" accept-charset="UTF-8" method="post">
<input type="hidden" name="authenticity_token" value="{call.csrf_token()}">
<input type="hidden" name="_method" value="delete">
<button name="button" type="submit" class="btn">{icon("delete")}Revoke</button></form>"""
    when = page_time(_last_grant(call, application), call.zone)
    return (
        f"<tr><td>{escape(application.name)}</td>{marks}"
        f'<td><span class="moment-date-time">{when}</span></td><td>{form}</td></tr>'
    )


def _last_grant(call: Call, application: Application) -> datetime:
    made = [t.created_at for t in call.state.tokens if t.application is application]
    return datetime.fromtimestamp(max(made), EASTERN)
