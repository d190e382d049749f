"""What the browser starts, through autolab_companion/host.py, with its caller as arguments.

Chromium passes the extension's origin, Firefox the manifest's path and the add-on's id. The browser has
checked both; we check again, because a manifest can be edited.
"""

from __future__ import annotations

import os
import sys

from .identity import CHROMIUM_ORIGINS, GECKO_EXTENSION_IDS, HOST_NAME
from .writer import Writer

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

READ_SIZE = 65_536
"""Bytes asked of stdin at once: a Linux pipe's whole capacity."""

BY_HAND = f"""\
This is the native-messaging host of Autolab Companion ({HOST_NAME}).
Your browser starts it; there is nothing to do here by hand.
  autolab-companion install   registers it with your browsers
  autolab-companion doctor    says what is wrong and mends it
"""


def take_stdout() -> int:
    """A private descriptor of the real stdout; whatever else prints goes to stderr and can't spoil a frame."""
    if sys.stderr is None:  # a browser without a console may hand down none; the lowest free descriptor is 2
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 - pathlib costs 10 ms; open till the end
    frames = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(frames, os.O_BINARY)
        msvcrt.setmode(0, os.O_BINARY)
    return frames


class Inbox:
    """The real stdin, which SIGTERM and SIGHUP end as the browser does: what must be finished is finished."""

    def __init__(self) -> None:
        self._reads = 0

    def read(self) -> bytes:
        """The next bytes; none at the end of input. Blocks."""
        self._reads += 1
        if self._reads == 2 and sys.platform != "win32":  # noqa: PLR2004 - the first reply doesn't wait for this import
            import signal

            for number in (signal.SIGTERM, signal.SIGHUP):
                if signal.getsignal(number) == signal.SIG_DFL:  # nohup has it ignored
                    signal.signal(number, self._end)
        return os.read(0, READ_SIZE)

    def _end(self, number: int, _frame: object) -> None:
        """Python repeats an interrupted read, which then finds the end. A second signal kills."""
        import signal

        signal.signal(number, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)


def is_served(arguments: Sequence[str]) -> bool:
    """Whether these are the arguments a browser passes for one of our own extensions."""
    callers = [argument for argument in arguments if not argument.startswith("--parent-window=")]
    if len(callers) == 1 and callers[0] in CHROMIUM_ORIGINS:
        return True
    if len(callers) == 2 and callers[1] in GECKO_EXTENSION_IDS:  # noqa: PLR2004 - manifest path and add-on id
        return True
    from .added_extensions import is_served as is_added  # the rare path

    return is_added(callers)


def main(arguments: Sequence[str], after_start: Callable[[], object] | None = None) -> int:
    """Serve one channel. 0 at its end, 1 for a caller we don't serve, 2 when started by hand.

    `after_start` is done in a thread of its own, once nobody waits for the start any more.
    """
    if os.isatty(0):
        sys.stderr.write(BY_HAND)
        return 2
    writer = Writer(take_stdout())
    if not is_served(arguments):
        from .wire.errors import CompanionError  # the rare path
        from .wire.jsonrpc import error_reply

        refused = CompanionError("caller_not_allowed", caller=(arguments or ["(none)"])[-1][:80])
        writer.write(error_reply(None, refused))
        return 1
    from .dispatcher import Dispatcher  # a refused caller pays for nothing
    from .services import Services

    services = Services()
    try:
        Dispatcher(services, writer, after_start).serve(Inbox().read)
    finally:
        services.close_files()
    return 0


def start(after_start: Callable[[], object] | None = None) -> None:
    """The whole life of the process."""
    try:
        code = main(sys.argv[1:], after_start)
    except KeyboardInterrupt:  # Ctrl-C in the terminal that started the browser
        code = 130
    sys.stderr.flush()
    # Daemon threads may sit in a blocked write; the interpreter's farewell would wait for them.
    os._exit(code)


if __name__ == "__main__":
    start()
