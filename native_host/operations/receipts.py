"""receipts.list, .here and .export: what was handed in from this computer, and the proof of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..documents.receipt_page import receipt_page
from ..documents.receipt_words import words_in
from ..rpc.fields import choice, name, optional, origin, text
from ..rpc.operation import SESSION_KINDS, Operation
from ..storage.submissions.backup import document
from ..storage.submissions.entry import receipt
from ..storage.submissions.survey import loss
from ..submission.reconciler import as_shown
from ..timestamps import iso
from ..wire.errors import STORAGE_KINDS, CompanionError

if TYPE_CHECKING:
    from ..rpc.operation import Context
    from ..services import Services
    from ..storage.submissions.entry import Entry
    from ..storage.submissions.survey import Survey
    from ..wire.shapes.receipts import ExportParams, Receipts, ReceiptsFile, ReceiptsHere, ReceiptsParams
    from ..wire.shapes.submissions import AssessmentParams


_FILTER = {"server": optional(origin()), "course": optional(name())}


def _chosen(services: Services, found: Survey, params: ReceiptsParams) -> list[Entry]:
    wanted = {part: params[part] for part in ("server", "course") if params[part] is not None}
    entries = [as_shown(services, entry) for entry in found.entries]
    return [entry for entry in entries if all(getattr(entry, part) == wanted[part] for part in wanted)]


def _list(context: Context, params: ReceiptsParams) -> Receipts:
    found = context.services.journal.survey()
    receipts = [receipt(entry) for entry in _chosen(context.services, found, params)]
    return {
        "receipts": receipts,
        "unreadable": found.unreadable,
        "loss": loss(found),
        "stale": any(not shown["settled"] for shown in receipts),
    }


async def _settle_then_list(context: Context, params: ReceiptsParams) -> Receipts:
    from ..submission.visits import check_open

    await check_open(context.services, context.notify)
    return _list(context, params)


def _here(context: Context, params: AssessmentParams) -> ReceiptsHere:
    """Those of one assessment that belong to the signed-in account, for a page that shows it."""
    services, server = context.services, params["server"]
    account = services.sessions.get(server).email
    entries, others = services.journal.to((server, account, params["course"], params["assessment"]))
    return {"receipts": [receipt(as_shown(services, entry)) for entry in entries], "others": others}


def _export(context: Context, params: ExportParams) -> ReceiptsFile:
    found = context.services.journal.survey()
    entries, unreadable, lost = _chosen(context.services, found, params), found.unreadable, loss(found)
    if params["receipt"] is not None:
        unreadable, lost = 0, None  # the one that is wanted can be read
        entries = [entry for entry in entries if entry.id == params["receipt"]]
        if not entries:
            raise CompanionError("receipt_unknown")
    now = context.services.clock()
    if params["format"] == "html":
        words = words_in(params["language"])
        page = receipt_page(map(receipt, entries), iso(now), unreadable, lost, words)
    else:
        page = document(entries, now, unreadable, lost)
    return {"filename": f"autolab-receipts-{iso(now)[:10]}.{params['format']}", "text": page}


OPERATIONS = {
    "receipts.list": Operation(
        params=_FILTER,
        kinds=STORAGE_KINDS,
        remembered=_list,
        fetch=_settle_then_list,
    ),
    "receipts.here": Operation(
        params={"server": origin(), "course": name(), "assessment": name()},
        kinds=SESSION_KINDS | STORAGE_KINDS,
        answer=_here,
    ),
    "receipts.export": Operation(
        params={
            "format": choice("json", "html"),
            "language": optional(text(35)),
            "receipt": optional(text(64)),
            **_FILTER,
        },
        kinds=STORAGE_KINDS,
        errors=("receipt_unknown",),
        answer=_export,
    ),
}
