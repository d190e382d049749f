"""Whether a JSON value is of a shape of native_host/wire/shapes: all its members, no others, each of its type."""

from __future__ import annotations

import types
from functools import cache
from typing import (
    Any,
    Literal,
    NotRequired,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from native_host.operations import load
from native_host.rpc.index import INDEX
from native_host.wire.catalogue import BY_NAME
from native_host.wire.shapes.common import ErrorData, ErrorObject
from native_host.wire.shapes.table import NOTIFICATIONS, OPERATIONS

ANY_KIND = {"protocol", "host"}
ANY_NAME = {"caller_may_not", "origin_invalid", "name_refused"}
OF_A_SCOPE = {
    "server_unknown",
    "not_signed_in",
    "account_differs",
    "sign_in_again",
    "scope_missing",
    "scope_withdrawn",
    "staff_tools_off",
}
"""What the dispatcher itself may answer, to any request and to one that needs a session (PROTOCOL.md, Operations)."""


class Unlike(AssertionError):  # noqa: N818 - it is a failed assertion
    """A value that is not of its shape."""


def check_result(operation: str, result: Any) -> None:
    """Raises Unlike, naming the place."""
    _check(result, OPERATIONS[operation][1], operation)


def check_error(error: Any, operation: str | None = None) -> None:
    """Raises Unlike, also for one that the operation does not declare: its client would not know what to do."""
    _check(error, ErrorObject, "error")
    if operation in INDEX:
        _require(may_come_to(operation, error["data"]["name"]), error, "declared by the operation", operation)


def may_come_to(operation: str, name: str) -> bool:
    """Whether the operation says so, or any may."""
    route, row = INDEX[operation], BY_NAME[name]
    declared = load(operation, route)
    by_all = row.kind in ANY_KIND or name in ANY_NAME or (route.scope is not None and name in OF_A_SCOPE)
    return by_all or row.kind in declared.kinds or name in declared.errors


def check_notification(method: str, params: Any) -> None:
    """Raises Unlike; KeyError for a method that there is not."""
    _check(params, NOTIFICATIONS[method], method)


@cache
def _members(shape: Any) -> tuple[dict[str, Any], frozenset[str]]:
    marked = get_type_hints(shape, include_extras=True)
    required = frozenset(name for name, kind in marked.items() if get_origin(kind) is not NotRequired)
    return get_type_hints(shape), required


def _check(value: Any, shape: Any, where: str, of: Any = None) -> None:
    origin = get_origin(shape) or shape
    if isinstance(shape, TypeVar):
        _check(value, of, where)
    elif shape is ErrorData:
        _check_error_data(value, where)
    elif is_typeddict(origin):
        _check_object(value, origin, where, *get_args(shape))
    elif origin in {Union, types.UnionType}:
        _check_any(value, shape, where, of)
    elif origin is Literal:
        _require(value in get_args(shape), value, shape, where)
    elif origin in {list, dict}:
        _check_many(value, shape, origin, where, of)
    elif shape is not Any:
        wanted = (int, float) if shape is float else shape
        _require(
            isinstance(value, wanted) and (shape is bool or not isinstance(value, bool)), value, shape, where
        )


def _check_object(value: Any, shape: Any, where: str, of: Any = None) -> None:
    members, required = _members(shape)
    _require(isinstance(value, dict), value, shape, where)
    _require(required <= value.keys() <= members.keys(), sorted(value), sorted(members), where)
    for name, each in value.items():
        _check(each, members[name], f"{where}.{name}", of)


def _check_many(value: Any, shape: Any, origin: type, where: str, of: Any) -> None:
    _require(isinstance(value, origin), value, shape, where)
    *_, item = get_args(shape)
    for name, each in enumerate(value) if origin is list else value.items():
        _check(each, item, f"{where}[{name!r}]", of)


def _check_any(value: Any, shape: Any, where: str, of: Any) -> None:
    why: Unlike | None = None
    for option in get_args(shape):
        try:
            return _check(value, option, where, of)
        except Unlike as problem:  # of an object the place inside it tells more than the union does
            why = problem if why is None or len(str(problem)) > len(str(why)) else why
    assert why is not None
    raise why


def _check_error_data(data: Any, where: str) -> None:
    """The row's fields, and what else is known of where it happened, are texts and numbers."""
    _require(isinstance(data, dict) and data.get("name") in BY_NAME, data, "a row of the catalogue", where)
    members, required = _members(ErrorData)
    _require(required <= data.keys(), sorted(data), sorted(required), where)
    for name, each in data.items():
        _check(each, members.get(name, int | str), f"{where}.{name}")


def _require(holds: bool, value: Any, shape: Any, where: str) -> None:
    if not holds:
        raise Unlike(f"{where}: {value!r} is not {shape}")
