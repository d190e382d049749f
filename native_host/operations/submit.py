"""submit.*: check, then the file in parts, then one commit that hands it in at most once and tells what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..badges.submit_facts import known_facts, learned_facts
from ..limits import PART
from ..rpc.cached_read import signed_in_as
from ..rpc.fields import base64_bytes, boolean, choice, integer, list_of, name, origin, sha256_hex, text
from ..rpc.operation import API_ERRORS, API_KINDS, ASSESSMENT_ERRORS, Operation
from ..rpc.progress import Progress
from ..storage.submissions.entry import ARRIVED, receipt
from ..submission.failures import failure
from ..submission.reconciler import as_shown
from ..submission.rules import size_limit, warnings
from ..wire.errors import STORAGE_KINDS, CompanionError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..rpc.operation import Context
    from ..uploads.receiving import Upload
    from ..wire.shapes.submissions import (
        Abandoned,
        AssessmentParams,
        BeginParams,
        Begun,
        CommitParams,
        OneReceipt,
        PartParams,
        Received,
        SubmitCheck,
        UploadParams,
    )

_WHERE = {"server": origin(), "course": name(), "assessment": name()}
_UPLOAD = {"upload": text(64)}
_READ = (*API_ERRORS, *ASSESSMENT_ERRORS)


async def _check(context: Context, params: AssessmentParams) -> SubmitCheck:
    services = context.services
    facts = await learned_facts(context, params)
    account = signed_in_as(services, params["server"])
    where = (params["server"], account["email"], params["course"], params["assessment"])
    earlier, _ = services.journal.to(where)
    return {
        **facts,
        "account": account,
        "open": facts["why_not"] is None,
        "warnings": warnings(facts),
        "size_limit": size_limit(earlier),
        "already": receipt(as_shown(services, earlier[0])) if earlier else None,
    }


async def _begin(context: Context, params: BeginParams) -> Begun:
    from ..autolab.multipart import check_filename

    services, where = context.services, (params["server"], params["course"], params["assessment"])
    check_filename(params["filename"])
    facts = known_facts(services, *where)
    if facts and facts["why_not"] == "disabled":
        facts = await learned_facts(context, params)  # what is remembered may be out of date
        if facts["why_not"] == "disabled":
            raise CompanionError("handins_disabled", assessment=facts["display_name"])
    uploads = services.uploads
    account = services.sessions.get(params["server"]).email
    upload = uploads.begin((where[0], account, *where[1:]), params["filename"], params["size"])
    sweep_later(context, 0.0)
    return {"upload": upload.id, "part_size": PART, "warnings": warnings(facts, params["filename"])}


def sweep_later(context: Context, seconds: float) -> None:
    """Drop idle uploads, now and again for as long as there are any."""
    import asyncio

    def sweep() -> None:
        left = context.services.uploads.sweep()
        if left is not None:
            sweep_later(context, left + 1.0)

    asyncio.get_running_loop().call_later(seconds, sweep)


def _part(context: Context, params: PartParams) -> Received:
    uploads = context.services.uploads
    return {"received": uploads.part(params["upload"], params["index"], params["data"], params["crc32"])}


def _abandon(context: Context, params: UploadParams) -> Abandoned:
    return {"abandoned": context.services.uploads.abandon(params["upload"])}


async def _commit(context: Context, params: CommitParams) -> OneReceipt:
    from ..badges.learning import learn_arrival, learn_leaving, learn_quiz
    from ..submission.driver import Submitting
    from ..submission.follow_up import follow

    services, uploads = context.services, context.services.uploads
    upload = uploads.take(params["upload"], params["sha256"])
    try:
        _agreed(upload, params)
        facts = known_facts(services, upload.server, upload.course, upload.assessment)
        submitting = Submitting(
            services,
            upload,
            facts["display_name"] if facts else upload.assessment,
            Progress(context.notify, "submit.progress", {"upload": upload.id}, services.steady),
            again="again" in params["confirm"],
            elsewhere="elsewhere" in params["confirm"],
            grouped=_grouped(facts),
            leaves=lambda: learn_leaving(context, upload),
        )
        try:
            entry = await submitting.run()
        finally:
            for changed in submitting.changed:
                context.notify("receipt.changed", {"receipt": receipt(changed)})
    except BaseException as error:
        if isinstance(error, CompanionError) and error.kind == "question":
            uploads.give_back(upload)
        else:
            upload.spool.close()
        raise
    upload.spool.close()
    context.notify("receipt.changed", {"receipt": receipt(entry)})
    if entry.open:
        follow(services, entry, context.notify)
    where: AssessmentParams = {
        "server": entry.server,
        "course": entry.course,
        "assessment": entry.assessment,
    }
    trouble = submitting.trouble
    if entry.state in ARRIVED or (trouble is not None and trouble.name == "embedded_quiz"):
        learn_quiz(context, where, quiz=entry.state not in ARRIVED)
    if entry.state in ARRIVED:
        if entry.version is not None:
            learn_arrival(context, where, entry.version)
        return {"receipt": receipt(entry)}
    raise failure(entry, trouble)


def _grouped(facts: Mapping[str, Any] | None) -> bool | None:
    size = None if facts is None else facts.get("group_size")
    return None if size is None else size > 1


def _agreed(upload: Upload, params: CommitParams) -> None:
    if not params["affirmed"]:
        raise CompanionError("affirmation_required")
    if upload.size == 0 and "empty" not in params["confirm"]:
        raise CompanionError("file_empty")


OPERATIONS = {
    "submit.check": Operation(
        params=_WHERE,
        kinds=API_KINDS | STORAGE_KINDS,
        errors=_READ,
        fetch=_check,
    ),
    "submit.begin": Operation(
        params={**_WHERE, "filename": text(255), "size": integer(0)},
        kinds=API_KINDS,
        errors=(
            *_READ,
            "handins_disabled",
            "filename_refused",
            "upload_too_large",
            "too_many_uploads",
            "storage_failed",
        ),
        fetch=_begin,
    ),
    "submit.part": Operation(
        params={**_UPLOAD, "index": integer(0), "data": base64_bytes(PART), "crc32": integer(0, 2**32 - 1)},
        errors=("upload_unknown", "part_unexpected", "checksum_mismatch", "storage_failed"),
        answer=_part,
    ),
    "submit.commit": Operation(
        params={
            **_UPLOAD,
            "sha256": sha256_hex(),
            "affirmed": boolean(),
            "confirm": list_of(choice("empty", "again", "elsewhere"), 3),
        },
        kinds=API_KINDS | STORAGE_KINDS | {"question", "handin"},
        errors=(*_READ, "upload_unknown", "part_unexpected", "checksum_mismatch"),
        fetch=_commit,
        finishes=True,
    ),
    "submit.abandon": Operation(
        params=_UPLOAD,
        answer=_abandon,
    ),
}
