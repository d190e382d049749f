"""The sealed format: authenticated encryption that binds a value to its place, its format and its key.

    magic "ALCV" | format version (1 byte) | key id (8) | nonce (12, random) | AES-256-GCM ciphertext and tag

The associated data is the header (magic, version, key id) and the place, so that neither can be exchanged. No I/O.
"""

from __future__ import annotations

import os

from ..wire.errors import CompanionError

MAGIC = b"ALCV"
VERSION = 1
KEY_BYTES = 32
KEY_ID_BYTES = 8
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEADER_BYTES = len(MAGIC) + 1 + KEY_ID_BYTES
OVERHEAD = _HEADER_BYTES + _NONCE_BYTES + _TAG_BYTES


def seal(key_id: bytes, key: bytes, place: bytes, plain: bytes) -> bytes:
    """`plain` sealed for `place`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 20 ms, only once a secret is needed

    header = MAGIC + bytes([VERSION]) + key_id
    nonce = os.urandom(_NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, header + place)


def key_id_of(sealed: bytes) -> bytes:
    """Which key opens it. Raises record_damaged, format_newer."""
    if len(sealed) < OVERHEAD:
        raise CompanionError("record_damaged", detail="it is cut short")
    if not sealed.startswith(MAGIC):
        raise CompanionError("record_damaged", detail="it is not a sealed record")
    if sealed[len(MAGIC)] > VERSION:
        raise CompanionError("format_newer")
    return sealed[len(MAGIC) + 1 : _HEADER_BYTES]


def unseal(key: bytes, place: bytes, sealed: bytes) -> bytes:
    """What was sealed for `place` with `key`. Raises record_damaged, format_newer."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key_id_of(sealed)
    nonce_end = _HEADER_BYTES + _NONCE_BYTES
    try:
        return AESGCM(key).decrypt(
            sealed[_HEADER_BYTES:nonce_end], sealed[nonce_end:], sealed[:_HEADER_BYTES] + place
        )
    except InvalidTag as error:
        raise CompanionError("record_damaged", detail="its seal does not hold") from error
