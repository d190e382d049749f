"""No line of the rooms that must not be wrong can be changed unnoticed."""

from __future__ import annotations

import inspect
import pkgutil
from typing import TYPE_CHECKING

import pytest

from tests.mutation.harmless import explained, is_wording, unexplained
from tests.mutation.rooms import ROOMS
from tests.mutation.run import Survivor, mutated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("room", ROOMS)
def test_every_change_of_a_line_is_noticed_or_explained(
    room: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    outcome = mutated(ROOMS[room], tmp_path)
    record_property("figures", str(outcome))
    assert not unexplained(outcome.survivors), "\n".join(map(str, unexplained(outcome.survivors)))
    assert not outcome.unjudged


def test_every_explanation_says_something() -> None:
    assert all(len(reason) > 10 for reason in explained().values())


def test_every_explanation_is_of_code_that_is_there() -> None:
    gone = [row for row in explained() if row[1] not in _lines(row[0])]
    assert not gone, "harmless.toml explains what has been renamed, changed or removed"


def _lines(function: str) -> str:
    """A function's code as a Survivor shows it; nothing if there is no such function."""
    try:
        source = inspect.getsource(pkgutil.resolve_name(function))
    except (ImportError, AttributeError):
        return ""
    return " ".join(line.strip() for line in source.splitlines())


@pytest.mark.parametrize(
    ("before", "after", "harmless"),
    [
        ('say("gone for good")', 'say("XXgone for goodXX")', True),
        ('say("key", detail="gone for good")', 'say("key", detail="GONE FOR GOOD")', True),
        ('text.decode("utf-8")', 'text.decode("UTF-8")', True),
        ('say("key", detail="gone for good")', 'say("KEY", detail="gone for good")', False),
        ("a > b", "a >= b", False),
    ],
)
def test_wording_is_no_behaviour(before: str, after: str, harmless: bool) -> None:
    assert is_wording(Survivor("f", before, after)) is harmless
