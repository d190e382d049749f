from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installer import record
from installer.changes import Changes
from installer.install import install
from installer.manifest import DESCRIPTION, Verdict
from installer.site import custom_profile
from installer.uninstall import other_homes, purge, remains, remove_folders, uninstall
from native_host.identity import CHROMIUM_ORIGINS, GECKO_EXTENSION_IDS
from native_host.storage.submissions.journal import Journal
from native_host.vault.vault import Vault
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from installer.site import Site
    from installer.system import Place

    Listing = Callable[[], dict[str, tuple[int, bytes]]]

FOREIGN = b'{"name": "autolab_companion", "description": "Something else", "path": "/usr/bin/true", "type": "stdio"}'


def chromium(site: Site) -> Place:
    return next(place for place in site.expected() if place.family == "chromium")


def firefox(site: Site) -> Place:
    return next(place for place in site.expected() if place.family == "gecko")


def test_each_family_gets_its_own_manifest(site: Site) -> None:
    install(site, site.expected())
    common = {
        "name": "autolab_companion",
        "description": DESCRIPTION,
        "path": str(site.launcher),
        "type": "stdio",
    }
    assert json.loads(chromium(site).file.read_bytes()) == {
        **common,
        "allowed_origins": list(CHROMIUM_ORIGINS),
    }
    assert json.loads(firefox(site).file.read_bytes()) == {
        **common,
        "allowed_extensions": list(GECKO_EXTENSION_IDS),
    }


def test_only_browsers_that_are_here_get_one(site: Site, listing: Listing) -> None:
    install(site, site.expected())
    manifests = [path for path in listing() if path.endswith("autolab_companion.json")]
    assert len(manifests) == 2


def test_modes_let_nobody_else_write(site: Site) -> None:
    before = os.umask(0)
    try:
        install(site, site.expected())
    finally:
        os.umask(before)
    assert stat.S_IMODE(site.home.stat().st_mode) == 0o700
    assert stat.S_IMODE(site.launcher.stat().st_mode) == 0o700
    assert stat.S_IMODE(chromium(site).file.stat().st_mode) == 0o644


def test_twice_is_as_once(site: Site, listing: Listing) -> None:
    install(site, site.expected())
    once = listing()
    outcomes = install(site, site.expected())
    assert listing() == once
    assert {outcome.before for outcome in outcomes} == {Verdict.CURRENT}


def test_uninstall_leaves_nothing(site: Site, listing: Listing) -> None:
    before = listing()
    install(site, site.expected())
    assert remains(site)
    uninstall(site)
    assert listing() == before
    assert remains(site) == []


def test_uninstall_keeps_an_empty_folder_that_was_there_before(site: Site, listing: Listing) -> None:
    chromium(site).file.parent.mkdir()
    before = listing()
    install(site, site.expected())
    uninstall(site)
    assert listing() == before


@pytest.mark.parametrize(
    "damaged",
    [
        "not a record",
        "[]",
        '{"manifests": [{"family": 1, "file": 2}], "folders": ["/etc"]}',
        '{"folders": [1]}',
    ],
)
def test_uninstall_works_without_its_record(site: Site, damaged: str) -> None:
    install(site, site.expected())
    record.path(site.home).write_text(damaged)
    uninstall(site)
    assert remains(site) == []


def test_uninstall_of_nothing_is_fine(site: Site, listing: Listing) -> None:
    before = listing()
    assert uninstall(site).removed == []
    assert listing() == before


def test_a_stale_manifest_is_brought_up_to_date(site: Site) -> None:
    moved = replace(site, home=site.home.with_name("older home"))
    install(moved, moved.expected())
    assert site.verdict(chromium(site)) is Verdict.STALE
    install(site, site.expected())
    assert site.verdict(chromium(site)) is Verdict.CURRENT


def refused(site: Site, place: Place) -> str:
    """Install for every browser; the error of this place, and only of this one."""
    outcomes = install(site, site.expected())
    assert [outcome.place for outcome in outcomes if outcome.error] == [place]
    assert all(site.verdict(outcome.place) is Verdict.CURRENT for outcome in outcomes if not outcome.error)
    return next(str(outcome.error) for outcome in outcomes if outcome.error)


