"""What a fresh sandbox is filled with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import demo, large, reference
from .applications import register

if TYPE_CHECKING:
    from ..state import State

SEEDS = {"demo": demo.plant, "reference": reference.plant, "large": large.plant}


def plant(seed: str, state: State, base: str, *, assessments: int) -> None:
    """Fill `state`; KeyError for an unknown seed."""
    SEEDS[seed](state, assessments)
    register(state, base)
