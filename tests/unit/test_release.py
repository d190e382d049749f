"""What a release says of itself: one version, a changelog that names it, addresses of where it is made."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from native_host import __version__

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^## \[(?P<version>[^]]+)\](?: - (?P<date>\d{4}-\d\d-\d\d))?$", re.MULTILINE)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
"""The headings of keepachangelog.com/en/1.1.0."""
USES = re.compile(r"^ *-? *uses: (?P<action>\S+)(?P<comment>.*)$", re.MULTILINE)
PLACES = (".ci/version", "native_host/__init__.py", "extension/manifest.json", "CHANGELOG.md")


def metadata(**env: str) -> dict[str, object]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    command = [sys.executable, "-m", "hatchling", "metadata"]
    said = subprocess.run(command, cwd=ROOT, env={**kept, **env}, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(said.stdout)
    return found


def test_there_is_one_version() -> None:
    assert metadata()["version"] == __version__
    assert json.loads((ROOT / "extension/manifest.json").read_text("utf-8"))["version"] == __version__
    assert "version" not in json.loads((ROOT / "package.json").read_text("utf-8"))


def test_the_changelog_is_kept() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    sections = SECTION.findall(text)
    assert sections[0] == ("Unreleased", "")
    assert sections[1][0] == __version__
    assert all(date for _, date in sections[1:])
    assert [date for _, date in sections[1:]] == sorted((date for _, date in sections[1:]), reverse=True)
    assert text.count("\n## ") == len(sections), "a section has another form"
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= KINDS


def test_one_command_names_the_next_version_everywhere(tmp_path: Path) -> None:
    for place in PLACES:
        (tmp_path / place).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / place, tmp_path / place)
    subprocess.run([sys.executable, tmp_path / ".ci/version", "7.0.12"], check=True)
    assert '__version__ = "7.0.12"' in (tmp_path / "native_host/__init__.py").read_text("utf-8")
    assert json.loads((tmp_path / "extension/manifest.json").read_text("utf-8"))["version"] == "7.0.12"
    assert [version for version, _ in SECTION.findall((tmp_path / "CHANGELOG.md").read_text("utf-8"))][:3] == [
        "Unreleased", "7.0.12", __version__,
    ]  # fmt: skip


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "1.0.0rc1"])
def test_what_a_browser_would_refuse_is_no_version(tmp_path: Path, version: str) -> None:
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    done = subprocess.run(
        [sys.executable, tmp_path / ".ci/version", version], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"no version" in done.stderr


def test_a_package_leads_to_the_repository_that_made_it() -> None:
    made = metadata(GITHUB_SERVER_URL="https://github.com", GITHUB_REPOSITORY="some/fork")
    urls = made["urls"]
    assert isinstance(urls, dict)
    assert urls["Source"] == "https://github.com/some/fork"
    readme = made["readme"]
    assert isinstance(readme, dict)
    assert "](https://github.com/some/fork/raw/HEAD/.github/companion.png)" in readme["text"]
    assert "[SECURITY.md](https://github.com/some/fork/blob/HEAD/SECURITY.md)" in readme["text"]
    assert re.findall(r"\]\((?!https?:|#)", readme["text"]) == []


def test_a_package_made_elsewhere_claims_no_address() -> None:
    assert not metadata().get("urls")


@pytest.mark.parametrize(
    "workflow", sorted((ROOT / ".github/workflows").iterdir()), ids=lambda path: path.name
)
def test_actions_are_pinned_by_commit_and_say_which_version_that_is(workflow: Path) -> None:
    used = USES.findall(workflow.read_text("utf-8"))
    assert used
    for action, comment in used:
        local = action.startswith("./.github/workflows/")
        assert local or (re.search(r"@[0-9a-f]{40}$", action) and re.match(r" # v\d+\.\d+\.\d+$", comment)), (
            action
        )


TELLING = """#!/bin/sh
printf '%s\\n' "$@" "EDGE_CLIENT_ID=${EDGE_CLIENT_ID-unset}"
while [ $# -gt 0 ]; do case $1 in --firefox-sources-zip) unzip -l "$2" | grep -c pyproject.toml ;; esac; shift; done
"""
"""Stands for npx: the stores themselves cannot be asked."""


@pytest.mark.skipif(os.name == "nt", reason="it runs where releases are made")
@pytest.mark.parametrize(
    ("listings", "given"),
    [
        ({"CHROME_EXTENSION_ID": "a" * 32}, {"--chrome-zip": "chromium-1.2.3.zip"}),
        ({"EDGE_PRODUCT_ID": "p"}, {"--edge-zip": "chromium-1.2.3.zip"}),
        ({"FIREFOX_EXTENSION_ID": "a@b"}, {"--firefox-zip": "firefox-1.2.3.xpi"}),
        ({}, {}),
    ],
    ids=["chrome", "edge", "firefox", "none"],
)
def test_a_store_gets_a_release_once_it_has_a_listing(
    tmp_path: Path, listings: dict[str, str], given: dict[str, str]
) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "npx").write_text(TELLING)
    (tmp_path / "npx").chmod(0o755)
    unset = dict.fromkeys(
        ("CHROME_EXTENSION_ID", "EDGE_PRODUCT_ID", "EDGE_CLIENT_ID", "FIREFOX_EXTENSION_ID"), ""
    )
    done = subprocess.run(
        [ROOT / ".ci/stores/submit", "dist", "1.2.3"],
        cwd=tmp_path,
        env={**os.environ, **unset, **listings, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    told = done.stdout.splitlines()
    zips = {
        word: told[n + 1] for n, word in enumerate(told) if word.endswith("-zip") and "sources" not in word
    }
    assert done.returncode == (0 if listings else 1)
    assert zips == {word: f"{tmp_path}/dist/autolab-companion-{name}" for word, name in given.items()}
    assert not listings or "EDGE_CLIENT_ID=unset" in told
    assert ("1" in told) == ("FIREFOX_EXTENSION_ID" in listings), "the sources go to Mozilla alone"


SECOND = "abcdefghijklmnopabcdefghijklmnop"
ASKED = """
import json
from installer.browsers import CHROMIUM
from installer.manifest import manifest
from native_host.__main__ import is_served
from native_host.added_extensions import identity_redirects
from pathlib import Path
print(json.dumps([
    json.loads(manifest(CHROMIUM, Path("/x")))["allowed_origins"],
    identity_redirects(),
    is_served([f"chrome-extension://{SECOND}/"]),
]))
"""


def test_a_stores_id_is_added_in_one_place(tmp_path: Path) -> None:
    for package in ("native_host", "installer"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    identity = tmp_path / "native_host/identity.py"
    ours = 'CHROMIUM_EXTENSION_IDS = ("dnoobejagcfdibgmomngfodjjcbgncol",'
    assert ours in identity.read_text("utf-8")
    identity.write_text(identity.read_text("utf-8").replace(ours, f'{ours} "{SECOND}",'))
    done = subprocess.run(
        [sys.executable, "-c", f"SECOND = {SECOND!r}{ASKED}"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    origins, redirects, served = json.loads(done.stdout)
    assert f"chrome-extension://{SECOND}/" in origins
    assert f"https://{SECOND}.chromiumapp.org/autolab" in redirects
    assert served is True
