"""The sealed format and the key ring: whatever happens to the bytes, they open as they were or not at all."""

from __future__ import annotations

import json
import sys
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from native_host.vault import sealed
from native_host.vault.keyed_hash import keyed_hash
from native_host.vault.keyset import KEPT_KEYS, Keyset
from native_host.wire.errors import CompanionError

RING = Keyset.fresh()
REFUSALS = {"record_damaged", "format_newer", "key_missing"}


@given(st.binary(), st.binary())
def test_round_trip(place: bytes, plain: bytes) -> None:
    assert RING.unseal(place, RING.seal(place, plain)) == plain


@given(st.binary(min_size=1, max_size=64), st.data())
def test_any_altered_byte_is_noticed(plain: bytes, data: st.DataObject) -> None:
    box = bytearray(RING.seal(b"here", plain))
    at = data.draw(st.integers(0, len(box) - 1))
    box[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CompanionError) as refused:
        RING.unseal(b"here", bytes(box))
    assert refused.value.name in REFUSALS


@given(st.binary(max_size=64), st.data())
def test_any_truncation_or_extension_is_noticed(plain: bytes, data: st.DataObject) -> None:
    box = RING.seal(b"here", plain)
    changed = data.draw(
        st.one_of(st.integers(0, len(box) - 1).map(lambda n: box[:n]), st.binary(min_size=1).map(box.__add__))
    )
    with pytest.raises(CompanionError, match="record_damaged"):
        RING.unseal(b"here", changed)


@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(CompanionError) as refused:
        RING.unseal(b"here", data)
    assert refused.value.name in REFUSALS


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (RING.seal(b"here", b"")[:-1], "it is cut short"),
        (b"x" * sealed.OVERHEAD, "it is not a sealed record"),
        (RING.seal(b"here", b"") + b"x", "its seal does not hold"),
    ],
    ids=["cut", "foreign", "longer"],  # all processes of a run must name them alike
)
def test_damage_is_told_in_words(data: bytes, why: str) -> None:
    with pytest.raises(CompanionError, match="record_damaged") as caught:
        RING.unseal(b"here", data)
    assert caught.value.data["detail"] == why


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_a_value_opens_only_in_its_place(place: bytes, other: bytes) -> None:
    box = RING.seal(place, b"plain")
    if place != other:
        with pytest.raises(CompanionError, match="record_damaged"):
            RING.unseal(other, box)


def test_equal_values_never_seal_equally() -> None:
    assert len({RING.seal(b"here", b"plain") for _ in range(100)}) == 100


def test_a_newer_format_asks_for_an_update() -> None:
    box = bytearray(RING.seal(b"here", b"plain"))
    box[len(sealed.MAGIC)] = sealed.VERSION + 1
    with pytest.raises(CompanionError, match="format_newer"):
        RING.unseal(b"here", bytes(box))


def test_another_ring_says_that_the_key_is_missing() -> None:
    with pytest.raises(CompanionError, match="key_missing"):
        Keyset.fresh().unseal(b"here", RING.seal(b"here", b"plain"))


def test_a_renewed_ring_opens_the_old_and_seals_anew() -> None:
    renewed = RING.renewed()
    assert renewed.unseal(b"here", RING.seal(b"here", b"plain")) == b"plain"
    assert renewed.fingerprint("a", "b") == RING.fingerprint("a", "b")
    with pytest.raises(CompanionError, match="key_missing"):
        RING.unseal(b"here", renewed.seal(b"here", b"plain"))


def test_a_ring_drops_its_oldest_keys_only() -> None:
    keyset, boxes = RING, []
    for _ in range(KEPT_KEYS):
        boxes.append(keyset.seal(b"here", b"plain"))
        keyset = keyset.renewed()
    assert [keyset.opens(box) for box in boxes] == [False] + [True] * (KEPT_KEYS - 1)


def test_a_dumped_ring_is_the_same_ring() -> None:
    keyset = RING.renewed().renewed()
    again = Keyset.parse(keyset.dump())
    assert again.unseal(b"here", keyset.seal(b"here", b"plain")) == b"plain"
    assert again.active_id == keyset.active_id
    assert again.fingerprint("a") == keyset.fingerprint("a")


@given(st.data())
def test_an_altered_ring_is_noticed_and_its_key_not_quoted(data: st.DataObject) -> None:
    dumped = RING.dump().decode()
    at = data.draw(st.integers(0, len(dumped) - 1))
    changed = dumped[:at] + data.draw(st.sampled_from('0f"x{} 2')) + dumped[at + 1 :]
    try:
        same = json.loads(changed) == json.loads(dumped)
    except ValueError:
        same = False
    if not same:
        with pytest.raises(CompanionError) as refused:
            Keyset.parse(changed.encode())
        assert refused.value.name in REFUSALS
        assert refused.value.__cause__ is None
        assert not any(key in str(refused.value) for key in json.loads(dumped)["keys"])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "JSONDecodeError"),
        (b"null", "TypeError"),
        (b"[]", "TypeError"),
        (b"\xff", "UnicodeDecodeError"),
        (b'{"format":1}', "KeyError"),
        (b'{"format":1,"keys":[],"names":""}', "KeyError"),
        (Keyset(bytes(32), {}).dump(), "ValueError"),
        (Keyset(bytes(32), {b"id": b"short"}).dump(), "ValueError"),
        (Keyset(b"short", {b"id": bytes(32)}).dump(), "ValueError"),
    ],
)
def test_what_is_no_ring_is_damaged(content: bytes, why: str) -> None:
    with pytest.raises(CompanionError, match="record_damaged") as caught:
        Keyset.parse(content)
    assert caught.value.data["detail"] == f"the vault's key: {why}"


def test_a_newer_ring_asks_for_an_update() -> None:
    with pytest.raises(CompanionError, match="format_newer"):
        Keyset.parse(json.dumps({**json.loads(RING.dump()), "format": 2}).encode())


@given(st.lists(st.text()), st.lists(st.text()))
def test_names_collide_only_if_they_are_equal(one: list[str], other: list[str]) -> None:
    key = bytes(32)
    assert (keyed_hash(key, b"p", *one) == keyed_hash(key, b"p", *other)) == (one == other)


def test_purposes_and_keys_do_not_mix() -> None:
    hashes = {keyed_hash(bytes([key]) * 32, purpose, "x") for key in (0, 1) for purpose in (b"p", b"q")}
    assert len(hashes) == 4
    assert keyed_hash(bytes(32), b"p", "\ud800")


def test_the_cipher_is_the_one_that_cryptography_makes_public() -> None:
    assert type(sealed._aes_gcm(bytes(sealed.KEY_BYTES))) is AESGCM


def test_it_is_found_where_another_release_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.bindings._rust", ModuleType("_rust"))
    assert RING.unseal(b"here", RING.seal(b"here", b"plain")) == b"plain"
