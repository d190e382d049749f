"""What keeps a browser from starting any host: sandboxes, administrators' policies, folders that nobody reads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from native_host.autolab.proxy import VARIABLE, proxy_for
from native_host.identity import HOST_NAME
from native_host.wire.errors import CompanionError

from .. import record
from ..changes import Changes
from ..findings import NOTE, PROBLEM, WARNING, Finding
from ..manifest import FILE_NAME
from ..uninstall import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ..site import Site
    from ..system import Place


def sandboxes(site: Site) -> Iterator[Finding]:
    """Browsers from snap and Flatpak, which start hosts in their own way or not at all."""
    for browser in site.browsers_here():
        if not browser.note or (browser.note_sign and not site.system.resolve(browser.note_sign).exists()):
            continue
        level = NOTE if browser.hosts else WARNING
        yield Finding(
            level, f"{browser.title} runs in a sandbox.", str(site.system.seen(browser)), browser.note
        )


def policies(site: Site) -> Iterator[Finding]:
    """Policies by which an administrator forbids the host."""
    for browser in site.browsers_here():
        rules = site.system.policies(browser)
        cause = forbidden_by(rules, machine_wide=site.machine_wide(browser) is not None)
        if cause:
            yield Finding(
                PROBLEM,
                f"{browser.title} is not allowed to start the host.",
                f"Your administrator's policy {cause}.",
                f"Ask your administrator to allow the native-messaging host {HOST_NAME}.",
            )


def forbidden_by(policies: Mapping[str, Any], *, machine_wide: bool = False) -> str | None:
    """The policy that forbids our host, in words; None if none does. Allowlist beats blocklist.

    `machine_wide`: it is installed for the whole machine.
    """
    if not machine_wide and only_machine_wide(policies):
        return "NativeMessagingUserLevelHosts allows only hosts that are installed for the whole machine"
    allowed = _listed(policies.get("NativeMessagingAllowlist"))
    blocked = _listed(policies.get("NativeMessagingBlocklist"))
    if HOST_NAME not in allowed and ("*" in blocked or HOST_NAME in blocked):
        return "NativeMessagingBlocklist blocks it"
    return None


def only_machine_wide(policies: Mapping[str, Any]) -> bool:
    """Whether an administrator has the browser read no manifests of the user's own."""
    return policies.get("NativeMessagingUserLevelHosts") in (False, 0)  # Windows has numbers


def _listed(policy: Any) -> list[Any]:
    """The entries of a list; a policy of another type is one that the browser ignores."""
    return policy if isinstance(policy, list) else []


def proxy(_site: Site) -> Iterator[Finding]:
    """The proxy on the way to every server, as far as this terminal knows it."""
    try:
        named = proxy_for("https://autolab.example.edu")
    except CompanionError as error:
        yield Finding.of(error, "No server can be reached.")
        return
    if named is not None:
        yield Finding(
            NOTE,
            "Servers are reached through a proxy.",
            f"{VARIABLE} names {named.shown}.",
            "Start the browser with the same variable; without it the host goes directly.",
        )


def unread(site: Site) -> Iterator[Finding]:
    """Manifests in folders that no browser reads, such as Firefox's new profile folder."""
    for folder in site.system.unread:
        file = site.system.resolve(folder) / FILE_NAME
        if file.exists():
            yield Finding(
                WARNING,
                f"No browser reads {file}.",
                "It was put there by hand or by other instructions.",
                "Remove it; `autolab-companion install` writes to the folder that is read.",
                partial(_remove, file),
            )


def leftovers(site: Site) -> Iterator[Finding]:
    """Manifests of ours that no record knows and no browser here needs, and files of an interrupted run."""
    known = {*site.expected()}
    places = site.places_of(site.system.browsers)
    for place in places:
        if place not in known and site.verdict(place) in OURS:
            yield Finding(
                NOTE,
                f"{place.words} serves a browser that is not here.",
                "The browser was removed, or the record of what was installed was lost.",
                "Run `autolab-companion doctor --fix`, or leave it.",
                partial(_unregister, site, place),
            )
    folders = {place.file.parent for place in (*places, *known)} | {site.home, site.launcher.parent}
    for file in sorted(file for folder in folders if folder.is_dir() for file in folder.glob(".*.tmp")):
        if file.name.startswith((f".{FILE_NAME}", f".{record.NAME}", f".{site.launcher.name}")):
            yield Finding(
                NOTE,
                f"{file} is left over.",
                "The installer was interrupted.",
                "Remove it.",
                partial(_remove, file),
            )


def _remove(file: Path) -> None:
    with Changes() as changes:
        changes.remove(file)


def _unregister(site: Site, place: Place) -> None:
    with Changes() as changes:
        changes.remove(place.file)
        site.system.unregister(place, changes)
