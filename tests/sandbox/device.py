"""Autolab's own device flow: init, polling, the activation page and its callback."""

from __future__ import annotations

import secrets
import string
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from .oauth.records import DeviceRequest
from .pages.layout import Page, render
from .rails import error_answer, json_answer, redirect

if TYPE_CHECKING:
    from aiohttp import web

    from .call import Call
    from .oauth.records import Application

USER_CODE_LETTERS = string.ascii_letters + string.digits
USER_CODE_LENGTH = 6


async def init(call: Call) -> web.Response:
    """GET /oauth/device_flow_init: always all scopes of the app; no interval, no expiry told."""
    application = _application(call)
    if isinstance(application, str):
        return error_answer(application)
    request = DeviceRequest(
        application,
        call.state.secret("device_code", secrets.token_hex(32)),
        "".join(secrets.choice(USER_CODE_LETTERS) for _ in range(USER_CODE_LENGTH)),
        application.scopes,
    )
    call.state.devices.append(request)
    body = {"device_code": request.device_code, "user_code": request.user_code}
    return json_answer({**body, "verification_uri": f"{call.root}/activate"})


async def authorize(call: Call) -> web.Response:
    """GET /oauth/device_flow_authorize: granted and denied are told once, then the row is gone."""
    application = _application(call)
    if isinstance(application, str):
        return error_answer(application)
    if call.params.get("device_code") is None:
        return error_answer("Required param 'device_code' not present")
    wanted = call.params.text("device_code")
    found = next((d for d in call.state.devices if d.device_code == wanted), None)
    if found is None:
        return error_answer("Invalid device_code. User may have denied access")
    if found.resolution == "pending":
        return error_answer("authorization_pending")
    call.state.devices.remove(found)
    if found.resolution == "denied":
        return error_answer("authorization denied by user")
    return json_answer({"code": found.access_code})


def _application(call: Call) -> Application | str:
    """The client, or the words of the refusal."""
    if call.params.get("client_id") is None:
        return "Required param 'client_id' not present"
    return call.state.applications.get(call.params.text("client_id")) or "Unrecognized client_id"


async def activate(call: Call) -> web.Response:
    """GET /activate. A user_code in its query does not prefill the field."""
    content = """<div class="row">
  <div class="col s12">
    <h4>Activate API Client</h4>
    <form action="/device_flow_resolve" accept-charset="UTF-8" method="get">
      <input name="utf8" type="hidden" value="&#x2713;">
      <p>Enter 6-digit code</p>
      <input type="text" name="user_code" id="user_code" max_length="6" autocomplete="off">
      <input type="submit" name="commit" value="Activate" class="btn primary" data-disable-with="Activate">
    </form>
  </div>
</div>"""
    user = call.signed_in
    crumbs = [
        '<a href="/users">Users List</a>',
        f'<a href="/users/{user.id}">{escape(user.display_name)}</a>',
    ]
    return render(call, Page("Activate Client", content, crumbs=crumbs))


async def resolve(call: Call) -> web.Response:
    """GET /device_flow_resolve: entering the code uses it up, whatever happens on the consent page."""
    if call.params.get("user_code") is None:
        call.flash("error", "User code missing. Please enter user code.")
        return redirect(f"{call.root}/activate")
    wanted = call.params.text("user_code")
    found = next((d for d in call.state.devices if d.user_code == wanted), None)
    if found is None:
        call.flash("error", "Invalid user code.")
        return redirect(f"{call.root}/activate")
    found.user_code = secrets.token_hex(32)
    query = {
        "client_id": found.application.uid,
        "redirect_uri": f"{call.root}/device_flow_auth_cb",
        "response_type": "code",
        "scope": " ".join(found.scopes),
        "state": found.user_code,
    }
    return redirect(f"{call.root}/oauth/authorize?" + urlencode(query))


async def callback(call: Call) -> web.Response:
    """GET /device_flow_auth_cb, where the authorization server sends the browser."""
    wanted = call.params.text("state")
    found = next((d for d in call.state.devices if d.user_code == wanted), None)
    if found is None:
        call.flash("error", "Invalid request")
    elif call.params.get("error") is not None:
        found.resolution = "denied"
        found.user_id = call.signed_in.id
        call.flash("error", "Access denied by user")
    else:
        found.resolution = "granted"
        found.user_id = call.signed_in.id
        found.access_code = call.params.text("code")
        call.flash("success", "Access granted")
    return redirect(f"{call.root}/activate")
