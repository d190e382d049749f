"""What there is to say of a line of a plan: why it can't be done, and what makes one look twice. Codes and words."""

from __future__ import annotations

REMARKS: dict[str, str] = {
    # Lines of the file that are left out
    "too_many_cells": "has more cells than the table has columns",
    "cell_too_long": "has a cell of thousands of characters: a quote is probably missing",
    "email_missing": "has no e-mail address",
    "email_twice": "names somebody whom an earlier line names too",
    "name_missing": "has no name",
    "name_twice": "has a name that an earlier line has too",
    "level_unknown": "has a role that is none of Autolab's",
    "truth_unknown": "says neither yes nor no where it should",
    "number_unknown": "has something else than a number where a number belongs",
    # Lines of the plan that can't be done
    "not_in_course": "is not in the course",
    "staff_stays": "is course staff, whom Autolab does not drop",
    "no_submission": "has handed in nothing that could be scored",
    "group_too_large": "has more members than a group of this assessment may have",
    "group_differs": "is there with other members; dissolve it first",
    "group_unknown": "is no group of this assessment",
    "in_another_group": "has a member who is in another group",
    "in_two_groups": "has a member whom another line names too",
    "problem_differs": "is there with other points; Autolab's pages alone can change it",
    # What makes one look twice
    "was_dropped": "had been dropped from the course",
    "above_maximum": "is above the maximum",
    "below_zero": "is below zero",
    "much_lower": "is much lower than before",
    "clears_score": "takes a score away",
    # Columns that are read and not sent
    "column_unknown": "is not known and is left out",
    "column_fixed": "is read here and not changed",
    "column_unused": "is nothing that Autolab keeps of its members; it is read and not sent",
    "column_total": "is the total of several problems, which is not entered itself",
    "column_feedback": "is feedback, which Autolab takes on its pages alone",
    "column_twice": "is there twice; the first one counts",
    # What ended a line
    "changed_meanwhile": "had been changed by somebody else meanwhile, and was left alone",
}
"""Code to what it says of its subject. The extension's words for them are `host_remark_<code>`."""

SUSPICIOUS = frozenset({"was_dropped", "above_maximum", "below_zero", "much_lower", "clears_score"})
"""What a person should have looked at before it is confirmed."""
