"""A CRX file, version 3: the extension's .zip behind a signature, from whose key Chromium derives the extension's id.

Format: Chromium's components/crx_file/crx3.proto; what is signed: crx_creator.cc. RSA with PKCS #1 v1.5 gives the same
signature each time.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

if TYPE_CHECKING:
    from pathlib import Path

MAGIC, VERSION = b"Cr24", 3
SIGNED = b"CRX3 SignedData\x00"
RSA_PROOF, SIGNED_DATA = 2, 10000
"""Numbers of CrxFileHeader's fields sha256_with_rsa and signed_header_data."""
PUBLIC_KEY, SIGNATURE, CRX_ID = 1, 2, 1
"""Of AsymmetricKeyProof and SignedData."""
_LETTERS = bytes.maketrans(b"0123456789abcdef", b"abcdefghijklmnop")
MORE = 0x80
"""The bit of a varint's byte that says that another one follows."""
_LENGTH_DELIMITED = 2
"""The wire type of bytes and messages in Protocol Buffers."""


def read_key(file: Path) -> RSAPrivateKey:
    """The signing key from a PEM file without passphrase. Raises OSError, ValueError for what is no RSA key."""
    key = load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("a CRX is signed with an RSA key")
    return key


def signed(archive: bytes, key: RSAPrivateKey) -> bytes:
    """The CRX of a .zip archive."""
    public = _public(key)
    data = _field(CRX_ID, hashlib.sha256(public).digest()[:16])
    signature = key.sign(SIGNED + _little(len(data)) + data + archive, PKCS1v15(), SHA256())
    header = _field(RSA_PROOF, _field(PUBLIC_KEY, public) + _field(SIGNATURE, signature)) + _field(
        SIGNED_DATA, data
    )
    return MAGIC + _little(VERSION) + _little(len(header)) + header + archive


def identifier(key: RSAPrivateKey) -> str:
    """The id that Chromium gives an extension signed with this key."""
    return hashlib.sha256(_public(key)).hexdigest()[:32].encode().translate(_LETTERS).decode()


def update_manifest(extension: str, version: str, url: str) -> str:
    """What the update address of a self-hosted extension answers (Omaha's gupdate protocol, version 2.0)."""
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>\n"
        f"  <app appid='{extension}'><updatecheck codebase='{url}' version='{version}'/></app>\n"
        "</gupdate>\n"
    )


def _public(key: RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _little(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited field of Protocol Buffers."""
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number >= MORE:
        parts.append(number % MORE | MORE)
        number //= MORE
    parts.append(number)
    return bytes(parts)
