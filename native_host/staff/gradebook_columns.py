"""Which score each column of a gradebook holds: `assessment:problem`, an assessment with one problem, or none. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .headings import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Problems = "Mapping[str, float | None]"
"""A problem's name to its maximum, where it has one."""

_SUFFIX = re.compile(r"\s*\((?:\d+|[^\W\d]+)\)\s*$")
"""What Canvas puts behind an assignment's name (its number), and Moodle (the kind of grade)."""
_PREFIX = re.compile(r"^[^:]{1,40}:\s*")
"""What Moodle puts before it: the kind of activity."""
FEEDBACK = {
    plain(word) for word in ("feedback", "comment", "comments", "kommentar", "rückmeldung", "commentaire")
}


@dataclass(frozen=True, slots=True)
class Score:
    """A column that holds the scores of one problem."""

    at: int
    assessment: str
    problem: str


class Headings:
    """Reads headings with the names of a course's assessments at hand.

    `assessments` are {name, display_name}. `only`: the one assessment that the table is about; its problems may then
    stand alone.
    """

    def __init__(self, assessments: Sequence[Mapping[str, str | None]], only: str | None = None) -> None:
        self._only = only
        self._names: dict[str, str] = {}
        for told in ("display_name", "name"):  # the name last: it counts where both are the same
            self._names |= {
                str(each[told]).casefold(): str(each["name"]) for each in assessments if each[told]
            }

    def assessments(self, headings: Iterable[str]) -> list[str]:
        """Those that the headings speak of, in their order."""
        found = dict.fromkeys(name for heading in headings for name, _ in self._readings(heading))
        if self._only is not None:
            return [self._only]
        return list(found)

    def columns(
        self,
        headings: Sequence[str],
        meanings: Sequence[str | None],
        problems: Mapping[str, Mapping[str, float | None]],
    ) -> tuple[list[Score], list[str | None]]:
        """The columns with scores, and of each column what its report says: a meaning, or a code of REMARKS."""
        scores: list[Score] = []
        said: list[str | None] = []
        taken: set[tuple[str, str]] = set()
        for at, (heading, meaning) in enumerate(zip(headings, meanings, strict=True)):
            told = meaning or self._told(heading, problems)
            if isinstance(told, tuple):
                if told in taken:
                    told = "column_twice"
                else:
                    taken.add(told)
                    scores.append(Score(at, *told))
                    told = ":".join(told)
            said.append(told)
        return scores, said

    def _told(
        self, heading: str, problems: Mapping[str, Mapping[str, float | None]]
    ) -> tuple[str, str] | str | None:
        remark: str | None = None
        for assessment, rest in self._readings(heading):
            known = problems.get(assessment)
            if known is None:
                continue
            if not rest:
                if len(known) == 1:
                    return assessment, next(iter(known))
                remark = "column_total"
            elif (problem := _problem(rest, known)) is not None:
                return assessment, problem
            elif plain(rest.rpartition(":")[2].rpartition(" ")[2]) in FEEDBACK:
                remark = "column_feedback"
        return remark

    def _readings(self, heading: str) -> Iterator[tuple[str, str]]:
        """Each way to read it: the assessment, and what is left for the problem."""
        bare = heading.strip()
        shapes = dict.fromkeys(
            (bare, _SUFFIX.sub("", bare), _PREFIX.sub("", bare), _PREFIX.sub("", _SUFFIX.sub("", bare)))
        )
        for shape in shapes:
            parts = shape.split(":")
            for count in range(len(parts), 0, -1):
                found = self._names.get(":".join(parts[:count]).strip().casefold())
                if found is not None:
                    yield found, ":".join(parts[count:]).strip()
        if self._only is not None:
            yield from ((self._only, shape) for shape in shapes if shape)


def _problem(said: str, known: Mapping[str, float | None]) -> str | None:
    if said in known:
        return said
    return next((name for name in known if name.casefold() == said.casefold()), None)
