"""staff.begin, preview and export: a table of the course's staff is read and compared; the course becomes one."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from ..limits import PART
from ..rpc.cached_read import account_of
from ..rpc.fields import boolean, choice, integer, name, optional, origin, sha256_hex, text
from ..rpc.operation import API_ERRORS, API_KINDS, ASSESSMENT_ERRORS, SESSION_KINDS, Operation
from ..staff import jobs
from ..staff.asking import AskedCourse, plan
from ..staff.files import export
from ..staff.tables import LARGEST, read
from ..wire.errors import STORAGE_KINDS, CompanionError
from .submit import sweep_later

if TYPE_CHECKING:
    from ..rpc.operation import Context
    from ..services import Services
    from ..uploads.receiving import Upload
    from ..wire.identifiers import Origin
    from ..wire.shapes.staff_jobs import StaffFile, StaffJob, TableBegun
    from ..wire.shapes.staff_params import PreviewParams, TableBeginParams, TableExportParams

KINDS = ("roster", "gradebook", "groups", "problems")
OF_ASSESSMENT = frozenset({"groups", "problems"})
_SERVER = {"server": origin()}
_COURSE = {**_SERVER, "course": name()}
_READ = (*API_ERRORS, *ASSESSMENT_ERRORS, "instructor_only")


async def _begin(context: Context, params: TableBeginParams) -> TableBegun:
    services = context.services
    if params["size"] > LARGEST:
        raise CompanionError("upload_too_large", limit=LARGEST)
    account = services.sessions.get(params["server"]).email
    upload = services.uploads.begin(
        (params["server"], account, params["course"], ""), "table", params["size"]
    )
    sweep_later(context, 0.0)
    return {"upload": upload.id, "part_size": PART}


async def _preview(context: Context, params: PreviewParams) -> StaffJob:
    services, server = context.services, params["server"]
    if (params["assessment"] is None) and params["kind"] in OF_ASSESSMENT:
        raise CompanionError("invalid_params", detail="assessment is missing")
    who = account_of(services, server)
    upload = services.uploads.take(params["upload"], params["sha256"], table=True)
    try:
        _own(services, server, upload)
        data = upload.spool.content()
    finally:
        upload.spool.close()
    target = jobs.TableTarget(server, upload.account, upload.course, params["kind"], params["assessment"])
    # As in planning, thousands of lines: nobody else's answers wait for them.
    table = await asyncio.to_thread(read, target.kind, data)
    now = services.clock()
    made = await plan(
        AskedCourse(services, server, target.course),
        target,
        table,
        drop_missing=bool(params["drop_missing"]),
        suspicious_apart=bool(params["suspicious_apart"]),
        domain=params["domain"],
    )
    jobs.sweep(services, who)
    keep = partial(jobs.add, filename=params["filename"] or "", now=now)
    job = await asyncio.to_thread(keep, services, who, target, table, made)
    return jobs.summary(services, services.staff_jobs.head(who, job))


def _own(services: Services, server: Origin, upload: Upload) -> None:
    """Raises upload_unknown for one of another server or account."""
    if (upload.server, upload.account) != (server, services.sessions.get(server).email):
        raise CompanionError("upload_unknown")


async def _export(context: Context, params: TableExportParams) -> StaffFile:
    if (params["assessment"] is None) and params["kind"] in OF_ASSESSMENT:
        raise CompanionError("invalid_params", detail="assessment is missing")
    course = AskedCourse(context.services, params["server"], params["course"])
    return await export(course, params["kind"], params["assessment"])


OPERATIONS = {
    "staff.begin": Operation(
        params={**_COURSE, "size": integer(1)},
        kinds=SESSION_KINDS,
        errors=("upload_too_large", "too_many_uploads", "storage_failed"),
        fetch=_begin,
    ),
    "staff.preview": Operation(
        params={
            **_SERVER,
            "upload": text(64),
            "sha256": sha256_hex(),
            "kind": choice(*KINDS),
            "assessment": optional(name()),
            "filename": optional(text(255)),
            "drop_missing": optional(boolean()),
            "suspicious_apart": optional(boolean()),
            "domain": optional(text(255)),
        },
        kinds=API_KINDS | STORAGE_KINDS,
        errors=(
            *_READ,
            *("upload_unknown", "part_unexpected", "checksum_mismatch", "table_unreadable", "table_columns"),
        ),
        fetch=_preview,
    ),
    "staff.export": Operation(
        params={**_COURSE, "kind": choice(*KINDS), "assessment": optional(name())},
        kinds=API_KINDS,
        errors=_READ,
        fetch=_export,
    ),
}
