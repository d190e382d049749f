"""SECURITY.md claims nothing without a test, and names no test that is not there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from native_host.identity import IDENTITY_REDIRECTS
from native_host.vault.backends.passphrase import COST
from native_host.vault.vault import AUTO_LOCK

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
CLAIMED = TEXT.split("## What is protected, and how it is tested")[1].split("## What is not protected")[0]
NAMED = re.findall(r"`(tests/[^`\s]+)`", TEXT)


@cache
def names_in(path: str) -> set[str]:
    """Node ids below a test module: `test_x`, `TestY`, `TestY::test_z`."""
    found = set()
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            inner = {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
            found |= {node.name} | inner
    return found


@pytest.mark.parametrize("path", [*sorted(ROOT.glob("*.md")), ROOT / "native_host" / "PROTOCOL.md"])
def test_no_document_shows_both_sides_of_a_merge(path: Path) -> None:
    assert not re.search("^(<{7}|>{7}) ", path.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("node_id", sorted(set(NAMED)))
def test_every_named_test_exists(node_id: str) -> None:
    path, _, name = node_id.partition("::")
    assert (ROOT / path).is_file()
    if path.endswith(".py"):
        tests = {each for each in names_in(path) if each.split("::")[-1].lower().startswith("test")}
        assert name in tests if name else tests


def test_no_claim_is_without_a_test() -> None:
    claims = re.split(r"^- ", CLAIMED, flags=re.MULTILINE)[1:]
    assert len(claims) > 30
    assert [claim for claim in claims if not re.search(r"`tests/[^`]+`", claim.split("\n#")[0])] == []


def test_its_figures_and_addresses_are_the_real_ones() -> None:
    for redirect in IDENTITY_REDIRECTS:
        assert f"{redirect}/autolab.example.edu\n" in TEXT
    assert f"N=2^{COST['n'].bit_length() - 1}, r={COST['r']}, p={COST['p']}" in TEXT
    assert f"after {AUTO_LOCK / 60:.0f} minutes" in TEXT


def test_what_it_links_to_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target
