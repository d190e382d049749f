"""The OAuth clients every seed has. Invented values for local test servers, secrets of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from native_host.identity import IDENTITY_REDIRECTS

from ..oauth.records import OOB, Application

if TYPE_CHECKING:
    from ..state import State

LOOPBACK = "http://127.0.0.1:8123/callback"
PROBE_REDIRECT = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/autolab"
READ = ("user_info", "user_courses")
STUDENT = (*READ, "user_scores", "user_submit")


def register(state: State, base: str) -> None:
    """As the site administrator of the reference server did."""
    device = f"{base}/device_flow_auth_cb"
    _add(
        state,
        "Autolab Companion",
        (
            "eb2cf18acb6fdf0f97d86e69a5fb2e1653dc0167ada1cdd2268b3a037d99c547",
            "2f22e83f9b9b272dc77847c990df9757677861718a993c59931714c019a2f3a8",
        ),
        (*STUDENT, "instructor_all"),
        [OOB, LOOPBACK, device, PROBE_REDIRECT, *IDENTITY_REDIRECTS],
    )
    _add(state, "Read Only Client", ("readonly-client", "readonly-secret"), READ, [OOB, device])
    redirects = [LOOPBACK, device, "http://[::1]:8123/cb"]
    _add(state, "Public Client", ("public-client", "public-secret"), STUDENT, redirects, confidential=False)


def _add(
    state: State,
    name: str,
    credentials: tuple[str, str],
    scopes: tuple[str, ...],
    redirects: list[str],
    *,
    confidential: bool = True,
) -> None:
    uid, secret = credentials
    number = len(state.applications) + 1
    state.secret("client_secret", secret)
    state.applications[uid] = Application(number, name, uid, secret, scopes, redirects, confidential)
