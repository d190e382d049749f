"""`install` for administrators and programs: dry runs, JSON, other extensions, all users, policies."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from installer import doctor
from installer import site as sites
from installer.browsers import CHROMIUM
from installer.cli import main
from installer.linux import lenient_json
from installer.manifest import FILE_NAME
from installer.probe import say_hello
from native_host import added_extensions
from native_host.__main__ import is_served
from native_host.identity import CHROMIUM_ORIGINS, GECKO_EXTENSION_IDS, IDENTITY_REDIRECTS
from native_host.oauth.deployment import default_redirects
from native_host.services import Services

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from installer.site import Site

    Listing = Callable[[], dict[str, tuple[int, bytes]]]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the site is a Linux user's")
STORE_ID = "abcdefghijklmnopabcdefghijklmnop"
GECKO_ID = "{ec8030f7-c20a-464f-9b0e-13a3a9e97385}"


@pytest.fixture
def told(site: Site, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """What a command with --json prints."""

    def ask(*words: str) -> dict[str, Any]:
        main([*words, "--json"])
        value: dict[str, Any] = json.loads(capsys.readouterr().out)
        return value

    return ask


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    told: Callable[..., dict[str, Any]], listing: Listing
) -> None:
    before = listing()
    said = told("install", "--dry-run")
    assert listing() == before
    assert [(one["browsers"], one["before"]) for one in said["places"]] == [
        (["Chromium"], "missing"),
        (["Firefox"], "missing"),
    ]
    assert said["host"] is None


def test_its_json_is_what_was_done(site: Site, told: Callable[..., dict[str, Any]]) -> None:
    (foreign,) = (place for place in site.expected() if place.family == CHROMIUM)
    foreign.file.parent.mkdir(mode=0o700)
    foreign.file.write_text('{"description": "another"}')
    said = told("install")
    assert [one["error"] for one in said["places"]] == ["manifest_foreign", None]
    assert said["host"]
    assert said["launcher"] == str(site.launcher)


@pytest.mark.usefixtures("site")
def test_a_dry_run_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install", "--dry-run"]) == 0
    assert "Chromium: would be written\n" in capsys.readouterr().out


def test_another_extension_is_served_by_manifests_and_host(site: Site, companion_home: Path) -> None:
    main(["install", "--extension-id", STORE_ID, "--extension-id", GECKO_ID])
    families = {place.family: json.loads(place.file.read_bytes()) for place in site.expected()}
    assert families[CHROMIUM]["allowed_origins"] == [*CHROMIUM_ORIGINS, f"chrome-extension://{STORE_ID}/"]
    assert families["gecko"]["allowed_extensions"] == [*GECKO_EXTENSION_IDS, GECKO_ID]
    assert [one for one in doctor.examine(site) if one.finding.level == "problem"] == []
    assert is_served([f"chrome-extension://{STORE_ID}/"])
    assert is_served(["/manifest.json", GECKO_ID])
    assert not is_served([f"chrome-extension://{STORE_ID[::-1]}/"])
    assert not is_served(["/manifest.json", STORE_ID])
    assert f"https://{STORE_ID}.chromiumapp.org/autolab" in default_redirects()["identity"]
    assert main(["install"]) == 0
    assert added_extensions.read(str(companion_home)) == [STORE_ID, GECKO_ID], "it is remembered"
    main(["uninstall"])
    assert not is_served([f"chrome-extension://{STORE_ID}/"])


def test_the_redirect_of_an_id_is_what_the_browsers_make_of_it() -> None:
    ours = (CHROMIUM_ORIGINS[0].split("/")[2], GECKO_EXTENSION_IDS[0])
    assert tuple(map(added_extensions.redirect, ours)) == IDENTITY_REDIRECTS


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("word", ["short", STORE_ID.upper(), "../etc", "{ec8030f7}", "a b@c"])
def test_what_is_no_id_is_refused(word: str) -> None:
    with pytest.raises(SystemExit):
        main(["install", "--extension-id", word])


@pytest.mark.parametrize("content", ["", "{}", '["../x", 1, null]', "\ufeff"])
def test_a_damaged_file_of_ids_serves_nobody_else(companion_home: Path, content: str) -> None:
    companion_home.mkdir()
    (companion_home / added_extensions.FILE).write_text(content)
    assert added_extensions.added() == []


@pytest.fixture
def machine(root: Path, user: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """All users of a machine below the root; its commands go to the user's, who stands for the administrator."""
    monkeypatch.setattr("installer.commands.install.COMMANDS_OF_ALL", root / "usr/local/bin")
    for module in ("install", "uninstall", "policies"):
        monkeypatch.setattr(f"installer.commands.{module}.whole_machine", lambda: sites.whole_machine(root))
    monkeypatch.setattr("native_host.added_extensions.MACHINE", "/etc/autolab-companion")
    return sites.whole_machine(root)


