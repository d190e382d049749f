"""What the authorization server remembers."""

from __future__ import annotations

from dataclasses import dataclass, field

TOKEN_SECONDS = 7200
GRANT_SECONDS = 600
OOB = "urn:ietf:wg:oauth:2.0:oob"

SCOPES = {
    "user_info": ("person_pin", "Access your basic info (e.g. name, email, school, year)"),
    "user_courses": ("class", "Access your courses and assessments"),
    "user_scores": ("assessment", "Access your submissions, scores, and feedback"),
    "user_submit": ("note_add", "Submit assessments on your behalf"),
    "instructor_all": ("verified_user", "Access admin options of courses where you are an instructor"),
    "admin_all": ("developer_board", "Access admin options of Autolab"),
}
"""Scope -> icon name and the sentence a user reads before consenting."""

DEFAULT_SCOPE = "user_info"


@dataclass
class Application:
    """A registered client."""

    id: int
    name: str
    uid: str
    secret: str
    scopes: tuple[str, ...]
    redirect_uris: list[str]
    confidential: bool = True


@dataclass
class Grant:
    """An authorization code; one use, 600 s."""

    code: str
    application: Application
    user_id: int
    redirect_uri: str
    scopes: tuple[str, ...]
    created_at: float
    revoked: bool = False


@dataclass
class AccessToken:
    """An access token with its refresh token: one row, revoked together."""

    token: str
    refresh_token: str
    application: Application
    user_id: int
    scopes: tuple[str, ...]
    created_at: float
    expires_in: int = TOKEN_SECONDS
    previous_refresh_token: str = ""
    revoked: bool = False

    def expired(self, now: float) -> bool:
        return now > self.created_at + self.expires_in


@dataclass
class DeviceRequest:
    """A device-flow request; `user_code` turns into a long secret once it was entered."""

    application: Application
    device_code: str
    user_code: str
    scopes: tuple[str, ...]
    resolution: str = "pending"
    access_code: str | None = None
    user_id: int | None = field(default=None)
