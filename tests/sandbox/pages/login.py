"""Signing in and out, as devise does."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..rails import redirect
from .layout import Page, render

if TYPE_CHECKING:
    from aiohttp import web

    from ..call import Call

SIGN_IN = "/auth/users/sign_in"


async def form(call: Call) -> web.Response:
    """GET /auth/users/sign_in."""
    if call.user is not None:
        call.flash("alert", "You are already signed in.")
        return redirect(f"{call.root}/")
    return _page(call, "", {})


async def sign_in(call: Call) -> web.Response:
    """POST: back to where the browser wanted to go, or the form again with status 200."""
    email = call.params.text("user[email]").strip().lower()
    user = call.state.user_by_email(email)
    if user is None or user.password != call.params.text("user[password]"):
        return _page(call, email, {"alert": "Invalid email or password."})
    target = call.session.return_to or f"{call.root}/"
    call.state.sessions.pop(call.session.id, None)
    call.new_session().user_id = user.id
    call.flash("notice", "Signed in successfully.")
    return redirect(target)


async def sign_out(call: Call) -> web.Response:
    """DELETE /auth/users/sign_out."""
    call.state.sessions.pop(call.session.id, None)
    call.new_session()
    call.flash("notice", "Signed out successfully.")
    return redirect(f"{call.root}/")


def sign_in_first(call: Call) -> web.Response:
    """What an anonymous visit to any page gets; the full address is kept for afterwards."""
    if call.request.method == "GET":
        call.session.return_to = f"{call.root}{call.request.rel_url}"
    call.flash("alert", "You need to sign in or sign up before continuing.")
    return redirect(f"{call.root}{SIGN_IN}")


def _page(call: Call, email: str, flash_now: dict[str, str]) -> web.Response:
    content = f"""<div class="sign-in-panel home">
<br>
<form class="new_user" id="new_user" action="{SIGN_IN}" accept-charset="UTF-8" method="post">
  <input name="utf8" type="hidden" value="&#x2713;">
  <input type="hidden" name="authenticity_token" value="{call.csrf_token()}">
  <h5>Login to Autolab</h5>
  <div><input autofocus="autofocus" placeholder="Email Address" type="email" value="{escape(email)}"
    name="user[email]" id="user_email"></div>
  <div><input placeholder="Password" type="password" name="user[password]" id="user_password"></div>
  <label><input name="user[remember_me]" type="hidden" value="0"><input type="checkbox" value="1"
    name="user[remember_me]" id="user_remember_me"><span>Remember me</span></label>
  <p></p>
  <div><input type="submit" name="commit" value="Sign in" class="btn primary" data-disable-with="Sign in"></div>
</form>
<br>
</div>"""
    return render(call, Page("", content, flash_now=flash_now))
