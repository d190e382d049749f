"""What another host hands in is told once; what was there before, this host's own and a restored backup are no news."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from native_host.services import Services
from native_host.submission.elsewhere import MOST, SubmissionMonitor
from native_host.submission.steps import landed
from tests.entries import ENTRY, elsewhere, handed_in

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_told_and_what_is_not(companion_home: Path) -> None:
    told: list[str] = []

    def notify(_method: str, params: Any, /) -> None:
        told.append(params["receipt"]["receipt"])

    services, other = Services(str(companion_home)), elsewhere(companion_home)
    before, *_ = handed_in(other, 1)
    monitor = SubmissionMonitor(services, notify)
    monitor.check()
    assert told == []

    own = replace(ENTRY, id="b" * 32)
    services.journal.begin(own)
    services.journal.update(landed(own, 2, None, own.sent_at + 1))
    theirs = replace(ENTRY, id="c" * 32)
    other.begin(theirs)
    other.update(landed(theirs, 3, None, theirs.sent_at + 1))
    monitor.check()
    assert told == [theirs.id]
    monitor.check()
    other.amend(replace(before, gone_at=before.sent_at))
    monitor.check()
    assert told == [theirs.id]

    copy = [
        replace(landed(ENTRY, 1, None, ENTRY.sent_at), id=f"d{number:031x}", sent_at=ENTRY.sent_at + number)
        for number in range(30)
    ]
    other.restore(copy)
    monitor.check()
    assert told[1:] == [entry.id for entry in copy[-MOST:]]
