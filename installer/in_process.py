"""The host's own operations, called in this process: the same sessions, pacing, cache and receipts as the browser's."""

from __future__ import annotations

from native_host.operations import load
from native_host.rpc.index import INDEX
from native_host.rpc.operation import Context
from native_host.wire.errors import SERVER_KINDS, CompanionError

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    from asyncio import Runner
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any, Self

    from native_host.rpc.operation import Operation
    from native_host.services import Services

    Notify = Callable[[str, Mapping[str, Any]], None]

CALLER = "options"
"""Whoever types commands may ask what the companion's own pages may."""


class InProcess:
    """Calls operations by name, with the checks the dispatcher makes.

        with InProcess(opened()) as host:
            courses = host.call("courses", server="https://autolab.example.edu")["data"]

    `offline`: answers come from memory alone, and their age does not matter. `notify` hears the notifications.
    """

    def __init__(self, services: Services, *, offline: bool = False, notify: Notify | None = None) -> None:
        self.services, self._offline = services, offline
        self._notify = notify or (lambda _method, _params: None)
        self._runner: Runner | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._runner is not None:
            with self._runner as runner:
                runner.run(self.services.close())
        self.services.close_files()

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The operation's result. Raises CompanionError.

        What is remembered and not stale costs no request. Where the server can't be asked, what is remembered is
        the result all the same, with `stale` true and `why_stale`, the CompanionError.
        """
        operation, context, given = self._prepared(method, params)
        if operation.answer is not None:
            return dict(operation.answer(context, given))
        known = operation.remembered(context, given) if operation.remembered else None
        if known is not None and (self._offline or not known.get("stale")):
            return dict(known)
        if self._offline:
            raise CompanionError("nothing_remembered", operation=method)
        fetch = operation.fetch
        assert fetch is not None  # noqa: S101 - a test checks that each operation has a way to answer
        try:
            return dict(self._run(fetch(context, given)))
        except CompanionError as error:
            if known is None or error.kind not in SERVER_KINDS:
                raise
            return {**known, "stale": True, "why_stale": error}

    def download(self, folder: Callable[[], Path], **params: Any) -> dict[str, Any]:
        """downloads.save, into a folder of the caller's choice. Raises CompanionError."""
        from native_host.operations.downloads import save_into

        _, context, given = self._prepared("downloads.save", params)
        return dict(self._run(save_into(context, given, folder)))

    def _prepared(self, method: str, params: Mapping[str, Any]) -> tuple[Operation, Context, Any]:
        entry = INDEX[method]
        operation = load(method, entry)
        given = operation.decode({name: value for name, value in params.items() if value is not None})
        if entry.scope is not None:
            self.services.sessions.require(given["server"], entry.scope)
        return operation, Context(self.services, self._notify, CALLER, None, lambda _result: None), given

    def _run(self, work: Any) -> dict[str, Any]:
        if self._runner is None:
            import asyncio  # what is remembered is told without it

            self._runner = asyncio.Runner()
        result: dict[str, Any] = self._runner.run(work)
        return result
