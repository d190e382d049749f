"""Runs every check, mends what can be mended, and says what is left."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from native_host.wire.errors import CompanionError

from .checks import (
    databases,
    extension,
    extension_version,
    folder,
    keychain,
    launcher,
    locks,
    machine_wide,
    manifests,
    network,
    quietly,
    sign_in,
    surroundings,
)
from .findings import PROBLEM, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .site import Site

OTHER_FOLDER = "data-folder-other"
CHECKS: dict[str, Callable[[Site], Iterable[Finding]]] = {
    OTHER_FOLDER: manifests.other_folder,
    "data-folder": folder.unsafe,
    "data-folder-part": folder.unsafe_parts,
    "data-folder-full": folder.full,
    "locks": locks.unusable,
    "lock-stuck": locks.stuck,
    "data-folder-in-snap": folder.inside_snap,
    "vault-locked": folder.locked,
    "vault": folder.custody,
    "keychain": keychain.keeper,
    "database": databases.unsound,
    "database-mode": databases.mode,
    "receipts": databases.losses,
    "no-browser": manifests.no_browser,
    "manifest-folder-unsafe": manifests.unsafe_folder,
    "manifest-missing": manifests.missing,
    "manifest-stale": manifests.stale,
    "manifest-broken": manifests.broken,
    "manifest-foreign": manifests.foreign,
    "manifest-unsafe": manifests.unsafe_file,
    "machine-manifest": machine_wide.faulty,
    "manifest-unread": surroundings.unread,
    "launcher-missing": launcher.missing,
    "launcher-interpreter": launcher.wrong_interpreter,
    "launcher-version": launcher.other_version,
    "launcher-mode": launcher.wrong_mode,
    "host": launcher.host,
    "sandbox": surroundings.sandboxes,
    "policy": surroundings.policies,
    "extension-policy": extension.policies,
    "developer-mode": extension.developer_mode,
    "extension-gone": extension_version.gone,
    "extension-version": extension_version.other,
    "proxy": surroundings.proxy,
    "authorities": network.authorities,
    "server": network.servers,
    "sign-in": sign_in.signed_in,
    "leftover": surroundings.leftovers,
}
"""In the order in which they are mended: what stands on something comes after it."""

MEET_THE_SAME = frozenset({"receipts", "host"})
"""Checks that use what others examine: they say only what nobody has said."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A finding and the check that made it."""

    check: str
    finding: Finding

    def as_json(self) -> dict[str, object]:
        """For `doctor --json`."""
        return {"check": self.check, **self.finding.as_json()}


def examine(site: Site) -> list[Diagnosis]:
    """All that is wrong or worth saying, once. Never raises for what it looks at: that is a finding too."""
    found: dict[Finding, Diagnosis] = {}
    for name, findings in _all(site):
        for finding in findings:
            if name not in MEET_THE_SAME or finding.cause not in {one.cause for one in found}:
                found.setdefault(finding, Diagnosis(name, finding))
    return list(found.values())


def mend(site: Site) -> tuple[list[Diagnosis], dict[Finding, str]]:
    """Apply every fix, check by check; a later check sees the mended state.

    What was mended, and why the fix of each other finding failed.
    """
    mended, failed = [], {}
    for name, findings in _all(site):
        for finding in findings:
            if finding.fix is None:
                continue
            why = _applied(finding.fix)
            if why is None:
                mended.append(Diagnosis(name, finding))
            else:
                failed[finding] = why
    return mended, failed


def _all(site: Site) -> Iterator[tuple[str, list[Finding]]]:
    """What each check finds, one after the other. In the wrong folder the rest would mend the wrong thing."""
    with quietly.once():
        for name, check in CHECKS.items():
            findings = _run(check, site)
            yield name, findings
            if name == OTHER_FOLDER and findings:
                return


def is_healthy(diagnoses: Iterable[Diagnosis]) -> bool:
    """Whether nothing keeps the companion from working."""
    return all(diagnosis.finding.level != PROBLEM for diagnosis in diagnoses)


def _run(check: Callable[[Site], Iterable[Finding]], site: Site) -> list[Finding]:
    try:
        return list(check(site))
    except CompanionError as error:
        return [Finding.of(error, "This could not be examined.")]
    except OSError as error:
        cause = f"{error.filename}: {error.strerror}"
        return [
            Finding(
                PROBLEM, "This could not be examined.", cause, "Mend what is named there, then try again."
            )
        ]
    except Exception as error:  # noqa: BLE001 - a doctor that breaks down helps nobody
        where = traceback.extract_tb(error.__traceback__)[-1]
        cause = f"{check.__name__} broke down: {type(error).__name__} in {Path(where.filename).name}:{where.lineno}."
        return [Finding(PROBLEM, "This could not be examined.", cause, "Report a bug with this text.")]


def _applied(fix: Callable[[], object]) -> str | None:
    """None once it is done, else why not."""
    try:
        fix()
    except CompanionError as error:
        return error.message
    except OSError as error:
        return f"{error.filename}: {error.strerror}"
    return None
