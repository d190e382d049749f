"""1xx, and those of JSON-RPC 2.0 (section 5.1): the channel and the host itself."""

from __future__ import annotations

from .row import Row

ROWS = (
    Row(
        -32700,
        "parse_error",
        "protocol",
        "The message is not valid JSON: {detail}.",
        "Update the extension; if it persists, report a bug.",
    ),
    Row(
        -32600,
        "invalid_request",
        "protocol",
        "The message is not a valid request: {detail}.",
        "Update the extension; if it persists, report a bug.",
    ),
    Row(
        -32601,
        "operation_unknown",
        "protocol",
        "The host has no operation named {operation}.",
        "Update the host: run `autolab-companion install` from the newest release.",
    ),
    Row(
        -32602,
        "invalid_params",
        "protocol",
        "A parameter is not acceptable: {detail}.",
        "Correct the named field and try again.",
    ),
    Row(
        -32603,
        "internal_error",
        "host",
        "The host hit an unexpected problem ({detail}).",
        "Try again; if it persists, run `autolab-companion doctor` and report a bug.",
    ),
    Row(
        100,
        "frame_too_large",
        "protocol",
        "A message of {length} bytes exceeds the limit of {limit} bytes.",
        "Send uploads in parts.",
    ),
    Row(
        101,
        "frame_truncated",
        "protocol",
        "The input ended inside a message.",
        "Restart the browser; if it persists, run `autolab-companion doctor`.",
    ),
    Row(
        102,
        "frame_implausible",
        "protocol",
        "The announced message length of {length} bytes cannot come from a browser.",
        "Start the host through the browser, not by hand.",
    ),
    Row(
        103,
        "caller_not_allowed",
        "caller",
        "The caller {caller} is not an extension this host serves.",
        "Install the Autolab Companion extension from its official source.",
    ),
    Row(104, "hello_required", "protocol", "The first request must be hello.", "Update the extension."),
    Row(
        105,
        "host_outdated",
        "protocol",
        "The extension speaks protocol {wanted}; this host speaks only {spoken}.",
        "Update the host: run `autolab-companion install` from the newest release.",
    ),
    Row(
        106,
        "extension_outdated",
        "protocol",
        "The extension speaks protocol {wanted}; this host needs {spoken}.",
        "Update the extension.",
    ),
    Row(
        107,
        "duplicate_id",
        "protocol",
        "A request with the id {id} is still being answered.",
        "Update the extension; if it persists, report a bug.",
    ),
    Row(
        108,
        "too_many_requests",
        "protocol",
        "More than {limit} requests are waiting for an answer.",
        "Wait for running work to finish.",
    ),
    Row(109, "cancelled", "host", "The request was cancelled.", "Ask again if you still need it."),
    Row(
        110,
        "caller_may_not",
        "caller",
        "A {caller} may not ask for {operation}.",
        "Use the companion's popup or options page.",
    ),
    Row(
        111,
        "home_unusable",
        "host",
        "The data folder cannot be used: {detail}.",
        "Mend what is named there, or name another folder in AUTOLAB_COMPANION_HOME.",
    ),
    Row(112, "host_stopping", "host", "The host is shutting down.", "Try again in a moment.", retired=True),
    Row(
        113,
        "reply_dropped",
        "host",
        "The browser did not take what the host had to say for a while, so the answer was dropped.",
        "Ask again; whether a submission arrived is in the receipts.",
    ),
)
