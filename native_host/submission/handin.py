"""What a submission asks of the Autolab client: the list of versions, and the one POST."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..autolab.endpoints.submissions import submissions, submit
from ..moments import epoch
from .verdict import Seen

if TYPE_CHECKING:
    from ..autolab.handin_outcome import Outcome
    from ..autolab.messages import UploadBody
    from ..ledger.entry import Entry
    from ..services import Services


async def listed(services: Services, entry: Entry) -> list[Seen]:
    """The account's submissions to the entry's assessment, as of now. Raises what a read raises."""
    call = submissions(entry.course, entry.assessment)
    lines = await services.client(entry.server).call(call, begun_before=False)
    return [Seen(line.version, epoch(line.created_at), line.filename) for line in lines]


async def post(services: Services, entry: Entry, upload: UploadBody) -> Outcome:
    """Send the file, once. Raises what stops it before it leaves, such as sign_in_again or filename_refused."""
    return await services.client(entry.server).submit(submit(entry.course, entry.assessment, upload))
