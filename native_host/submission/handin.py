"""What a submission asks of the Autolab client: the list of versions, the one POST, and what makes a server ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..autolab.endpoints.materials import loading
from ..autolab.endpoints.submissions import submissions, submit
from ..timestamps import epoch
from .verdict import Listing, Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from ..autolab.handin_outcome import Outcome
    from ..autolab.http_messages import UploadBody
    from ..services import Services
    from ..storage.submissions.entry import Entry


async def listed(services: Services, entry: Entry) -> Listing:
    """The account's submissions to the entry's assessment, as of now. Raises what a read raises."""
    call = submissions(entry.course, entry.assessment)
    lines, at = await services.client(entry.server).call_from_now(call)
    return Listing(tuple(Seen(line.version, epoch(line.created_at), line.filename) for line in lines), at)


def heard_of(submissions: Iterable[Mapping[str, Any]]) -> Listing:
    """The same of JSON values, as operations have them. Nobody knows what was being sent when they were asked for."""
    return Listing(
        tuple(Seen(one["version"], epoch(one["created_at"]), one["filename"]) for one in submissions)
    )


async def post(
    services: Services,
    entry: Entry,
    upload: UploadBody,
    leaving: Callable[[], None],
    held_back: Callable[[], None],
) -> Outcome:
    """Send the file, once. Raises what stops it before it leaves, such as sign_in_again or filename_refused.

    `leaving()` is called before its last bytes leave, and keeps them back if it raises a CompanionError;
    `held_back()` if the file has to wait for its turn.
    """
    call = submit(entry.course, entry.assessment, upload)
    return await services.client(entry.server).submit(call, leaving, held_back)


async def load(services: Services, entry: Entry) -> None:
    """Have the server load the assessment's configuration. Raises what a read raises."""
    await services.client(entry.server).call(loading(entry.course, entry.assessment))
