"""Processes that kill themselves at the K-th step they take on the disk: `python kill_at.py SCENARIO`.

For each line `K HOME` on stdin it forks one, and answers with its exit status: -9, or 0 if the scenario needed fewer
steps. A step is a call that changes what is on the disk; each counts twice, before and after it is done, and a write
is cut in half before.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from native_host.vault import file_rules_posix, key_management, sealed
from native_host.vault.backends import passphrase
from native_host.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

PASSPHRASE = "correct horse"
OLD, NEW = {"token": "old"}, {"token": "new"}


def first_write(vault: Vault) -> None:
    vault.write("a", NEW)


def overwrite(vault: Vault) -> None:
    vault.write("a", NEW)


def delete(vault: Vault) -> None:
    vault.delete("a")


def rekey(vault: Vault) -> None:
    key_management.rekey(vault)


def lock_with_passphrase(vault: Vault) -> None:
    key_management.move_key(vault, "passphrase", PASSPHRASE)


def back_to_the_key_file(vault: Vault) -> None:
    vault.unlock(PASSPHRASE)
    key_management.move_key(vault, "keyfile")


def erase(vault: Vault) -> None:
    key_management.erase(vault)


SCENARIOS: dict[str, Callable[[Vault], None]] = {
    scenario.__name__: scenario
    for scenario in (first_write, overwrite, delete, rekey, lock_with_passphrase, back_to_the_key_file, erase)
}


class Countdown:
    """Counts steps down to the death of this process."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def step(self, last_words: Callable[[], object] = lambda: None) -> None:
        self._left -= 1
        if self._left == 0:
            last_words()
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, name: str) -> None:
        """Count calls of os.`name`."""
        real: Callable[..., Any] = getattr(os, name)

        def watched(*args: Any, **options: Any) -> Any:
            self.step(
                (lambda: real(args[0], args[1][: len(args[1]) // 2])) if name == "write" else lambda: None
            )
            result = real(*args, **options)
            self.step()
            return result

        setattr(os, name, watched)


def run(steps: int, home: str, scenario: Callable[[Vault], None]) -> None:
    """The scenario, in a process of its own with `steps` steps to live."""
    countdown = Countdown(steps)
    for name in ("open", "write", "fsync", "unlink", "mkdir", "replace"):
        countdown.watch(name)
    file_rules_posix.replace = os.replace  # bound when the module was imported
    scenario(Vault(home))


def main() -> None:
    passphrase.COST.update(n=2**10)
    scenario = SCENARIOS[sys.argv[1]]
    # Imported once for all, not in each child.
    import native_host.vault.locks  # noqa: F401

    sealed.seal(bytes(8), bytes(32), b"", b"")
    for line in sys.stdin:
        steps, home = line.rstrip("\n").split(" ", 1)
        child = os.fork()
        if child == 0:
            exit_code = 1
            try:
                run(int(steps), home, scenario)
                exit_code = 0
            finally:
                os._exit(exit_code)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
