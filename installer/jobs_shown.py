"""Plans of the staff's tables and what became of them, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from native_host.staff.remarks import REMARKS

from .one_line import OneLine
from .presenting import note
from .table import Cell, print_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STYLES = {"add": "good", "create": "good", "drop": "bad", "dissolve": "bad", "cannot": "bad"}
COUNTED = {
    "add": "to add",
    "change": "to change",
    "drop": "to drop",
    "create": "to make",
    "dissolve": "to dissolve",
    "same": "right already",
    "cannot": "that can't be done",
}
ENDED = {
    "done": "done",
    "failed": "failed",
    "cancelled": "not begun",
    "waiting": "still to do",
    "sending": "in doubt",
    "left_out": "left out",
}
FIRST = 50
"""Lines shown of a plan, unless all are asked for."""


def understood(job: Mapping[str, Any]) -> None:
    """Beside the plan: what of the table was left out, and why."""
    table = job["table"]
    if not table["rows"]:
        note("The table has no lines.")
    left_out = [column for column in table["columns"] if column["remark"]]
    for remark in dict.fromkeys(column["remark"] for column in left_out):
        names = [repr(column["heading"]) for column in left_out if column["remark"] == remark]
        about = f"Column {names[0]}" if len(names) == 1 else f"Columns {', '.join(names)}: each"
        note(f"{about} {REMARKS[remark]}.")
    for bad in table["bad"]:
        note(f"Line {bad['line']} {REMARKS[bad['remark']]}, so it is left out.")
    if table["bad_lines"] > len(table["bad"]):
        note(f"{table['bad_lines'] - len(table['bad'])} more lines are left out.")


def plan(lines: Iterable[Mapping[str, Any]]) -> None:
    """The differences, a line each, without columns that say nothing."""
    shown = [
        [
            Cell(line["action"], STYLES.get(line["action"])),
            line["who"],
            line["name"] or "",
            line["assessment"] or "",
            "; ".join(map(_change, filter(_says_something, line["changes"]))),
            Cell("; ".join(_remarks(line)), "warn"),
        ]
        for line in lines
    ]
    heads = ("", "WHO", "NAME", "ASSESSMENT", "CHANGES", "")
    kept = [at for at in range(len(heads)) if any(_text(row[at]) for row in shown)]
    if shown:
        print_table([heads[at] for at in kept], [[row[at] for at in kept] for row in shown])


def _text(cell: Cell | str) -> str:
    return cell.text if isinstance(cell, Cell) else cell


def _says_something(change: Mapping[str, Any]) -> bool:
    return _said(change["before"]) != _said(change["after"])


def counted(job: Mapping[str, Any]) -> str:
    """`3 to add, 50 to change, 1947 right already`."""
    told = [f"{job['counts'][name]} {words}" for name, words in COUNTED.items() if job["counts"][name]]
    return ", ".join(told) or "nothing"


def ended(job: Mapping[str, Any]) -> str:
    """`50 done, 1 failed`."""
    return ", ".join(f"{job['lines'][name]} {words}" for name, words in ENDED.items() if job["lines"][name])


def failures(lines: Iterable[Mapping[str, Any]]) -> None:
    """The lines that were not done, and why."""
    for line in lines:
        said = [line["error"]["message"]] if line["error"] else []
        about = f" in {line['assessment']}" if line["assessment"] else ""
        entered = [change["field"] for change in line["changes"] if change["state"] == "done"]
        said += [f"Entered all the same: {', '.join(entered)}."] if entered else []
        note(f"{line['who']}{about}: {' '.join([*said, *_remarks(line)])}")


def left_out(lines: Iterable[Mapping[str, Any]]) -> None:
    """The cells that stay as they are, and why."""
    for line in lines:
        for change in line["changes"]:
            why = ", ".join(REMARKS[code] for code in change["remarks"])
            note(f"Left out: {line['who']} in {line['assessment']}: {_change(change)} ({why})")


def _change(change: Mapping[str, Any]) -> str:
    return f"{change['field']}: {_said(change['before'])} → {_said(change['after'])}"


def _remarks(line: Mapping[str, Any]) -> list[str]:
    of_cells = [f"{x['field']} {REMARKS[code]}" for x in line["changes"] for code in x["remarks"]]
    return [*(REMARKS[code] for code in line["remarks"]), *of_cells]


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None or value == "" else f"{value:g}" if isinstance(value, float) else str(value)


class JobMeter(OneLine):
    """How far a job has come."""

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Hear the host's notifications."""
        if method != "staff.progress":
            return
        lines, error = params["job"]["lines"], params["job"]["error"]
        over = lines["done"] + lines["failed"]
        waits = f" (waiting: {error['message']})" if error else ""
        self.show(f"{over} of {over + lines['waiting'] + lines['sending']}{waits}")
