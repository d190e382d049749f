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
