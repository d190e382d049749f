"""Which code is mutated, and which tests have to notice. A test file must run in one process: mutants are forked."""

from __future__ import annotations

from typing import NamedTuple


class Room(NamedTuple):
    """Paths from the top of the tree; `code` may hold wildcards, `tests` pytest's `--deselect`.

    `without` is code that no test in one process can reach; each says why.
    """

    code: tuple[str, ...]
    tests: tuple[str, ...]
    without: tuple[str, ...] = ()


_WIRE = (
    "tests/unit/wire",
    # It reads the sources, in which every mutant stands beside the code.
    "--deselect=tests/unit/wire/test_catalogue.py::test_every_raise_gives_each_field_of_its_row",
)

ROOMS = {
    "wire": Room(
        ("native_host/wire/*.py",),
        (
            *_WIRE,
            "tests/unit/test_protocol.py",
            # They compare files with what is rendered, and these files are mutated or not there.
            "--deselect=tests/unit/test_protocol.py::test_what_is_rendered_says_what_the_code_does",
        ),
        # Rows are made when the module is imported, before a mutant is switched on.
        without=("native_host/wire/catalogue/row.py",),
    ),
    "json": Room(("native_host/wire/strict_json.py",), _WIRE),
    "submission": Room(
        tuple(
            f"native_host/{name}.py"
            for name in (
                "rpc/progress",
                "submission/listing",
                "submission/presence",
                "submission/reconcile",
                "submission/repeat",
                "submission/rules",
                "submission/states",
                "submission/steps",
                "uploads/receiving",
                "uploads/spool",
            )
        ),
        ("tests/unit/submission", "tests/unit/uploads", "tests/unit/rpc/test_progress.py"),
    ),
    "handing_in": Room(
        tuple(
            f"native_host/submission/{name}.py"
            for name in ("driver", "follow_up", "post", "reconciler", "target", "visits")
        ),
        ("tests/unit/submission", "tests/faults/doubt"),
    ),
    "vault": Room(
        ("native_host/vault/*.py", "native_host/vault/backends/*.py"),
        (
            "tests/unit/vault",
            # These start programs of their own, in which no mutant is switched on.
            "--ignore=tests/unit/vault/test_keepassxc.py",
            "--ignore=tests/unit/vault/test_vault_command.py",
            "--deselect=tests/unit/vault/test_keychain.py::test_custody_in_a_real_secret_service",
            "--deselect=tests/unit/vault/test_keychain.py::test_one_window_of_the_real_prompter",
        ),
        without=(
            # They speak D-Bus alone: their tests run in a session of their own, started as a program.
            "native_host/vault/backends/secret_service.py",
            "native_host/vault/backends/secret_service_calls.py",
            # Changes the whole process, for good: its tests look at hosts from outside.
            "native_host/vault/core_dumps.py",
        ),
    ),
    "refresh": Room(
        ("native_host/oauth/refresh.py",),
        ("tests/contract/test_oauth_session.py", "tests/contract/test_oauth_refresh.py"),
    ),
}
