"""Sessions, signing in and out, and the vault."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from ..identifiers import Email, Origin
from .common import ErrorObject, Utc
from .servers import Way

AttemptState = Literal["waiting", "exchanging", "signed_in", "denied", "failed", "expired", "cancelled"]
"""waiting for the user, exchanging the code, then how it ended."""


class SessionAccount(TypedDict):
    """Autolab's own description of the user."""

    email: Email
    first_name: NotRequired[str | None]
    last_name: NotRequired[str | None]
    school: NotRequired[str | None]
    major: NotRequired[str | None]
    year: NotRequired[str | int | None]


class Session(TypedDict):
    """A session, or why there is none any more."""

    server: Origin
    account: SessionAccount | None
    """null: the server has ended the session"""
    scope: list[str]
    error: ErrorObject | None
    """why it has ended"""


class Sessions(TypedDict):
    """Servers nobody signed in to are absent."""

    sessions: list[Session]


class ScopeWords(TypedDict):
    """What a scope allows."""

    scope: str
    words: str


class StartedAttempt(TypedDict):
    """What whoever began an attempt opens or shows."""

    attempt: str
    server: Origin
    way: Way
    expires_at: Utc
    scopes: list[ScopeWords]
    authorization_url: NotRequired[str]
    """all ways but device"""
    user_code: NotRequired[str]
    """device"""
    activate_url: NotRequired[str]
    """device"""
    deep_link: NotRequired[str]
    """device"""


class Attempt(TypedDict):
    """An attempt to sign in; readable for a while after its end."""

    attempt: str
    server: Origin
    way: Way
    state: AttemptState
    expires_at: Utc
    user_code: NotRequired[str]
    activate_url: NotRequired[str]
    deep_link: NotRequired[str]
    error: NotRequired[ErrorObject]
    """why it failed; while exchanging, what it waits out"""


class Attempts(TypedDict):
    """Oldest first."""

    attempts: list[Attempt]


class SignedIn(TypedDict):
    """The new session."""

    server: Origin
    account: SessionAccount
    scope: list[str]


class SignedOut(TypedDict):
    """Here the session is erased in any case."""

    revoked: bool
    account: Email | None
    warning: NotRequired[ErrorObject]
    """the server could not be told"""
    cause: NotRequired[ErrorObject]
    """why not"""


VaultState = Literal["open", "locked", "empty", "key_missing", "key_foreign"]
"""key_foreign: the key there is another folder's."""


Custody = Literal["keychain", "passphrase", "keyfile"]
"""Where the vault's key is kept."""


class VaultStatus(TypedDict):
    """How the key is kept and whether it opens what is stored."""

    custody: Custody | None
    state: VaultState
    records: int


class StartParams(TypedDict):
    """`redirect_uri` is what identity.getRedirectURL gave."""

    server: Origin
    way: Way
    redirect_uri: str | None


class FinishParams(TypedDict):
    """The address the server redirected to."""

    attempt: str
    redirect_url: str


class CancelParams(TypedDict):
    """`abandoned`: its window was closed. It ends as sign_in_abandoned, or is finished if it had gone on.

    Without it the attempt ends as cancelled, and tokens in hand are given back.
    """

    attempt: str
    abandoned: bool | None


class UnlockParams(TypedDict):
    """The passphrase."""

    passphrase: str