def test_for_all_users_and_back(machine: Site, root: Path, site: Site, listing: Listing) -> None:
    before = listing()
    umask = os.umask(0o022)
    try:
        assert main(["install", "--system", "--extension-id", STORE_ID]) == 0
    finally:
        os.umask(umask)
    file = root / "etc/chromium/native-messaging-hosts" / FILE_NAME
    assert json.loads(file.read_bytes())["allowed_origins"][1] == f"chrome-extension://{STORE_ID}/"
    assert say_hello(machine.launcher).version
    made = [path for path in root.rglob("*") if path.name != "install.json"]
    assert [path for path in made if not path.stat().st_mode & 0o004] == [], "everybody can read it"
    assert machine.launcher.stat().st_mode & 0o777 == 0o755
    assert set(site.served_here()) == {"Chromium", "Firefox"}, "and no user has anything to do"
    assert main(["uninstall", "--system"]) == 0
    assert listing() == before


@pytest.mark.usefixtures("machine")
def test_policies_are_written_and_let_the_companion_run(root: Path, site: Site) -> None:
    words = ["policies", "--chromium-id", STORE_ID, "--xpi", "https://example.edu/companion.xpi"]
    assert main([*words, "--write"]) == 0
    chromium = site.system.policies(site.browsers_here()[0])
    assert chromium["ExtensionInstallForcelist"] == [
        f"{STORE_ID};https://clients2.google.com/service/update2/crx"
    ]
    firefox = site.system.policies(site.browsers_here()[1])
    assert (
        firefox["ExtensionSettings"][GECKO_EXTENSION_IDS[0]]["install_url"]
        == "https://example.edu/companion.xpi"
    )
    assert not {"policy", "extension-policy"} & {one.check for one in doctor.examine(site)}
    assert main([*words, "--remove"]) == 0
    assert list((root / "etc").rglob("*")) == []


@pytest.mark.usefixtures("machine")
def test_policies_of_somebody_else_are_left_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = root / "etc/firefox/policies/policies.json"
    theirs.parent.mkdir(parents=True)
    theirs.write_text('{"policies": {}}')
    assert main(["policies", "--xpi", "file:///x.xpi", "--write"]) == 1
    assert "was not written by the companion" in capsys.readouterr().err
    assert [file for file in root.rglob("*") if file.is_file()] == [theirs]
    assert main(["policies"]) == 0
    assert lenient_json(capsys.readouterr().out)["Chromium, Chrome, Edge, Brave"][
        "NativeMessagingAllowlist"
    ] == ["autolab_companion"]


@pytest.mark.usefixtures("site")
def test_the_addresses_to_register_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extension", "redirects", "https://autolab.example.edu", "--extension-id", STORE_ID]) == 0
    told = capsys.readouterr().out.split()
    assert told == [
        *(f"{redirect}/autolab.example.edu" for redirect in IDENTITY_REDIRECTS),
        f"https://{STORE_ID}.chromiumapp.org/autolab/autolab.example.edu",
    ]


def test_a_deployment_file_adds_its_servers(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = {
        "server": "https://autolab.example.edu",
        "label": "Example",
        "client_id": "one",
        "client_secret": "two",
    }
    file = tmp_path / "deployment.json"
    file.write_text(json.dumps({"format": "autolab-companion-deployment-1", "servers": [entry]}))
    assert main(["install", "--deployment", str(file)]) == 0
    assert [server.label for server in Services(str(site.home)).servers.list()] == ["Example"]
    main(["uninstall", "--purge", "--yes"])
    file.write_text("{}")
    assert main(["install", "--deployment", str(file)]) == 1
    assert not site.launcher.exists(), "it is read before anything is written"
