"""The libraries of a release, as requirements.lock pins and hashes them."""

from __future__ import annotations

import re
from pathlib import Path

from .precompile import DISTRIBUTION, needed

LOCK = Path(__file__).parent.parent / "requirements.lock"


def pin_libraries(file: Path) -> None:
    """Write the lines of everything the companion requires into a requirements file of pip's."""
    names = needed() - {DISTRIBUTION}
    pins = re.sub(r"\\\n", " ", LOCK.read_text("utf-8")).splitlines()
    file.write_text("\n".join(pin for pin in pins if pin.partition("==")[0] in names) + "\n", "utf-8")
