"""POST /submit with every oddity of the real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import handin
from ..rails import json_answer
from .base import refuse, unhandled

if TYPE_CHECKING:
    from aiohttp import web

    from ..params import Upload
    from .base import Api

TANGO_DOWN = "Submission accepted, but autograding failed: Error with open request on Tango"


async def submit(api: Api) -> web.Response:
    """200 {version, filename}; see handin.py for who may and when."""
    a = api.assessment
    if a.embedded_quiz:
        raise refuse("Assessment is an embedded quiz")
    upload = _uploaded(api)
    _validate(api, upload)
    try:
        rows = handin.save(api.state, api.course, a, api.member, upload)
    except handin.NotSavedError as error:
        raise refuse(f"Unexpected error during submission handin.\nDetails: {error}", 500) from error
    if a.grader is not None:
        if not a.grader.reachable:
            raise refuse(TANGO_DOWN, 500)
        for row in rows:
            api.call.box.autograder.enqueue(a, row)
    return json_answer({"version": rows[0].version, "filename": rows[0].filename})


def _uploaded(api: Api) -> Upload:
    if "submission" not in api.params:
        raise refuse("Required parameter 'submission' not found")
    upload = api.params.files.get("submission[file]")
    if upload is not None:
        return upload
    given = api.params.get("submission")
    flat = given is None and "submission" not in api.params.json_body  # form fields keep their flat names
    nested = isinstance(given, dict) and "file" not in given
    if api.params.get("submission[file]") is not None or not (flat or nested):
        raise unhandled()  # a text where a file should be
    raise refuse("Required parameter 'submission['file']' not found")


def _validate(api: Api, upload: Upload) -> None:
    a = api.assessment
    if a.disable_handins:
        raise refuse("Handins for this assessment is disabled", 403)
    if handin.too_large(a, upload.size):
        raise refuse(
            f"Submission is larger than the max allowed size ({a.max_size} MB) - "
            "please remove any unnecessary logfiles and binaries.",
            403,
        )
    if a.required_suffix is not None:
        _check_type(api, upload)
    words = handin.why_not_as_a_group(a, api.member)
    if words is not None:
        raise refuse(words, 403)


def _check_type(api: Api, upload: Upload) -> None:
    if not api.assessment.config_loaded:
        raise unhandled()  # a bug of the real server: its configuration module is not loaded yet
    if handin.wrong_type(api.assessment, upload.filename):
        api.call.flash("error", f"Not a {api.assessment.required_suffix} file")
        raise refuse("Submission failed Filetype Check", 403)
