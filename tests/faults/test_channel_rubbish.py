"""A long random conversation with the real host: rubbish among questions, in pieces of any size."""

from __future__ import annotations

import json
import random
import sys
from typing import TYPE_CHECKING

import pytest

from native_host.wire.frames import MAX_FRAME, encode_frame
from tests.host import HELLO, HostProcess

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SAMPLE, SOAK = 300, 30_000
BATCH = 50
"""Frames between two looks at what came back."""


def rubbish(dice: random.Random) -> bytes:
    """A frame that holds no request; each is answered with an error whose id is null."""
    whole = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "hello", "params": HELLO}).encode()
    kinds = (
        lambda: b"",
        lambda: dice.randbytes(dice.randrange(1, 200)),
        lambda: whole[: dice.randrange(len(whole))],
        lambda: b"[" * dice.randrange(1, 5000),
        lambda: whole.replace(b'"id": 1', b'"id": %d' % 2**60),
        lambda: whole[:-1] + b', "id": 2}',
    )
    return dice.choice(kinds)()


def converse(home: Path, frames: int, seed: int) -> tuple[int, int]:
    """Questions asked and rubbish sent; each question was answered once, each rubbish refused once."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable walk
    asked = spoilt = 0
    with HostProcess(home) as host:
        host.hello()
        while asked + spoilt < frames:
            stream, refusals = b"", 0
            wanted: list[str] = []
            for _ in range(BATCH):
                if dice.random() < 0.01:
                    stream += (MAX_FRAME + 1).to_bytes(4, sys.byteorder) + bytes(MAX_FRAME + 1)
                    refusals += 1
                elif dice.random() < 0.4:
                    stream += encode_frame(rubbish(dice))
                    refusals += 1
                else:
                    wanted.append(f"q{asked + len(wanted)}")
                    question = {"jsonrpc": "2.0", "id": wanted[-1], "method": "hello", "params": HELLO}
                    stream += encode_frame(json.dumps(question).encode())
            position = 0
            while position < len(stream):
                size = dice.choice((1, 3, 4, 100, 5000, 300_000))
                host.send_bytes(stream[position : position + size])
                position += size
            for question_id in wanted:
                assert host.reply(question_id)["result"]["protocol"] == 1
            asked, spoilt = asked + len(wanted), spoilt + refusals
            assert host.request("servers.list") == {"servers": []}
        assert host.close() == 0
        looks = (asked + spoilt) // BATCH
        assert len(host.frames) == 1 + asked + spoilt + looks, "one reply to each, no more"
    return asked, spoilt


@pytest.mark.timeout(60)
def test_a_sample_of_rubbish(tmp_path: Path) -> None:
    converse(tmp_path, SAMPLE, seed=7)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_day_of_rubbish(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    seed = random.randrange(10**6)  # noqa: S311 - told below, to repeat it
    asked, spoilt = converse(tmp_path, SOAK, seed)
    record_property(
        "figures", f"{asked} questions answered once, {spoilt} malformed frames refused once (seed {seed})"
    )
