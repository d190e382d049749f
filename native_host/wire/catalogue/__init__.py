"""The error catalogue: every failure the companion can report, with its cause and its remedy.

Append-only: a code or a name, once released, keeps its meaning for ever. A new row goes to the end of its block, the
file of its hundred. PROTOCOL.md, `error_names.py` and `extension/lib/protocol.d.ts` list the same rows and a test
compares them. Imported when the first error is made, so it costs the first reply nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    channel,
    commands,
    handing_in,
    questions,
    refusals,
    remembered,
    secrets,
    server,
    signing_in,
    tables,
)

if TYPE_CHECKING:
    from ..error_names import Kind
    from .row import Row

KINDS: dict[Kind, str] = {
    "protocol": "a message that breaks this contract",
    "host": "the host itself; also what was cancelled",
    "caller": "whoever asks may not",
    "input": "what was typed, chosen or configured cannot be used",
    "network": "the server was not reached; something else may have answered",
    "busy": "the server is there and cannot answer now",
    "answer": "the server's answer is none that Autolab gives",
    "session": "there is no session, or it may not do this",
    "sign_in": "an attempt to sign in failed",
    "gone": "Autolab says that it does not exist or is not for this user: what is remembered of it is not true",
    "refusal": "Autolab refuses for another reason",
    "question": "asked before a file is sent",
    "handin": "the file was not taken",
    "upload": "the file did not get from the extension to the host",
    "key": "the vault's key cannot be had",
    "keychain": "the vault's key is in a keychain that does not give it",
    "record": "one stored record cannot be read",
    "storage": "the data folder cannot be read or written",
    "download": "a file could not be saved",
    "command": "said by the `autolab-companion` command only",
}
"""Kind to its meaning, for PROTOCOL.md. Code that treats failures alike asks for a kind, never for a list of names."""

_HANDING_IN = sorted((*handing_in.ROWS, *questions.ROWS), key=lambda row: row.code)

CATALOGUE: tuple[Row, ...] = (
    *channel.ROWS,
    *server.ROWS,
    *signing_in.ROWS,
    *refusals.ROWS,
    *_HANDING_IN,
    *secrets.ROWS,
    *remembered.ROWS,
    *commands.ROWS,
    *tables.ROWS,
)
"""All rows. Codes and names are unique."""

BY_NAME: dict[str, Row] = {row.name: row for row in CATALOGUE}
