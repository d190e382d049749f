"""What a host does about sign-ins when it warms up: it goes on where the last one was stopped."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ..wire.errors import CompanionError
from .sign_in import SignIn

if TYPE_CHECKING:
    from .resources import Notify, Resources


async def resume_attempts(services: Resources, notify: Notify) -> None:
    """Follow every open attempt in the background. Must run on the engine's loop.

    A vault that cannot be read now (locked, say) is no error here: whatever is asked next will tell.
    """
    with suppress(CompanionError):
        SignIn(services, notify).resume()
