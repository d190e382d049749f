"""7xx: what is remembered and saved."""

from __future__ import annotations

from .row import Row

ROWS = (
    Row(700, "receipt_unknown", "input", "There is no such receipt.", "Reload the list of receipts."),
    Row(
        701,
        "download_none",
        "download",
        "{assessment} has no such file.",
        "Look at the assessment's page.",
        retired=True,
    ),
    Row(702, "download_failed", "download", "The download stopped: {detail}.", "Try again."),
    Row(
        703,
        "name_refused",
        "input",
        "A name in the request cannot be used safely: {detail}.",
        "Open the page on Autolab instead.",
    ),
)
