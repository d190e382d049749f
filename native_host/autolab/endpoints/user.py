"""GET /user."""

from __future__ import annotations

from ..calls import ROOT, Call, read
from ..models import User


def user() -> Call[User]:
    """Who the token belongs to."""
    return read(f"{ROOT}/user", User, "user_info")
