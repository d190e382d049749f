"""Every notification the host may send, and the shape of its params."""

NOTIFICATIONS = {
    "part": "{id, index, count, text}: a piece of a reply that exceeds a frame; the texts joined are the reply",
    "notifications.dropped": "{count}: the browser did not read for a while, and so many did not reach it; ask anew",
    "badges.changed": "{server, course, badges: [Badge], done, fetched_at, error?, clock_ahead}: those with news",
    "changed": "{operation, params, data?, fetched_at?, error?}: a read's answer is different now (no data: ask)",
    "session.changed": "{server, signed_in, reason?}: somebody signed in or out, here or in another browser",
    "sign_in.changed": "{attempt, server, state, user_code?, error?}: a sign-in went on",
    "submit.progress": "{upload, phase, sent, size}: phase is queued (held back by the server's "
    "limits), sending, waiting or settling; bytes",
    "receipt.changed": "{receipt: Receipt}: a submission ended, or more is known of one in doubt",
    "download.progress": "{server, course, assessment, what, received, size}: bytes; size is null when not told",
}
"""Method to params. tests/host.py refuses any other."""
