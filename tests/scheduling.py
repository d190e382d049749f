"""How the tests are spread over processes: by files, and where browsers are at work, by files and browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xdist.scheduler import LoadScopeScheduling

from .browsers import BROWSERS

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController


class FilesAndBrowsers(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Work is given out in the order of collection, but who has started a browser gets what there is for it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._started: dict[str, WorkerController] = {}

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        return next((f"{file} in {name}" for name in BROWSERS if f"[{name}" in test), file)

    def _assign_work_unit(self, node: WorkerController) -> None:
        first = next(iter(self.workqueue))
        chosen = next((scope for scope in self.workqueue if self._suits(scope, node)), first)
        if browser := browser_of(chosen):
            self._started.setdefault(browser, node)
        self.workqueue.move_to_end(chosen, last=False)
        super()._assign_work_unit(node)

    def _suits(self, scope: str, node: WorkerController) -> bool:
        """Whether it needs no browser, or one that this process has started or nobody has."""
        browser = browser_of(scope)
        return not browser or self._started.get(browser, node) is node


def browser_of(scope: str) -> str:
    """The browser that a share of the work is for, if any."""
    return scope.partition(" in ")[2]
