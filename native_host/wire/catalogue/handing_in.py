"""5xx: handing in; what is asked first stands in questions.py."""

from __future__ import annotations

from .row import Row

ROWS = (
    Row(
        500,
        "handin_closed",
        "handin",
        "{assessment} does not accept submissions any more.",
        "Contact the course staff if you have an extension.",
    ),
    Row(
        501,
        "handins_disabled",
        "handin",
        "Handing in is disabled for {assessment}.",
        "Follow the course's own instructions for this assessment.",
    ),
    Row(
        502,
        "submission_limit",
        "handin",
        "You have used all submissions of {assessment}.",
        "Contact the course staff.",
    ),
    Row(
        503,
        "file_too_large",
        "handin",
        "The file is larger than {assessment} allows.",
        "Remove logs and binaries, then submit again.",
    ),
    Row(
        504,
        "file_type_refused",
        "handin",
        "{assessment} does not accept this type of file.",
        "Check the file's name and type against the writeup.",
    ),
    Row(
        506, "upload_unknown", "upload", "This upload is over or was never started.", "Choose the file again."
    ),
    Row(
        507,
        "part_unexpected",
        "upload",
        "A part of the upload does not fit: {detail}.",
        "Choose the file again.",
    ),
    Row(
        508,
        "checksum_mismatch",
        "upload",
        "The file arrived damaged or changed while it was read.",
        "Save the file and choose it again.",
    ),
    Row(
        511,
        "embedded_quiz",
        "handin",
        "{assessment} is answered on its own page, not by a file.",
        "Open the assessment on Autolab.",
    ),
    Row(513, "filename_refused", "handin", "The file name cannot be sent: {detail}.", "Rename the file."),
    Row(
        514,
        "upload_too_large",
        "upload",
        "The file exceeds the companion's limit of {limit} bytes.",
        "Submit it on Autolab's own page.",
    ),
    Row(
        515,
        "too_many_uploads",
        "upload",
        "{limit} uploads are under way already.",
        "Wait until one has finished.",
    ),
    Row(
        517,
        "submission_lost",
        "handin",
        "The submission to {assessment} did not reach the server.",
        "Submit the file again.",
    ),
    Row(
        518,
        "handin_throttled",
        "handin",
        "{server} takes only a few submissions a minute and did not take this one.",
        "Wait a minute, then submit the file again.",
    ),
    Row(
        519,
        "content_too_large",
        "handin",
        "{server}, or a proxy before it, does not take files as large as this one (HTTP 413). "
        "Nothing was submitted.",
        "Remove logs and binaries, then submit again; if {assessment} allows files of this size, "
        "tell your administrator.",
    ),
    Row(
        520,
        "upload_refused",
        "handin",
        "{server}, or a proxy before it, refused the file while it was being sent (HTTP {status}). "
        "Nothing was submitted.",
        "Wait a minute, then submit the file again; if it persists, tell your administrator.",
    ),
    Row(
        521,
        "handin_failed",
        "handin",
        "Autolab failed (HTTP {status}) and has not taken the file.",
        "Hand in on the assessment's page on Autolab; if that fails too, tell the course staff.",
    ),
    Row(
        525,
        "group_unconfirmed",
        "handin",
        "{assessment} takes nothing from your group until all its members have confirmed that they belong to it.",
        "Ask them to confirm on the assessment's page on Autolab, then submit again.",
    ),
    Row(
        526,
        "group_limit",
        "handin",
        "A member of your group has used all submissions of {assessment}, so the group can't hand in.",
        "Contact the course staff.",
    ),
    Row(
        527,
        "handin_dropped",
        "handin",
        "Autolab says that you have dropped {course}. It says the same to a group one of whose members has.",
        "If you have not, ask the course staff to take the one who has out of your group.",
    ),
)
