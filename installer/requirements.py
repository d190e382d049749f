"""The libraries the companion needs, tried by name. Only the standard library here: one of them may be missing."""

from __future__ import annotations

import sys
from importlib import import_module

MODULES = (
    "aiohttp",
    "argcomplete",
    "authlib",
    "charset_normalizer",
    "cryptography.hazmat.primitives.ciphers.aead",
    "filelock",
    "idna",
    "keyring",
    "msgspec",
    "platformdirs",
    "truststore",
    "yarl",
    *(("secretstorage",) if sys.platform == "linux" else ()),
)
"""One module of each distribution that pyproject.toml names; a test compares them."""


def unusable() -> dict[str, str]:
    """Module → why it cannot be imported; empty if all is there."""
    found = {}
    for name in MODULES:
        try:
            import_module(name)
        except Exception as error:  # noqa: BLE001 - a broken library raises what it likes
            found[name.partition(".")[0]] = f"{type(error).__name__}: {error}"
    return found
