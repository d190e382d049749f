"""Packages of the extension: what is in them, and that the same files always make the same bytes."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)

from installer.extension_folder import extension_folder
from installer.extension_pack import pack, pack_signed
from native_host import __version__
from native_host.identity import CHROMIUM_EXTENSION_IDS

if TYPE_CHECKING:
    import pytest

COMMAND = Path(sys.executable).with_name("autolab-companion")
NAMES = [
    f"autolab-companion-chromium-{__version__}.zip",
    f"autolab-companion-firefox-{__version__}.xpi",
    f"autolab-companion-unpacked-{__version__}.zip",
]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_packages_hold_the_extension_without_what_a_store_refuses(tmp_path: Path) -> None:
    packed = pack(extension_folder(), tmp_path / "new")
    assert [path.name for path in packed] == NAMES
    for path in packed:
        with zipfile.ZipFile(path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(held.pop("manifest.json"))
        sources = files_of(extension_folder())
        original = json.loads(sources.pop("manifest.json"))
        assert held == sources
        if "unpacked" not in path.name:
            assert original.pop("key")
        assert manifest == original


def test_the_same_files_make_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(extension_folder(), copy, copy_function=shutil.copyfile)
    for number, file in enumerate(sorted(copy.rglob("*"), reverse=True)):
        os.utime(file, (number * 86400.0, number * 86400.0))
        file.chmod(0o700)
    one, other = pack(extension_folder(), tmp_path / "1"), pack(copy, tmp_path / "2")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    (dated, *_) = pack(copy, tmp_path / "3")
    with zipfile.ZipFile(dated) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 9, 21, 14, 13, 20)}
        assert archive.namelist() == sorted(archive.namelist())


def test_the_command_writes_both_and_names_them(tmp_path: Path) -> None:
    told = subprocess.run(
        [COMMAND, "extension", "pack"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == NAMES
    assert sorted(path.name for path in tmp_path.iterdir()) == NAMES


def fields(message: bytes) -> dict[int, bytes]:
    """The length-delimited fields of a message of Protocol Buffers."""
    found, rest = {}, list(message)

    def varint() -> int:
        number, shift = 0, 0
        while True:
            byte = rest.pop(0)
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    while rest:
        tag = varint()
        length = varint()
        assert tag & 7 == 2
        found[tag >> 3], rest = bytes(rest[:length]), rest[length:]
    return found


def test_a_crx_is_signed_and_names_its_key(tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = tmp_path / "key.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    url = "https://example.edu/companion.crx"
    identifier, (path, updates) = pack_signed(extension_folder(), tmp_path, pem, url)
    content = path.read_bytes()
    assert content[:8] == b"Cr24\x03\0\0\0"
    length = int.from_bytes(content[8:12], "little")
    header, archive = fields(content[12 : 12 + length]), content[12 + length :]
    proof, data = fields(header[2]), header[10000]
    public = load_der_public_key(proof[1])
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(
        proof[2],
        b"CRX3 SignedData\0" + len(data).to_bytes(4, "little") + data + archive,
        PKCS1v15(),
        SHA256(),
    )
    assert fields(data)[1] == hashlib.sha256(proof[1]).digest()[:16]
    assert (
        fields(data)[1].hex().translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop")) == identifier
    )
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        assert "key" not in json.loads(packed.read("manifest.json"))
    assert f"appid='{identifier}'" in updates.read_text()
    assert f"codebase='{url}'" in updates.read_text()
    before = path.read_bytes()
    assert pack_signed(extension_folder(), tmp_path, pem, None) == (identifier, [path])
    assert path.read_bytes() == before, "the same each time"


def test_our_own_id_follows_from_the_key_in_the_manifest() -> None:
    key = base64.b64decode(json.loads((extension_folder() / "manifest.json").read_bytes())["key"])
    named = (
        hashlib.sha256(key).hexdigest()[:32].translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
    )
    assert (named,) == CHROMIUM_EXTENSION_IDS


def test_a_folder_without_an_extension_is_named(tmp_path: Path) -> None:
    for content in (None, "{}", "no JSON"):
        if content is not None:
            (tmp_path / "manifest.json").write_text(content, "utf-8")
        told = subprocess.run(
            [COMMAND, "extension", "pack", tmp_path],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 1
        assert str(tmp_path) in told.stderr
        assert "Traceback" not in told.stderr
