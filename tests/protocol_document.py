"""What is rendered from the code: `python -m tests.protocol_document` rewrites it, a test compares.

The tables of native_host/PROTOCOL.md, the extension's types, and the names of errors and their kinds.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from native_host.operations import load
from native_host.rpc.index import INDEX
from native_host.wire.catalogue import CATALOGUE, KINDS
from tests import shapes
from tests.typescript import declarations

if TYPE_CHECKING:
    from native_host.rpc.operation import Operation

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "native_host" / "PROTOCOL.md"
DECLARATIONS = ROOT / "extension" / "lib" / "protocol.d.ts"
NAMES = ROOT / "native_host" / "wire" / "error_names.py"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def operations() -> str:
    """One section per operation: scope, callers, params, result, errors."""
    sections = []
    kinds_of = shapes.operations()
    for name, entry in INDEX.items():
        operation = load(name, entry)
        params = [
            f"  - `{key}`{'' if field.required else ' (optional)'}: {field.words}"
            for key, field in operation.params.items()
        ]
        sections.append(
            "\n".join(
                [
                    f"### `{name}`",
                    f"- scope: {f'`{entry.scope}`' if entry.scope else 'none'}; callers: {', '.join(entry.callers)}",
                    "- params:" if params else "- params: none",
                    *params,
                    f"- result: `{kinds_of[name][1]}`",
                    f"- errors: {_declared(operation)}",
                ]
            )
        )
    return "\n\n".join(sections)


def _declared(operation: Operation) -> str:
    kinds = ", ".join(f"`{kind}`" for kind in KINDS if kind in operation.kinds)
    errors = ", ".join(f"`{error}`" for error in operation.errors)
    return (
        "; ".join([*([f"of the kinds {kinds}"] if kinds else []), *([errors] if errors else [])])
        or "none of its own"
    )


def notifications() -> str:
    """The notifications the host may send."""
    rows = [f"| `{method}` | `{shape}` |" for method, shape in shapes.notifications().items()]
    return "\n".join(["| method | params |", "|---|---|", *rows])


def types() -> str:
    """Every shape but those of parameters, whose fields stand with their operation."""
    return "\n\n".join(
        _shape(each) if isinstance(each, shapes.Shape) else f"### `{each.name}`\n`{each.type}`: {each.doc}"
        for each in shapes.described().values()
        if not shapes.is_params(each.name)
    )


def _shape(shape: shapes.Shape) -> str:
    title = f"### `{shape.name}{f'<{shape.of}>' if shape.of else ''}`"
    bases = f" With all of {', '.join(f'`{base}`' for base in shape.bases)}." if shape.bases else ""
    members = [
        f"- `{each.name}{'?' if each.optional else ''}`: `{each.type}`{f' ({each.doc})' if each.doc else ''}"
        for each in shape.members
    ]
    return "\n".join([title, " ".join(shape.doc.split()) + bases, *members])


def errors() -> str:
    """The catalogue."""
    rows = [
        f"| {row.code} | `{row.name}` | {row.kind} | {_cell(row.message)} | "
        f"{'Retired: nothing answers it any more.' if row.retired else _cell(row.remedy)} |"
        for row in CATALOGUE
    ]
    return "\n".join(["| code | name | kind | message | remedy |", "|---|---|---|---|---|", *rows])


def kinds() -> str:
    """The kinds of errors."""
    return "\n".join(
        ["| kind | what it is |", "|---|---|", *(f"| {kind} | {KINDS[kind]} |" for kind in KINDS)]
    )


TABLES = {
    "operations": operations,
    "notifications": notifications,
    "types": types,
    "kinds": kinds,
    "errors": errors,
}


def rendered(document: str) -> str:
    """The document with each marked table replaced by what the code says."""
    for name, render in TABLES.items():
        before, begin, rest = document.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not end:
            raise ValueError(f"PROTOCOL.md must mark the table {name}")
        document = f"{before}{begin}{render()}\n{end}{after}"
    return document


def error_names() -> str:
    """The module that types the names of errors and their kinds."""
    names = "\n".join(f'    "{row.name}",' for row in CATALOGUE)
    sorts = "\n".join(f'    "{kind}",' for kind in KINDS)
    return (
        '"""Rendered from catalogue/ by `python -m tests.protocol_document`. For type checkers only."""\n\n'
        "from __future__ import annotations\n\nfrom typing import Literal\n\n"
        f"Kind = Literal[\n{sorts}\n]\n\nErrorName = Literal[\n{names}\n]\n"
    )


def files() -> dict[Path, str]:
    """Path to what it should hold."""
    return {
        DOCUMENT: rendered(DOCUMENT.read_text("utf-8")),
        DECLARATIONS: declarations(),
        NAMES: error_names(),
    }


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, "utf-8")
