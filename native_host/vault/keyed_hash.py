"""Keyed BLAKE2b: opaque names and derived keys."""

from __future__ import annotations

try:
    # hashlib would load a second OpenSSL for 4 ms, in the path of the first cached answer.
    from _blake2 import blake2b
except ImportError:  # an interpreter built without its own digests
    from hashlib import blake2b


def keyed_hash(key: bytes, purpose: bytes, *parts: str, size: int = 16) -> bytes:
    """`size` bytes that only a holder of `key` can compute.

    `purpose` (at most 16 bytes) separates uses of one key; parts are length-prefixed, so that
    ("ab", "c") and ("a", "bc") differ. Any str is accepted, lone surrogates included.
    """
    digest = blake2b(key=key, person=purpose, digest_size=size)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8))
        digest.update(encoded)
    return digest.digest()
