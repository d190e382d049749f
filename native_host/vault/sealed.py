"""The sealed format: authenticated encryption that binds a value to its place, its format and its key.

    magic "ALCV" | format version (1 byte) | key id (8) | nonce (12, random) | AES-256-GCM ciphertext and tag

The associated data is the header (magic, version, key id) and the place, so that neither can be exchanged. No I/O.
"""

from __future__ import annotations

import os

from ..wire.errors import CompanionError

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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
    header = MAGIC + bytes([VERSION]) + key_id
    nonce = os.urandom(_NONCE_BYTES)
    return header + nonce + _aes_gcm(key).encrypt(nonce, plain, header + place)


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
    key_id_of(sealed)
    nonce_end = _HEADER_BYTES + _NONCE_BYTES
    try:
        return _aes_gcm(key).decrypt(
            sealed[_HEADER_BYTES:nonce_end], sealed[nonce_end:], sealed[:_HEADER_BYTES] + place
        )
    except _invalid_tag() as error:
        raise CompanionError("record_damaged", detail="its seal does not hold") from error


def _aes_gcm(key: bytes) -> AESGCM:
    """cryptography's AESGCM, imported only once a secret is needed."""
    try:
        # The same class under the name it is made with: all ciphers around its public one cost every start 8 ms.
        from cryptography.hazmat.bindings._rust import openssl

        return openssl.aead.AESGCM(key)
    except (ImportError, AttributeError):  # a release of cryptography that keeps it elsewhere
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(key)


def _invalid_tag() -> type[Exception]:
    """Imported only once a seal is broken: it brings typing, for 4 ms."""
    from cryptography.exceptions import InvalidTag

    return InvalidTag
