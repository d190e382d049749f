"""A flood of passphrases: each is answered, and together they take no more memory than one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.host import HostError, HostProcess

GUESSES = 3
PEAK = 350 * 1024
"""KiB: the host itself, and scrypt's 128 MiB once."""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_guesses_take_turns(companion_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_CUSTODY", "passphrase")
    with HostProcess(companion_home) as host:
        host.hello()
        host.request("vault.unlock", {"passphrase": "correct horse"})
        host.request("vault.lock")
        asked = [host.start("vault.unlock", {"passphrase": f"guess {number}"}) for number in range(GUESSES)]
        for request_id in asked:
            with pytest.raises(HostError) as refused:
                host.result(request_id)
            assert refused.value.name == "passphrase_wrong"
        assert host.request("vault.unlock", {"passphrase": "correct horse"})["state"] == "open"
        status = Path(f"/proc/{host.process.pid}/status").read_text("ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    assert int(peak) < PEAK
