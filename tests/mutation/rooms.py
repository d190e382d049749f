"""Which code is mutated, and which tests have to notice. A test file must run in one process: mutants are forked."""

from __future__ import annotations

from typing import NamedTuple


class Room(NamedTuple):
    """`code` and `tests` are paths from the top of the tree; `code` may hold wildcards."""

    code: tuple[str, ...]
    tests: tuple[str, ...]


ROOMS = {
    "wire": Room(("native_host/wire/*.py",), ("tests/unit/wire", "tests/unit/test_protocol.py")),
    "json": Room(("native_host/wire/strict_json.py",), ("tests/unit/wire",)),
    "submission": Room(
        ("native_host/submission/*.py",),
        (
            "tests/unit/submission",
            "tests/contract/test_submit_flow.py",
            "tests/contract/test_submit_pending.py",
            "tests/faults/test_submit_doubt.py",
        ),
    ),
    "vault": Room(("native_host/vault/*.py", "native_host/vault/custody/*.py"), ("tests/unit/vault",)),
    "refresh": Room(("native_host/oauth/refresh.py",), ("tests/contract/test_oauth_session.py",)),
}
