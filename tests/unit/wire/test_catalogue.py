"""The error catalogue: rows that are raised, kinds that mean something, names that never come back."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from native_host.wire.catalogue import BY_NAME, CATALOGUE, KINDS
from native_host.wire.errors import KEY_KINDS, SERVER_KINDS, STORAGE_KINDS, CompanionError
from tests.shapes import error_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.wire.catalogue.row import Row

ROOT = Path(__file__).parents[3]
NOT_RAISING = ("native_host/wire/catalogue/", "native_host/wire/error_names.py", "native_host/wire/errors.py")
"""Where every name stands whether it is raised or not."""
DECLARED = ("errors",)
"""Keyword arguments that only declare what may be answered."""


def names_used(tree: ast.AST) -> Iterator[str]:
    """Texts from which an error can be made: neither compared with one, nor declared, nor a docstring."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Compare | ast.Expr) and not any(
            isinstance(n, ast.Call) for n in ast.walk(node)
        ):
            continue
        if isinstance(node, ast.keyword) and node.arg in DECLARED:
            continue
        if isinstance(node, ast.Assign) and is_set_of_names(node.value):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        yield from names_used(node)


def is_set_of_names(value: ast.expr) -> bool:
    """Whether it is a flat row of texts: a list of names to compare with or to declare, no table that leads to one."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "frozenset":
        value = value.args[0]
    return isinstance(value, ast.Tuple | ast.Set) and all(
        isinstance(item, ast.Constant | ast.Starred) for item in value.elts
    )


def sources() -> list[Path]:
    return [path for room in ("native_host", "installer") for path in (ROOT / room).rglob("*.py")]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def raised() -> set[str]:
    found: set[str] = set()
    for path in sources():
        if not path.relative_to(ROOT).as_posix().startswith(NOT_RAISING):
            found.update(names_used(parsed(path)))
    return found


def test_every_row_that_is_not_retired_is_raised_somewhere_and_no_retired_one_is() -> None:
    used = raised()
    assert {row.name for row in CATALOGUE if row.name not in used} == {
        row.name for row in CATALOGUE if row.retired
    }


def test_a_name_that_is_only_declared_or_compared_does_not_count_as_raised() -> None:
    source = (
        'A = ("throttled",)\nB = frozenset({"sign_in_again"})\nOp(errors=("cancelled",))\n'
        'if error.name == "vault_busy": pass\nraise CompanionError("tls_failed")\nT = {"x": "not_autolab"}\n'
    )
    assert {"tls_failed", "not_autolab"} == set(names_used(ast.parse(source))) & set(BY_NAME)


def test_every_kind_has_rows_and_a_meaning() -> None:
    assert {row.kind for row in CATALOGUE} == set(KINDS)
    assert set(KINDS) >= KEY_KINDS | SERVER_KINDS | STORAGE_KINDS


def test_codes_ascend_in_each_block_and_none_is_given_twice() -> None:
    codes = [row.code for row in CATALOGUE if row.code > 0]
    assert codes == sorted(set(codes))


def test_no_name_is_given_twice() -> None:
    assert [row.name for row in CATALOGUE] == list(BY_NAME)


def unfilled(tree: ast.AST) -> Iterator[str]:
    """`line: name lacks {field}` for each field of a row that a call of CompanionError does not give."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "CompanionError":
            given = {each.arg for each in node.keywords}
            if None in given:  # **fields, which only a run can tell
                continue
            texts = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
            for row in (row for row in CATALOGUE if row.name in texts):
                lacking = [field for field in error_fields(row) if field not in given]
                yield from (f"{node.lineno}: {row.name} lacks {{{field}}}" for field in lacking)


def test_every_raise_gives_each_field_of_its_row() -> None:
    found = [f"{path.relative_to(ROOT)}:{each}" for path in sources() for each in unfilled(parsed(path))]
    assert not found


def test_a_field_that_is_not_given_would_be_noticed() -> None:
    source = (
        'raise CompanionError("module_missing")\nCompanionError("hello_required")\n'
        'CompanionError("module_missing", module="x")\nCompanionError("module_missing", **given)\n'
        'CompanionError("module_missing" if odd else "hello_required", detail="y")\n'
    )
    told = [f"{line}: module_missing lacks {{module}}" for line in (1, 5)]
    assert sorted(unfilled(ast.parse(source))) == told


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.name)
def test_an_error_tells_kind_and_passing_of_its_row(row: Row) -> None:
    error = CompanionError(row.name)
    assert (error.name, error.kind, error.passing) == (row.name, row.kind, row.passing)
    assert "kind" not in error.as_json()["data"], "it does not travel"
