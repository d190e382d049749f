"""GET, POST and DELETE /oauth/authorize, the native-code page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from ..pages.icons import icon
from ..pages.layout import Page, render
from ..rails import json_answer, redirect
from . import store
from .answers import NO_STORE, WORDS
from .records import DEFAULT_SCOPE, OOB, SCOPES
from .redirects import matches_any

if TYPE_CHECKING:
    from aiohttp import web

    from ..call import Call
    from .records import Application


@dataclass
class _Request:
    """A checked authorization request, or the error that ends it."""

    application: Application | None
    redirect_uri: str
    state: str
    scopes: tuple[str, ...]
    error: str = ""
    detail: str = ""


def _checked(call: Call) -> _Request:
    params = call.params
    application = call.state.applications.get(params.text("client_id"))
    redirect_uri, state = params.text("redirect_uri"), params.text("state")
    scopes = tuple(params.text("scope").split()) or (DEFAULT_SCOPE,)
    request = _Request(application, redirect_uri, state, scopes)
    if not params.text("client_id"):
        request.error, request.detail = "invalid_request", "client_id"
    elif application is None:
        request.error = "invalid_client"
    elif not redirect_uri or not matches_any(redirect_uri, application.redirect_uris):
        request.error = "invalid_redirect_uri"
    elif not params.text("response_type"):
        request.error, request.detail = "invalid_request", "response_type"
    elif params.text("response_type") != "code":
        request.error = "unsupported_response_type"
    elif not set(scopes) <= set(application.scopes):
        request.error = "invalid_scope"
    return request


async def ask(call: Call) -> web.Response:
    """Consent page, an error page that never goes back to the client, or straight on with an old consent."""
    request = _checked(call)
    if request.application is None or request.error:
        return _error_page(call, request)
    if store.consent_given(call.state, request.application, call.signed_in.id, request.scopes):
        return _granted(call, request, request.application)
    return render(call, Page("", _consent(call, request, request.application)))


async def grant(call: Call) -> web.Response:
    """The Authorize button."""
    request = _checked(call)
    if request.application is None or request.error:
        return _error_page(call, request)
    return _granted(call, request, request.application)


async def deny(call: Call) -> web.Response:
    """The Deny button."""
    request = _checked(call)
    if request.application is None or request.error:
        return _error_page(call, request)
    words = WORDS["access_denied"]
    fields = {"error": "access_denied", "error_description": words}
    if request.state:
        fields["state"] = request.state
    if request.redirect_uri == OOB:
        return json_answer(fields, 400, NO_STORE)
    return redirect(_with_query(request.redirect_uri, fields))


async def native(call: Call) -> web.Response:
    """The out-of-band page. `state` is not carried here."""
    code = escape(call.params.text("code"))
    content = f"""<header class="page-header">
  <h2>Authorization code:</h2>
</header>
<main role="main">
  <code id="authorization_code">{code}</code>
</main>"""
    return render(call, Page("", content))


def _granted(call: Call, request: _Request, application: Application) -> web.Response:
    issued = store.issue_grant(
        call.state, application, call.signed_in.id, request.redirect_uri, request.scopes
    )
    if request.redirect_uri == OOB:
        return redirect(f"{call.root}/oauth/authorize/native?" + urlencode({"code": issued.code}))
    fields = {"code": issued.code}
    if request.state:
        fields["state"] = request.state
    return redirect(_with_query(request.redirect_uri, fields))


def _with_query(address: str, fields: dict[str, str]) -> str:
    parts = urlsplit(address)
    query = "&".join(q for q in (parts.query, urlencode(fields)) if q)
    return urlunsplit(parts._replace(query=query)) if parts.netloc else f"{address}?{query}"


def _error_page(call: Call, request: _Request) -> web.Response:
    words = WORDS[request.error].format(detail=request.detail)
    content = f"""<div class="page-header">
  <h1>An error has occurred</h1>
</div>
<main role="main">
  <pre>{escape(words)}</pre>
</main>"""
    page = render(call, Page("", content))
    page.set_status(401 if request.error == "invalid_client" else 400)
    return page


def _consent(call: Call, request: _Request, application: Application) -> str:
    sentences = "".join(
        f'<li class="collection-item valign-wrapper">{icon(SCOPES[s][0], "small")} {escape(SCOPES[s][1])}</li>'
        for s in SCOPES
        if s in request.scopes and (s != "admin_all" or call.signed_in.administrator)
    )
    return f"""<h3>Authorization Required</h3>
<p class="h4">Authorize <strong class="text-info">{escape(application.name)}</strong> to use your account?</p>
<div id="oauth-permissions">
  <p>This application will be able to:</p>
  <ul class="collection">{sentences}</ul>
</div>
<div class="actions">
<table><tbody><tr>
  <td>{_button(call, request, application, "Authorize", "")}</td>
  <td class="right-align">
    {_button(call, request, application, "Deny", '<input type="hidden" name="_method" value="delete">')}
  </td>
</tr></tbody></table>
</div>"""


def _button(call: Call, request: _Request, application: Application, label: str, method: str) -> str:
    fields = {
        "authenticity_token": call.csrf_token(),
        "client_id": application.uid,
        "redirect_uri": request.redirect_uri,
        "state": request.state,
        "response_type": "code",
        "scope": " ".join(request.scopes),
    }
    inputs = "".join(
        f'<input type="hidden" name="{name}" id="{name}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    return (
        f'<form action="/oauth/authorize" accept-charset="UTF-8" method="post">'
        f'<input name="utf8" type="hidden" value="&#x2713;">{method}{inputs}'
        f'<input type="submit" name="commit" value="{label}" class="btn" data-disable-with="{label}"></form>'
    )
