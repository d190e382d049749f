"""5xx too: what is asked before anything is sent. The upload stays, so that the answer is one more commit."""

from __future__ import annotations

from .row import Row

ROWS = (
    Row(
        505,
        "file_empty",
        "question",
        "The file is empty; Autolab would count it as a submission.",
        "Choose another file, or confirm that you mean it.",
    ),
    Row(
        509,
        "already_submitted",
        "question",
        "The same file was already submitted to {assessment} as version {version}.",
        "Confirm if you want to submit it once more.",
    ),
    Row(
        510,
        "outcome_unknown",
        "question",
        "It is not known whether the submission to {assessment} arrived.",
        "Look at the handin history on Autolab before you submit again.",
    ),
    Row(
        512,
        "affirmation_required",
        "question",
        "The academic integrity affirmation is missing.",
        "Tick the affirmation and submit again.",
    ),
    Row(
        516,
        "submission_under_way",
        "question",
        "The same file is being submitted to {assessment} right now.",
        "Wait for its result; submit again only if it failed.",
    ),
    Row(
        522,
        "not_listed_yet",
        "question",
        "No answer came from {server}, and {assessment} does not list the file yet. It may still arrive.",
        "The companion keeps looking and its receipt tells. Look at the handin history before you submit again.",
    ),
    Row(
        523,
        "probably_submitted",
        "question",
        "The same file was sent to {assessment} before, without an answer. Version {version}, which appeared at "
        "{created_at}, is probably this file.",
        "Look at the handin history on Autolab. Confirm if you want to submit it once more.",
    ),
    Row(
        524,
        "file_not_stored",
        "question",
        "Autolab recorded version {version} of {assessment} but could not store your file. "
        "It may count against your submissions.",
        "Tell the course staff. Submit again when they say that the server can store files.",
    ),
    Row(
        530,
        "receipts_missing",
        "question",
        "Receipts of what you handed in to {assessment} are missing or cannot be read, "
        "so the same file may have been submitted before.",
        "Look at the handin history on Autolab before you submit. `autolab-companion receipts verify` says what is "
        "missing.",
    ),
    Row(
        531,
        "version_from_elsewhere",
        "question",
        "Version {version} of {assessment} was handed in at {created_at}, but not from here: by Autolab's own form, "
        "on another computer or by a member of your group. Or your receipts were restored from an older copy.",
        "Look at the handin history on Autolab. Confirm if you want to submit this file after it.",
    ),
)
