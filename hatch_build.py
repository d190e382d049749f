"""Adds to a package what depends on where it is built: addresses, the README's links, and which form of the extension.

The project has no address of its own that could stand in pyproject.toml; a release knows the one it is made at. It also
has the extension as it is packaged (`make extension`), where an installation from a checkout has its sources alone.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

PAGES = {
    "Source": "",
    "Issues": "/issues",
    "Changelog": "/blob/HEAD/CHANGELOG.md",
    "Security": "/security/policy",
}
"""Title on PyPI: path below the repository's address."""
EXTENSION = "AUTOLAB_COMPANION_EXTENSION"
"""Environment variable: the folder, from the top of the tree, of the extension that a wheel carries."""
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


class Extension(BuildHookInterface):  # type: ignore[type-arg]  # of a configuration that hatchling alone has
    """Puts the extension into a wheel: that of $AUTOLAB_COMPANION_EXTENSION, else its sources, which run as well."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it builds. Raises FileNotFoundError: no extension is in the folder."""
        if version == "editable":
            return  # it is found beside the packages
        folder = Path(self.root, os.environ.get(EXTENSION, "extension"))
        if not (folder / "manifest.json").is_file():
            raise FileNotFoundError(f"{EXTENSION}: {folder} holds no extension; `make extension` builds it")
        build_data["force_include"][str(folder)] = "autolab_companion/extension"


def _absolute(address: str, picture: str, words: str, path: str) -> str:
    return f"{picture}{words}({address}/{'raw' if picture else 'blob'}/HEAD/{path})"