def test_a_foreign_manifest_is_refused_and_keeps_nothing_from_the_other_browsers(site: Site) -> None:
    firefox(site).file.parent.mkdir()
    firefox(site).file.write_bytes(FOREIGN)
    assert "manifest_foreign" in refused(site, firefox(site))
    assert firefox(site).file.read_bytes() == FOREIGN


def test_where_no_browser_can_be_served_nothing_is_done(site: Site, listing: Listing) -> None:
    for place in site.expected():
        place.file.parent.mkdir()
        place.file.write_bytes(FOREIGN)
    before = listing()
    with pytest.raises(CompanionError, match="manifest_foreign"):
        install(site, site.expected())
    assert listing() == before


def test_force_keeps_a_copy_and_uninstall_puts_it_back(site: Site, listing: Listing) -> None:
    firefox(site).file.parent.mkdir()
    firefox(site).file.write_bytes(FOREIGN)
    before = listing()
    install(site, site.expected(), force=True)
    install(site, site.expected())  # a second run must not forget the copy
    assert site.verdict(firefox(site)) is Verdict.CURRENT
    assert FOREIGN in {path.read_bytes() for path in firefox(site).file.parent.iterdir()}
    assert uninstall(site).restored == [str(firefox(site).file)]
    assert listing() == before


