"""Warnings to show before a file is sent. Pure.

Dates and limits are the course's; the API has no extensions. So nothing here refuses because of a date or a count:
it warns, and the server decides.
"""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING

from ..storage.submissions.entry import ARRIVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ..storage.submissions.entry import Entry
    from ..wire.shapes.submissions import Warning as Notice

CLOCKS_APART = 120
"""Seconds by which clocks may differ without a warning; many computers are that far off."""
MIB = 2**20
"""Bytes of what Autolab calls a MB."""
_LIMIT = re.compile(r"max allowed size \((\d{1,6}) MB\)")
WARNINGS = {
    "not_open": "The course opens this assessment only at {start_at}.",
    "late": "The course deadline ({due_at}) has passed. Without an extension of your own this counts as late.",
    "grace_days": "Handing in late may use up your grace days (this assessment takes at most {max_grace_days}).",
    "course_grace_days": "Handing in late may use up your grace days, of which the course gives {grace_days} in all.",
    "unknown_grace_days": "Handing in late may use up grace days, if the course gives any.",
    "closed": "Closed for the course since {end_at}; with an extension of your own Autolab still takes it.",
    "quiz": "This is a quiz: it is answered on its own page, which takes no file.",
    "limit": "You have used all {max_submissions} submissions. Autolab takes no more unless the staff allow them.",
    "last_one": "This is the last submission you have.",
    "penalised": "Every submission after the first {max_unpenalized_submissions} costs points.",
    "file_type": "Your earlier submissions ended in {handin_hint}, this file does not.",
    "clock_wrong": "The clock of this computer says {our_clock_at}, Autolab's says {server_clock_at}. Deadlines are "
    "judged by Autolab's.",
    "details_unknown": "The dates and limits of this assessment are not known here; Autolab decides.",
}
"""Warning codes and their words; dates appear as the server wrote them, with its UTC offset."""


def warnings(facts: Mapping[str, Any] | None, filename: str | None = None) -> list[Notice]:
    """[{code, message, fields}]: the words, and the facts they name for those who have words of their own.

    `facts` is what submit.check answers, None where nothing is known.
    """
    if facts is None:
        return [_worded("details_unknown", {})]
    hint, used, free = facts["handin_hint"], facts["submissions"], facts["max_unpenalized_submissions"]
    applies = {
        "not_open": facts["why_not"] == "not_open",
        "closed": facts["why_not"] == "closed",
        "quiz": bool(facts.get("quiz")),
        "limit": facts["why_not"] == "limit",
        "late": facts["late"],
        **_grace_days(facts),
        "last_one": facts["versions_left"] == 1,
        "penalised": None not in {free, used} and 0 <= free <= used,
        "clock_wrong": abs(facts.get("clock_ahead") or 0) > CLOCKS_APART,
        "file_type": bool(hint and filename and ending(filename) != hint),
    }
    return [_worded(code, facts) for code, does in applies.items() if does]


def _grace_days(facts: Mapping[str, Any]) -> dict[str, bool]:
    """Which warning of grace days applies, if any; how many a submission uses is not told.

    An assessment without a limit of its own takes as many as are left of the course's, so only 0 means none. An
    earlier companion remembered facts without them.
    """
    course, most = facts.get("grace_days"), facts.get("max_grace_days")
    may = facts["late"] and 0 not in {course, most}
    return {
        "grace_days": may and most is not None,
        "course_grace_days": may and most is None and course is not None,
        "unknown_grace_days": may and most is None and course is None,
    }


def handin_hint(server_filenames: Sequence[str]) -> str | None:
    """The ending of the newest submission, such as `.c`: the only trace the API gives of the wanted file type."""
    return ending(server_filenames[0]) if server_filenames else None


def size_limit(earlier: Iterable[Entry]) -> int | None:
    """Bytes that Autolab said it takes when it last refused a file for its size; the API tells the limit nowhere else.

    `earlier` is what went to the assessment, newest first. None: it never refused one so, or took a larger one since.
    """
    largest = 0
    for entry in earlier:
        told = _LIMIT.search(entry.server_said or "") if entry.reason == "file_too_large" else None
        if told:
            limit = int(told[1]) * MIB
            return limit if largest <= limit else None
        largest = max(largest, entry.size if entry.state in ARRIVED else 0)
    return None


def ending(filename: str) -> str | None:
    """The last dotted ending in lower case, None without one."""
    stem, dot, last = filename.rpartition(".")
    return f".{last.lower()}" if dot and stem and last else None


def _worded(code: str, facts: Mapping[str, Any]) -> Notice:
    fields = {name: facts[name] for _, name, _, _ in Formatter().parse(WARNINGS[code]) if name}
    return {"code": code, "message": WARNINGS[code].format_map(fields), "fields": fields}
