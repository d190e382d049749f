"""What `install` did, or would do, told to people or to a program."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .extension_folder import NAME, extension_folder
from .program import versions

if TYPE_CHECKING:
    from pathlib import Path

    from .install import Outcome
    from .site import Site
    from .system import Place

NEXT = """
Now load the extension from
  {extension}
Chromium, Chrome, Edge, Brave, Vivaldi, Opera: open chrome://extensions, switch on "Developer mode", choose
  "Load unpacked" and pick that folder. Leave developer mode on.
Firefox: open about:debugging#/runtime/this-firefox, choose "Load Temporary Add-on" and pick manifest.json there.
A page of the extension then opens by itself: it goes on with your Autolab server.
"""


@dataclass(frozen=True, slots=True)
class Told:
    """`served`: what needs nothing, by title; `places`: who reads each place; `version`: of the host that answered."""

    site: Site
    served: dict[str, Path]
    places: dict[Place, list[str]]
    outcomes: list[Outcome]
    version: str | None = None

    def tell(self, *, as_json: bool, dry_run: bool = False) -> int:
        """Print it; 1 if a browser could not be served."""
        lines = [json.dumps(self._as_json(), indent=2)] if as_json else self._lines(dry_run=dry_run)
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        return 1 if any(outcome.error for outcome in self.outcomes) else 0

    def _lines(self, *, dry_run: bool) -> list[str]:
        lines = []
        for title, launcher in self.served.items():
            lines.append(f"{title}: registered for the whole machine already, nothing to do\n  {launcher}")
        for outcome in self.outcomes:
            words = f"would be {outcome.words}" if dry_run and not outcome.is_done else outcome.words
            lines.append(f"{' and '.join(self.places[outcome.place])}: {words}\n  {outcome.place.words}")
            if outcome.error:
                lines.append(f"  {outcome.error.remedy}")
        if self.version:
            lines.append(f"The host {self.version} answers.")
            lines.append(NEXT.format(extension=self._extension()))
        return lines

    def _extension(self) -> Path:
        """Where it will lie: what the installer file unpacked goes away again after a dry run."""
        has_program = versions.of(self.site.home, self.site.interpreter) is not None
        return self.site.home / NAME if has_program else extension_folder(self.site.home)

    def _as_json(self) -> dict[str, object]:
        return {
            "host": self.version,
            "launcher": str(self.site.launcher),
            "extension": str(self._extension()),
            "machine_wide": sorted(self.served),
            "places": [
                {
                    "browsers": self.places[one.place],
                    "place": one.place.words,
                    "before": one.before.value if one.before else None,
                    "error": one.error.name if one.error else None,
                    "words": one.words,
                }
                for one in self.outcomes
            ],
        }
