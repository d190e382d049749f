"""/users, /users/<id>: besides the gradebook the only pages with an e-mail address."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..rails import redirect
from .layout import Page, render

if TYPE_CHECKING:
    from aiohttp import web

    from ..call import Call
    from ..models import User


async def index(call: Call) -> web.Response:
    """Oneself, whoever is in a course one teaches, and for an administrator everybody; by e-mail address."""
    shown = [u for u in call.state.users.values() if _may_see(call, u)]
    rows = "".join(
        f'<tr><td><a href="/users/{u.id}">{escape(u.display_name)}</a></td><td>{escape(u.email)}</td></tr>'
        for u in sorted(shown, key=lambda u: u.email)
    )
    return render(call, Page("Users List", f"<h2>Users List</h2><table>{rows}</table>"))


async def show(call: Call) -> web.Response:
    """One account; others lead back to the list."""
    number = call.path_name("id")
    shown = next((u for u in call.state.users.values() if str(u.id) == number), None)
    if shown is None:
        return _back(call, "Failed to show user: user does not exist.")
    if not _may_see(call, shown):
        return _back(call, "Permission denied: you are not allowed to view this user.")
    courses = "".join(f"<li>{escape(c.display_name)}</li>" for c in call.state.courses_of(shown))
    own = ""
    if shown is call.signed_in:
        own = """<hr><h4>API Settings</h4>
<a href="/activate"><span class="btn primary">New Activation</span></a>
<a href="/oauth/authorized_applications"><span class="btn primary">Managed Authorized Clients</span></a>"""
    content = f"""<h4>{escape(shown.display_name)}</h4>
<ul class="gray-box">
  <li><b>Contact</b><br><a href="mailto:{escape(shown.email)}">{escape(shown.email)}</a></li>
  <li><b>About</b><br>First name: <strong>{escape(shown.first_name)}</strong><br>
    Last name: <strong>{escape(shown.last_name)}</strong><br></li>
  <li><b>Courses</b><ul>{courses}</ul></li>
</ul>{own}"""
    crumbs = ['<a href="/users">Users List</a>']
    return render(call, Page(shown.display_name, content, crumbs=crumbs))


def _may_see(call: Call, other: User) -> bool:
    me = call.signed_in
    taught = (c for c in call.state.courses.values() if me.id in c.members and c.members[me.id].is_instructor)
    return other is me or me.administrator or any(other.id in c.members for c in taught)


def _back(call: Call, words: str) -> web.Response:
    call.flash("error", words)
    return redirect(f"{call.root}/users")
