"""Adds to the package's metadata what depends on where it is released: addresses, and the README's links.

The project has no address of its own that could stand in pyproject.toml; a release knows the one it is made at.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PAGES = {
    "Source": "",
    "Issues": "/issues",
    "Changelog": "/blob/HEAD/CHANGELOG.md",
    "Security": "/security/policy",
}
"""Title on PyPI: path below the repository's address."""
RELATIVE = re.compile(r"(!?)(\[[^]]*\])\((?!\w+:|#)([^)]+)\)")
"""A Markdown link or picture that leads to a file of the repository."""


class Addresses(MetadataHookInterface):
    """Fills `urls` and `readme` from what GitHub Actions says of the repository; elsewhere addresses stay unknown."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Called by hatchling with the project's metadata."""
        readme = Path(self.root, "README.md").read_text("utf-8")
        server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
        metadata["urls"] = {}
        if server and name:
            address = f"{server}/{name}"
            metadata["urls"] = {title: address + path for title, path in PAGES.items()}
            readme = RELATIVE.sub(lambda link: _absolute(address, *link.groups()), readme)
        metadata["readme"] = {"content-type": "text/markdown", "text": readme}


def _absolute(address: str, picture: str, words: str, path: str) -> str:
    return f"{picture}{words}({address}/{'raw' if picture else 'blob'}/HEAD/{path})"
