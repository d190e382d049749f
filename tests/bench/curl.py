"""curl, the floor of everything that goes over the network."""

from __future__ import annotations

import subprocess
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sandbox import Sandbox


def curl(box: Sandbox, url: str, *arguments: str) -> None:
    """One request with the newest token, its answer thrown away."""
    with tempfile.NamedTemporaryFile("w") as header:  # not on the command line, which others can read
        header.write(f"Authorization: Bearer {box.secrets('access_token')[-1]}")
        header.flush()
        subprocess.run(
            ["curl", "-sf", "-o", "/dev/null", "-H", f"@{header.name}", *arguments, url], check=True
        )
