"""3xx: signing in, and what a session may do."""

from __future__ import annotations

from .row import Row

ROWS = (
    Row(
        300,
        "not_signed_in",
        "session",
        "You are not signed in to {server}.",
        "Sign in through the companion's popup.",
    ),
    Row(
        301,
        "sign_in_again",
        "session",
        "Your access to {server} has ended: {detail}.",
        "Sign in again through the companion's popup.",
    ),
    Row(
        302,
        "client_rejected",
        "sign_in",
        "{server} does not accept this client id or secret.",
        "Check the client id and secret, or load the deployment file again. If it worked before, ask your "
        "administrator whether the application still exists.",
    ),
    Row(
        303,
        "redirect_not_registered",
        "sign_in",
        "{server} does not accept the redirect address {redirect}.",
        "Ask your administrator to register it, or sign in with a device code.",
    ),
    Row(
        304,
        "access_denied",
        "sign_in",
        "You declined the companion's access on {server}.",
        "Sign in again and choose Authorize.",
    ),
    Row(
        305,
        "attempt_unknown",
        "sign_in",
        "This sign-in attempt is over or was started elsewhere.",
        "Start signing in again.",
    ),
    Row(
        306,
        "state_mismatch",
        "sign_in",
        "The answer does not belong to this sign-in attempt.",
        "Start signing in again, from the companion's popup only.",
    ),
    Row(
        307,
        "grant_rejected",
        "sign_in",
        "{server} did not accept the authorization.",
        "Start signing in again; the authorization lives ten minutes.",
    ),
    Row(
        308,
        "scope_missing",
        "session",
        "This needs the permission {scope}, which you have not granted on {server}.",
        "Sign in again from the popup and grant it.",
    ),
    Row(
        309,
        "sign_in_abandoned",
        "sign_in",
        "The sign-in on {server} was not finished.",
        "Start again. If Autolab showed an error page, ask your administrator to check the client id, "
        "its redirect addresses and its scopes.",
    ),
    Row(
        310,
        "device_code_unknown",
        "sign_in",
        "{server} no longer knows this device code.",
        "Start again to get a new code.",
    ),
    Row(
        311,
        "device_denied",
        "sign_in",
        "The request was denied on {server}.",
        "Start again and choose Authorize.",
    ),
    Row(
        312,
        "device_throttled",
        "sign_in",
        "{server} hands out device codes only every 30 seconds, to everybody on your network.",
        "Wait half a minute and try again.",
    ),
    Row(
        313,
        "port_unavailable",
        "sign_in",
        "The port {port} for the sign-in answer is taken.",
        "Close the program that uses it, or sign in with a device code.",
    ),
    Row(
        314,
        "way_unavailable",
        "sign_in",
        "This way of signing in is not available on {server}: {detail}.",
        "Choose another way to sign in.",
    ),
    Row(
        315,
        "account_differs",
        "caller",
        "Autolab shows this page to {page_user}, but the companion is signed in to {server} as {account}.",
        "Sign in as {page_user} in the companion's popup, or sign out of Autolab and sign in there as {account}.",
    ),
    Row(
        316,
        "access_left",
        "sign_in",
        "You are signed out here, but {server} could not be told.",
        "To end the companion's access there too, revoke it at {page}.",
    ),
    Row(
        317,
        "scope_withdrawn",
        "session",
        "{server} does not give the companion the permission {scope} any more: its application there may not have it.",
        "Ask your administrator to give the application this scope again, then sign in again.",
    ),
    Row(
        318,
        "staff_tools_off",
        "session",
        "This is a staff tool, and staff tools are turned off for {server}.",
        "Turn them on in the companion's options, then sign in again.",
    ),
)
