"""How the tests are spread over processes: by files, and where browsers are at work, by files and browsers."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

from .browsers import BROWSERS


class FilesAndBrowsers(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Work is given out in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        return next((f"{file} in {name}" for name in BROWSERS if f"[{name}" in test), file)
