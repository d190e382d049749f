"""What an extension may ask: one file per subject."""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from ..rpc.index import Route
    from ..rpc.operation import Operation


def load(method: str, route: Route) -> Operation:
    """The operation behind a route; its module is imported on first use."""
    module = importlib.import_module(f".{route.module}", __package__)
    operation: Operation = module.OPERATIONS[method]
    return operation
