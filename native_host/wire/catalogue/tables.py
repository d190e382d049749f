"""9xx: tables of the course staff, and what is done from them."""

from __future__ import annotations

from .row import Row

ROWS = (
    Row(
        900,
        "table_unreadable",
        "input",
        "The file cannot be read as a table: {detail}.",
        "Save it as CSV (UTF-8) in your spreadsheet and choose that file.",
    ),
    Row(
        901,
        "table_columns",
        "input",
        "The table lacks a column that is needed: {columns}.",
        "Add it with a heading in the first line. Login names will do if you tell the domain of your e-mail addresses.",
    ),
    Row(
        902,
        "plan_changed",
        "input",
        "What was confirmed is not what was shown. Nothing was sent.",
        "Look at the differences once more, then confirm.",
    ),
    Row(
        903,
        "plan_empty",
        "input",
        "There is nothing to send: all that can be done is right already.",
        "Change the file if you expected something else.",
    ),
    Row(
        904,
        "job_unknown",
        "input",
        "This import is not known here any more.",
        "Choose the file again; Autolab has what was done.",
    ),
    Row(
        905,
        "job_state",
        "input",
        "This import is {state}, so that cannot be done.",
        "Reload the page to see how it stands.",
    ),
    Row(
        906,
        "job_elsewhere",
        "busy",
        "Another window or program is busy with an import to {course}.",
        "Wait for its end, or cancel it there.",
        passing=True,
    ),
    Row(
        907,
        "jobs_damaged",
        "storage",
        "The record of what was begun from tables ({path}) is damaged, so it is not used.",
        "Move that file, and {path}-journal if it is there, to a safe place and restart the browser. "
        "What was done is safe on Autolab; choose your file again to see what is left.",
    ),
)
