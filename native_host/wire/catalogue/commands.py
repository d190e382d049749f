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
    Row(
        823,
        "servers_none",
        "command",
        "No Autolab server has been added yet.",
        "Run `autolab-companion servers add FILE` with your course's deployment file, then `autolab-companion login`.",
    ),
    Row(
        824,
        "server_choice",
        "command",
        "Several servers have been added: {servers}.",
        "Say which one with --server.",
    ),
    Row(
        825,
        "target_missing",
        "command",
        "No course or assessment was named, and this folder is linked to none.",
        "Name it as COURSE:ASSESSMENT, or run `autolab-companion link COURSE:ASSESSMENT` once in this folder.",
    ),
    Row(
        826,
        "target_incomplete",
        "command",
        "{course} is a course; this needs one of its assessments.",
        "Name it as {course}:ASSESSMENT; `autolab-companion assessments {course}` lists them.",
    ),
    Row(
        827,
        "link_unusable",
        "command",
        "{path} cannot be used: {detail}.",
        "Remove that file, or run `autolab-companion link COURSE:ASSESSMENT` beside it.",
    ),
    Row(
        828,
        "target_differs",
        "command",
        "{link} links this folder to {linked}, not to {target}. Nothing was sent.",
        "Change to the right folder, leave the target out, or add --force.",
    ),
    Row(
        829,
        "nothing_remembered",
        "command",
        "Nothing is remembered that {operation} could show.",
        "Run the command once without --offline.",
    ),
    Row(
        830,
        "file_unreadable",
        "command",
        "{path} cannot be handed in: {detail}. Nothing was sent.",
        "Name a file that is there and that you may read.",
    ),
)
