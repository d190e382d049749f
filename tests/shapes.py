"""The shapes of native_host/wire/shapes as data, read from their source: names, members, and what is said of each."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from native_host.wire import identifiers, shapes
from native_host.wire.shapes import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native_host.wire.catalogue.row import Row

FOLDER = Path(shapes.__file__).parent
MODULES = (
    "common",
    "hello",
    "servers",
    "sign_in",
    "badges",
    "agenda",
    "receipts",
    "submissions",
    "reads",
    "staff",
    "staff_jobs",
    "staff_params",
    "notifications",
)
"""In the order of reading."""
PLAIN = {
    "str": "string",
    "int": "number",
    "float": "number",
    "bool": "boolean",
    "bytes": "string",
    "None": "null",
}
"""Python's words for what JSON has; bytes travel as base64."""
PLAIN["Any"] = "any"
LOCAL = ("AccountKey",)
"""Identifiers that never travel."""


@dataclass
class Member:
    """`type` as TypeScript writes it; `optional`: may be absent."""

    name: str
    type: str
    optional: bool
    doc: str


@dataclass
class Shape:
    """An object. `bases` are the shapes it extends, `of` the name of its type parameter."""

    name: str
    doc: str
    bases: list[str] = field(default_factory=list)
    of: str = ""
    members: list[Member] = field(default_factory=list)


@dataclass
class Alias:
    """Another name for a type."""

    name: str
    type: str
    doc: str


def typed(node: ast.expr) -> str:  # noqa: PLR0911 - a table of patterns
    """An annotation as TypeScript writes it."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return PLAIN.get(name, name)
        case ast.Constant(value=None):
            return "null"
        case ast.BinOp(left=left, right=right):
            return f"{typed(left)} | {typed(right)}"
        case ast.Subscript(value=ast.Name(id="Literal"), slice=words):
            options = words.elts if isinstance(words, ast.Tuple) else [words]
            return " | ".join(f'"{ast.literal_eval(option)}"' for option in options)
        case ast.Subscript(value=ast.Name(id="list"), slice=item):
            inner = typed(item)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[_, value])):
            return f"Record<string, {typed(value)}>"
        case ast.Subscript(value=generic, slice=item):
            return f"{typed(generic)}<{typed(item)}>"
    raise ValueError(ast.unparse(node))


def _member(node: ast.AnnAssign, doc: str, *, of_params: bool) -> Member:
    assert isinstance(node.target, ast.Name)
    told, optional = node.annotation, False
    if isinstance(told, ast.Subscript) and ast.unparse(told.value) == "NotRequired":
        told, optional = told.slice, True
    kind = typed(told)
    if of_params and kind.endswith(" | null"):
        kind, optional = kind.removesuffix(" | null"), True
    return Member(node.target.id, kind, optional, doc)


def _shape(node: ast.ClassDef) -> Shape:
    shape = Shape(node.name, inspect.cleandoc(ast.get_docstring(node) or ""))
    for base in map(ast.unparse, node.bases):
        if base.startswith("Generic["):
            shape.of = base.removeprefix("Generic[").removesuffix("]")
        elif base != "TypedDict":
            shape.bases.append(base)
    for each, doc in _documented(node.body):
        if isinstance(each, ast.AnnAssign):
            shape.members.append(_member(each, doc, of_params=is_params(node.name)))
    return shape


def is_params(name: str) -> bool:
    """Whether the shape is what an operation takes; None is then what was left out."""
    return name.endswith("Params")


def _documented(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement with the text that stands below it."""
    for each, below in zip(body, [*body[1:], None], strict=True):
        text = below.value if isinstance(below, ast.Expr) else None
        told = isinstance(text, ast.Constant) and isinstance(text.value, str)
        yield each, " ".join(str(text.value).split()) if told and isinstance(text, ast.Constant) else ""


def _read(path: Path) -> Iterator[Shape | Alias]:
    tree = ast.parse(path.read_text("utf-8"))
    nested = [each.body for each in tree.body if isinstance(each, ast.If)]
    for each, doc in (pair for body in [tree.body, *nested] for pair in _documented(body)):
        if isinstance(each, ast.ClassDef):
            if "Protocol" not in map(ast.unparse, each.bases):  # how the host sends one, nothing that travels
                yield _shape(each)
        elif isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and doc:
            called = isinstance(each.value, ast.Call) and ast.unparse(each.value.func) == "NewType"
            kind = "string" if called else typed(each.value)
            yield Alias(each.targets[0].id, kind, doc)


def described() -> dict[str, Shape | Alias]:
    """Every shape by its name."""
    paths = [Path(identifiers.__file__), *(FOLDER / f"{module}.py" for module in MODULES)]
    everything = [each for path in paths for each in _read(path) if each.name not in LOCAL]
    found = {each.name: each for each in everything}
    assert len(found) == len(everything), "a name stands for one shape"
    files = {path.stem for path in FOLDER.glob("*.py")}
    assert files == {*MODULES, "table", "__init__"}, (
        "MODULES of tests/shapes.py names each file of wire/shapes"
    )
    return found


def operations() -> dict[str, tuple[str, str]]:
    """Operation to its parameters and its result, as TypeScript writes them."""
    return {name: (pair[0], pair[1]) for name, pair in _table("OPERATIONS").items()}


def notifications() -> dict[str, str]:
    """Method to its parameters."""
    return {name: kinds[0] for name, kinds in _table("NOTIFICATIONS").items()}


def _table(name: str) -> dict[str, list[str]]:
    for node in ast.parse(Path(table.__file__).read_text("utf-8")).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name:
            assert isinstance(node.value, ast.Dict)
            return {
                str(ast.literal_eval(key)): [typed(each) for each in _each(value)]
                for key, value in zip(node.value.keys, node.value.values, strict=True)
                if key is not None
            }
    raise ValueError(name)


def _each(value: ast.expr) -> list[ast.expr]:
    return value.elts if isinstance(value, ast.Tuple) else [value]


def error_fields(row: Row) -> list[str]:
    """The {fields} of a row's message and remedy, in their order."""
    named = [name for text in (row.message, row.remedy) for _, name, _, _ in Formatter().parse(text) if name]
    return list(dict.fromkeys(named))
