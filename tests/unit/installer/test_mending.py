"""A host that starts mends the manifests that other browsers would find no host by."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from installer.install import install
from installer.mending import mend_manifests
from tests.handing_in import until
from tests.host import HostProcess

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from installer.site import Site

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the site is a Linux user's")


@pytest.fixture
def manifests(site: Site) -> list[Path]:
    """Those of two browsers."""
    return [outcome.place.file for outcome in install(site, site.expected())]


def spoil(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    value = json.loads(file.read_bytes())
    change(value)
    file.write_text(json.dumps(value))


def test_those_of_an_earlier_version_and_those_that_name_what_is_gone(manifests: list[Path]) -> None:
    right = [file.read_bytes() for file in manifests]
    spoil(manifests[0], lambda value: value.update(path="/gone/autolab-companion-host"))
    spoil(manifests[1], lambda value: value.update(allowed_extensions=["earlier@extensions"]))
    mend_manifests()
    assert [file.read_bytes() for file in manifests] == right


@pytest.mark.parametrize("what", ["another works", "foreign", "removed"])
def test_what_is_not_its_own_to_mend_stays(manifests: list[Path], what: str) -> None:
    file = manifests[0]
    match what:
        case "another works":
            spoil(file, lambda value: value.update(path=sys.executable))
        case "foreign":
            spoil(file, lambda value: value.update(description="Something else"))
        case "removed":
            file.unlink()
    before = file.read_bytes() if file.exists() else None
    mend_manifests()
    assert (file.read_bytes() if file.exists() else None) == before


def test_a_program_that_the_launcher_does_not_start_mends_nothing(site: Site, manifests: list[Path]) -> None:
    site.launcher.write_text(
        "#!/bin/sh\nexec /another/python -I -c 'from autolab_companion.host import start; start()' \"$@\"\n"
    )
    spoil(manifests[0], lambda value: value.update(path="/gone/autolab-companion-host"))
    before = manifests[0].read_bytes()
    mend_manifests()
    assert manifests[0].read_bytes() == before


def test_a_host_that_starts_does_it(site: Site, manifests: list[Path]) -> None:
    right = manifests[1].read_bytes()
    spoil(manifests[1], lambda value: value.update(path="/gone/autolab-companion-host"))
    with HostProcess(site.home, command=[str(site.launcher)]) as host:
        host.hello()
        until(lambda: manifests[1].read_bytes() == right)
