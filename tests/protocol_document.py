"""The tables of native_host/PROTOCOL.md, rendered from the code: `python -m tests.protocol_document` rewrites them."""

from __future__ import annotations

from pathlib import Path

from native_host.dispatcher import load
from native_host.rpc.index import INDEX
from native_host.rpc.notifications import NOTIFICATIONS
from native_host.wire.errors import CATALOGUE

DOCUMENT = Path(__file__).parent.parent / "native_host" / "PROTOCOL.md"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def operations() -> str:
    """One section per operation: scope, callers, params, result, errors."""
    sections = []
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
                    f"- result: `{operation.result}`",
                    f"- errors: {', '.join(f'`{error}`' for error in operation.errors) or 'none of its own'}",
                ]
            )
        )
    return "\n\n".join(sections)


def notifications() -> str:
    """The notifications the host may send."""
    rows = [f"| `{method}` | {_cell(shape)} |" for method, shape in NOTIFICATIONS.items()]
    return "\n".join(["| method | params |", "|---|---|", *rows])


def errors() -> str:
    """The catalogue."""
    rows = [
        f"| {row.code} | `{row.name}` | {_cell(row.message)} | {_cell(row.remedy)} |" for row in CATALOGUE
    ]
    return "\n".join(["| code | name | message | remedy |", "|---|---|---|---|", *rows])


TABLES = {"operations": operations, "notifications": notifications, "errors": errors}


def rendered(document: str) -> str:
    """The document with each marked table replaced by what the code says."""
    for name, render in TABLES.items():
        before, begin, rest = document.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not end:
            raise ValueError(f"PROTOCOL.md must mark the table {name}")
        document = f"{before}{begin}{render()}\n{end}{after}"
    return document


if __name__ == "__main__":
    DOCUMENT.write_text(rendered(DOCUMENT.read_text("utf-8")), "utf-8")
