"""One row per figure: {name, value, unit, floor, ratio, target, met}."""

from __future__ import annotations

import json
import statistics
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Row(NamedTuple):
    """A figure. `floor` is what it is measured against, in the same unit; `limit` bounds the ratio or the value."""

    name: str
    value: float
    unit: str
    floor: float | None
    limit: float
    limit_on: str
    """"ratio" (value/floor) or "value"."""

    @property
    def ratio(self) -> float | None:
        """value / floor, where there is a floor."""
        return None if self.floor is None else self.value / self.floor

    @property
    def met(self) -> bool:
        """Whether the figure is within its limit."""
        judged = self.ratio if self.limit_on == "ratio" else self.value
        return judged is not None and judged <= self.limit

    def as_json(self) -> dict[str, object]:
        """The row of build/bench.json."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "floor": None if self.floor is None else round(self.floor, 4),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "target": f"{self.limit_on} <= {self.limit:.3g}",
            "met": self.met,
        }


def seconds(action: Callable[[], object]) -> float:
    """Wall-clock seconds one call takes."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def in_turn(rounds: int, **actions: Callable[[], float]) -> dict[str, float]:
    """Median of each figure over rounds that take them in turn, so that a drifting machine drifts for all."""
    figures: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():
        action()  # warms the page cache and .pyc files
    for _ in range(rounds):
        for name, action in actions.items():
            figures[name].append(action())
    return {name: statistics.median(values) for name, values in figures.items()}


def show(rows: list[Row]) -> str:
    """The rows as a plain table."""
    lines = [f"{'figure':<58} {'value':>11} {'unit':<9} {'floor':>10} {'ratio':>7}  target"]
    for row in rows:
        floor = "-" if row.floor is None else f"{row.floor:.2f}"
        ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
        mark = "met" if row.met else "MISSED"
        lines.append(
            f"{row.name:<58} {row.value:>11.2f} {row.unit:<9} {floor:>10} {ratio:>7}  "
            f"{row.limit_on} <= {row.limit:.3g} {mark}"
        )
    return "\n".join(lines)


def save(rows: list[Row], path: Path) -> None:
    """Write build/bench.json."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n", "utf-8")