def test_a_linked_manifest_is_foreign_and_its_target_stays_untouched(site: Site, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_bytes(b"precious")
    firefox(site).file.parent.mkdir()
    firefox(site).file.symlink_to(target)
    assert "manifest_foreign" in refused(site, firefox(site))
    install(site, site.expected(), force=True)
    assert target.read_bytes() == b"precious"
    assert not firefox(site).file.is_symlink()


@pytest.mark.parametrize("damaged", [b"", b"Not Found", b"\xff\xfe", b"{", b"[" * 100_000])
def test_a_damaged_manifest_is_replaced(site: Site, damaged: bytes) -> None:
    chromium(site).file.parent.mkdir()
    chromium(site).file.write_bytes(damaged)
    install(site, site.expected())
    assert site.verdict(chromium(site)) is Verdict.CURRENT


def test_a_linked_hosts_folder_is_refused(site: Site, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    chromium(site).file.parent.symlink_to(elsewhere)
    assert "target_unsafe" in refused(site, chromium(site))
    assert not [*elsewhere.iterdir()]


def test_a_linked_configuration_folder_is_the_users_own_arrangement(
    site: Site, user: Path, tmp_path: Path
) -> None:
    (user / ".config").rename(tmp_path / "dotfiles")
    (user / ".config").symlink_to(tmp_path / "dotfiles")
    install(site, site.expected())
    assert site.verdict(chromium(site)) is Verdict.CURRENT


def test_a_folder_of_somebody_else_is_refused(site: Site) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    chromium(site).file.parent.mkdir()
    os.chown(chromium(site).file.parent, 4711, 4711)
    assert "4711" in refused(site, chromium(site))


def test_failure_half_way_puts_everything_back(site: Site, listing: Listing) -> None:
    record.path(site.home).mkdir(parents=True)  # the record is written last
    site.home.chmod(0o700)
    before = listing()
    with pytest.raises(CompanionError, match="target_unsafe"):
        install(site, site.expected())
    assert listing() == before


def test_failure_half_way_restores_an_older_installation(site: Site, listing: Listing) -> None:
    install(site, [chromium(site)])
    chromium(site).file.write_bytes(site.wanted(chromium(site)) + b"\n")
    record.path(site.home).unlink()
    record.path(site.home).mkdir()
    before = listing()
    with pytest.raises(CompanionError):
        install(site, [chromium(site), firefox(site)])
    assert listing() == before


def test_half_of_a_place_is_taken_back_when_the_place_cannot_be_used(site: Site, listing: Listing) -> None:
    firefox(site).file.mkdir(parents=True)
    install(site, [chromium(site)])
    before = listing()
    assert refused(site, firefox(site))
    assert listing() == before


def test_one_manifest_that_cannot_be_removed_keeps_no_other(site: Site) -> None:
    install(site, site.expected())
    link = firefox(site).file.parent
    link.rename(link.with_name("moved"))
    link.write_text("no folder any more")
    uninstall(site)
    assert site.verdict(chromium(site)) is Verdict.MISSING
    assert not site.launcher.exists()


def test_a_damaged_manifest_is_not_put_back(site: Site, listing: Listing) -> None:
    before = listing()
    chromium(site).file.parent.mkdir()
    chromium(site).file.write_bytes(b"Not Found")
    install(site, site.expected())
    done = uninstall(site)
    assert done.restored == []
    assert remains(site) == []
    assert not chromium(site).file.exists()
    assert {path for path in listing() if "chromium" not in path} == {
        path for path in before if "chromium" not in path
    }


def test_another_data_folder_that_browsers_still_use_is_found(site: Site, tmp_path: Path) -> None:
    older = replace(site, home=tmp_path / "older home")
    install(older, older.expected())
    assert other_homes(site) == [older.home]
    assert other_homes(older) == []


def test_an_operating_system_error_names_the_file(tmp_path: Path) -> None:
    def change() -> None:
        with Changes() as changes:
            changes.write(tmp_path / "first", b"1", 0o600)
            changes.move(tmp_path / "absent", tmp_path / "there")

    with pytest.raises(CompanionError, match="install_failed") as caught:
        change()
    assert str(tmp_path / "absent") in caught.value.message
    assert not (tmp_path / "first").exists()


def test_a_profile_folder_of_ones_own_is_remembered(site: Site, tmp_path: Path, listing: Listing) -> None:
    profile = tmp_path / "my profile"
    profile.mkdir()
    before = listing()
    install(site, [custom_profile(profile)])
    assert (profile / "NativeMessagingHosts/autolab_companion.json").exists()
    assert custom_profile(profile) in site.expected()
    uninstall(site)
    assert listing() == before


def test_a_manifest_that_became_foreign_is_left_alone(site: Site) -> None:
    install(site, site.expected())
    firefox(site).file.write_bytes(FOREIGN)
    assert uninstall(site).left == [str(firefox(site).file)]
    assert firefox(site).file.read_bytes() == FOREIGN


def test_purge_leaves_nothing_of_a_used_data_folder(site: Site, listing: Listing) -> None:
    before = listing()
    install(site, site.expected())
    vault = Vault(str(site.home))
    vault.write("session:x", {"token": "t"})
    Journal(str(site.home), vault).close()
    made = record.load(site.home).folders
    uninstall(site)
    assert purge(site)
    remove_folders(made)
    assert listing() == before


def test_purge_spares_what_is_not_ours(site: Site) -> None:
    install(site, site.expected())
    (site.home / "thesis.tex").write_text("years of work")
    uninstall(site)
    purge(site)
    assert [path.name for path in site.home.iterdir()] == ["thesis.tex"]


def test_an_interpreter_that_lacks_the_companion_is_refused(
    site: Site, tmp_path: Path, listing: Listing
) -> None:
    fake = tmp_path / "python"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    before = listing()
    with pytest.raises(CompanionError, match="not installed in it"):
        install(replace(site, interpreter=str(fake)), site.expected())
    assert listing() == before


def test_the_store_python_is_refused_with_advice(site: Site) -> None:
    store = Path("/c/Microsoft/WindowsApps/python.exe")
    with pytest.raises(CompanionError, match="Microsoft Store"):
        install(replace(site, interpreter=str(store)), site.expected())


def test_a_virtual_environment_of_the_store_python_is_refused_too(site: Site, tmp_path: Path) -> None:
    fake = tmp_path / "python"
    fake.write_text(r"""#!/bin/sh
printf '%s\n' "'C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.12'"
""")
    fake.chmod(0o755)
    with pytest.raises(CompanionError, match="Microsoft Store"):
        install(replace(site, interpreter=str(fake)), site.expected())
