"""What a host does about sign-ins when it warms up: it goes on where the last one was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .sign_in import SignIn

if TYPE_CHECKING:
    from .resources import Notify, Resources


async def resume_attempts(services: Resources, notify: Notify) -> None:
    """Follow every open attempt in the background. Must run on the engine's loop."""
    SignIn(services, notify).resume()
