"""Rules for the files themselves: no circle of imports, none longer than can be read at once, no class named twice.

An import for types alone counts too: whoever reads one file of a circle has to read the other.
"""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGES = ("native_host", "installer")
SOURCES = {"native_host": {".py"}, "installer": {".py"}, "extension": {".js", ".css"}}
MOST_LINES = 200
LONGER: dict[str, str] = {}
"""Files that may be longer, and why."""


def modules(root: Path) -> dict[str, Path]:
    """Dotted names of all modules of ours and their files."""
    found = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Modules of ours that this one names in an import statement, wherever it stands."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                target = f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base
                if target in known and target != name:
                    yield target


def circle(root: Path) -> list[str]:
    """One circle of files, empty if there is none."""
    known = modules(root)
    graph = {name: set(imported(name, path, known)) for name, path in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_file_imports_another_in_a_circle() -> None:
    assert len(modules(ROOT)) > 150, "the files were found"
    assert circle(ROOT) == []


@pytest.mark.parametrize(
    "line", ["from . import b", "if TYPE_CHECKING:\n    from .b import B", "import native_host.b"]
)
def test_a_circle_would_be_noticed(tmp_path: Path, line: str) -> None:
    package = tmp_path / "native_host"
    package.mkdir()
    (package / "a.py").write_text(f"{line}\n")
    (package / "b.py").write_text("def late():\n    from .a import A\n")
    assert set(circle(tmp_path)) == {"native_host.a", "native_host.b"}


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    found = [
        path
        for folder, kinds in SOURCES.items()
        for path in (ROOT / folder).rglob("*")
        if path.suffix in kinds
    ]
    lines = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in found}
    assert len(lines) > 200, "the files were found"
    assert {name for name, count in lines.items() if count > MOST_LINES} == set(LONGER), (
        f"split what has more than {MOST_LINES} lines; LONGER names none that has fewer"
    )


def test_a_name_of_a_class_means_one_thing() -> None:
    """What is told on the wire has the name of what it tells of; nothing else shares a name."""
    places: dict[str, list[str]] = {}
    for name, path in modules(ROOT).items():
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(name)
    twice = {
        name: found
        for name, found in places.items()
        if len([each for each in found if not each.startswith("native_host.wire.shapes.")]) > 1
        or len(found) > 2
    }
    assert twice == {}
