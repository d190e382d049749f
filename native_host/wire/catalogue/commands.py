"""8xx: installing, said by the `autolab-companion` command only."""

from __future__ import annotations

from .row import Row

ROWS = (
    Row(
        800,
        "browsers_none",
        "command",
        "No browser that the companion knows was found here.",
        "Install Chromium, Chrome or Firefox, or name a browser with --browser.",
    ),
    Row(
        801,
        "manifest_foreign",
        "command",
        "{path} was not written by the companion.",
        "Look at that file; `autolab-companion install --force` replaces it and keeps a copy.",
    ),
    Row(
        802,
        "target_unsafe",
        "command",
        "{path} cannot be written safely: {detail}.",
        "Mend what is named there, then install again.",
    ),
    Row(
        803,
        "install_failed",
        "command",
        "{path} could not be changed: {detail}. Everything is as it was before.",
        "Mend what is named there, then try again.",
    ),
    Row(
        804,
        "interpreter_unusable",
        "command",
        "{interpreter} cannot start the host: {detail}.",
        "Install the companion with Python 3.11 or newer from python.org or your system, then install again.",
    ),
    Row(
        805,
        "host_silent",
        "command",
        "The host does not answer: {detail}.",
        "Run `autolab-companion doctor --fix`; if it persists, report a bug.",
    ),
    Row(
        806,
        "confirmation_needed",
        "command",
        "{action} needs your confirmation.",
        "Run it in a terminal, or add --yes if you are sure.",
    ),
    Row(
        820,
        "backup_unusable",
        "command",
        "{path} is no export of receipts: {detail}.",
        "Name a file that `autolab-companion receipts export` or the receipts page has written.",
    ),
    Row(
        821,
        "export_failed",
        "command",
        "The receipts could not be written to {path}: {detail}.",
        "Name another file, in a folder that is there and that you may write to.",
    ),
    Row(
        822,
        "command_failed",
        "command",
        "The command broke off: {detail}.",
        "Mend what is named there, then try again.",
    ),
)
