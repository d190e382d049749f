"""What the running host keeps other programs from seeing: its memory, in a core file or by tracing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.host import HostProcess
from tests.sandbox import start_sandbox
from tests.signed_in import sign_in


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_no_core_file_no_tracing_and_nothing_secret_in_its_arguments(companion_home: Path) -> None:
    with start_sandbox() as box, HostProcess(companion_home) as host:
        host.hello()
        sign_in(host, box)
        process = Path("/proc") / str(host.process.pid)
        (limit,) = (line for line in (process / "limits").read_text().splitlines() if "core file" in line)
        assert limit.split()[4:6] == ["0", "0"]
        shown = (process / "cmdline").read_bytes() + (process / "comm").read_bytes()
        assert not [value for value in box.secrets() if value.encode() in shown]
        # What may not be dumped belongs to root; root itself sees no difference.
        assert os.getuid() == 0 or (process / "mem").stat().st_uid == 0
