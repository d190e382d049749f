"""extension/lib/protocol.d.ts: the shapes as TypeScript."""

from __future__ import annotations

from native_host.operations.session import PROTOCOL
from native_host.wire.catalogue import CATALOGUE
from tests import shapes

HEAD = f"""/**
 * What travels between extension and host. Rendered from native_host/wire/shapes and the error catalogue by
 * `python -m tests.protocol_document`; PROTOCOL.md says the same in words.
 */

export const PROTOCOL: {PROTOCOL};
"""
NUMBERS = ("code", "length", "limit", "port", "seconds", "spoken", "status", "version", "wanted")
"""Fields of errors that are numbers; `id` may be either, all others are texts."""
NOTICE = """/** A notification of the host. */
export type Notice = { [M in keyof Notifications]: { method: M; params: Notifications[M] } }[keyof Notifications];
"""
OPEN = {"ErrorData": "[field: string]: unknown;"}
"""What a shape may hold besides its members."""
OWN_NAMES = {"ErrorName": "ErrorName | (string & {})"}
"""The extension has errors of its own, of the same shape."""


def _comment(text: str, indent: str = "") -> str:
    return f"{indent}/** {' '.join(text.split())} */\n" if text else ""


def _shape(shape: shapes.Shape) -> str:
    of = f"<{shape.of}>" if shape.of else ""
    bases = f" extends {', '.join(shape.bases)}" if shape.bases else ""
    members = [
        f"{_comment(each.doc, '  ')}  {each.name}{'?' if each.optional else ''}: "
        f"{OWN_NAMES.get(each.type, each.type)};\n"
        for each in shape.members
    ]
    if shape.name in OPEN:
        members.append(f"  {OPEN[shape.name]}\n")
    return f"{_comment(shape.doc)}export interface {shape.name}{of}{bases} {{\n{''.join(members)}}}\n"


def _alias(alias: shapes.Alias) -> str:
    return f"{_comment(alias.doc)}export type {alias.name} = {alias.type};\n"


def _errors() -> str:
    names = "".join(f'\n  | "{row.name}"' for row in CATALOGUE)
    fields = [
        f"  {row.name}: {{ {' '.join(f'{each}: {_field(each)};' for each in shapes.error_fields(row))} }};\n"
        for row in CATALOGUE
    ]
    return (
        f"/** A row of the error catalogue. */\nexport type ErrorName ={names};\n\n"
        "/** What an error's data holds besides name and remedy; a field that is not known is absent. */\n"
        f"export interface ErrorFields {{\n{''.join(fields)}}}\n".replace("{  }", "{}")
    )


def _field(name: str) -> str:
    return "number | string" if name == "id" else "number" if name in NUMBERS else "string"


def _tables() -> str:
    operations = [
        f'  "{name}": {{ params: {params}; result: {result} }};\n'
        for name, (params, result) in shapes.operations().items()
    ]
    notices = [f'  "{name}": {params};\n' for name, params in shapes.notifications().items()]
    return (
        f"/** What the host can be asked. */\nexport interface Operations {{\n{''.join(operations)}}}\n\n"
        f"/** What the host says unasked. */\nexport interface Notifications {{\n{''.join(notices)}}}\n\n{NOTICE}"
    )


def declarations() -> str:
    """The whole file."""
    told = [
        _shape(each) if isinstance(each, shapes.Shape) else _alias(each)
        for each in shapes.described().values()
    ]
    return "\n".join([HEAD, *told, _errors(), _tables()])
