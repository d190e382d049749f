"""Remembered badges are answered on the dispatcher's thread: what that may import is pinned here."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from native_host.badges.book import BadgeBook
from native_host.services import Services
from native_host.timestamps import iso
from native_host.wire.identifiers import AccountKey

if TYPE_CHECKING:
    from pathlib import Path


SERVER, COURSE = "https://autolab.example.edu", "cs101"
TOO_HEAVY = {
    "aiohttp", "asyncio", "authlib", "dataclasses", "filelock", "inspect", "keyring", "logging", "msgspec", "pathlib",
    "threading",
}  # fmt: skip
ANSWER = f"""
import json, sys
from native_host.dispatcher import load
from native_host.rpc.operation import Context
from native_host.rpc.index import INDEX
from native_host.services import Services
services = Services()
operation = load("badges", INDEX["badges"])
given = operation.decode({{"server": {SERVER!r}, "course": {COURSE!r}}})
services.sessions.require(given["server"], INDEX["badges"].scope)
reply = operation.remembered(Context(services, None, "page", 1, None), given)
print(json.dumps([reply, sorted(sys.modules)]))
"""


def session(services: Services, email: str = "anne@example.edu") -> AccountKey:
    """As a finished sign-in leaves it; the account's key."""
    services.vault.write(
        "session:" + SERVER,
        {
            "access": "a" * 43, "refresh": None, "expires_at": None, "refresh_at": None, "generation": 1,
            "scope": ["user_info", "user_courses", "user_scores"], "account": {"email": email},
            "signed_in_at": 0.0, "attempt": "x",
        },
    )  # fmt: skip
    return AccountKey(f"{SERVER} {email}")


def test_remembered_badges_cost_no_heavy_import(companion_home: Path) -> None:
    services = Services(str(companion_home))
    now = services.clock()
    book = BadgeBook(services, session(services), COURSE)
    dates = {"start_at": iso(now - 9), "due_at": iso(now + 900), "end_at": iso(now + 900)}
    book.list([{"name": f"lab{number}", "display_name": None, **dates} for number in range(50)])
    for number in range(50):
        book.handed_in(f"lab{number}", [{"version": 1, "scores": {"p": 1.5}}])
    book.save(whole_at=now)
    services.cache.close()
    done = subprocess.run([sys.executable, "-I", "-c", ANSWER], capture_output=True, timeout=30, check=True)
    reply, modules = json.loads(done.stdout)
    assert [badge["score"] for badge in reply["badges"]] == [1.5] * 50
    assert {module.split(".")[0] for module in modules} & TOO_HEAVY == set()
