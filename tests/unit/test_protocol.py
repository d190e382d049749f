"""PROTOCOL.md is the contract with the extension: it must say what the code does, no more and no less."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from types import NoneType
from typing import get_args, get_type_hints

import pytest

from native_host import operations
from native_host.operations import load
from native_host.rpc.index import CALLERS, INDEX
from native_host.rpc.operation import Operation
from native_host.wire.catalogue import BY_NAME
from native_host.wire.errors import CompanionError
from native_host.wire.shapes import notifications
from native_host.wire.shapes.table import NOTIFICATIONS, OPERATIONS
from tests import shapes
from tests.conforms import Unlike, check_result
from tests.protocol_document import files


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_what_is_rendered_says_what_the_code_does(path: Path) -> None:
    assert path.read_text("utf-8") == files()[path], "run: python -m tests.protocol_document"


def test_every_operation_has_its_shapes() -> None:
    assert list(OPERATIONS) == list(INDEX), "wire/shapes/table.py has the rows of rpc/index.py in their order"
    assert OPERATIONS.keys() == shapes.operations().keys()
    assert NOTIFICATIONS.keys() == shapes.notifications().keys()


def test_every_notification_is_sent_with_its_shape() -> None:
    sent = {
        method: ast.unparse(sends.args.posonlyargs[2].annotation or ast.Constant(None))
        for sends in ast.walk(ast.parse(Path(notifications.__file__).read_text("utf-8")))
        if isinstance(sends, ast.FunctionDef)
        for method in re.findall("'([a-z_.]+)'", ast.unparse(sends.args.posonlyargs[1].annotation or sends))
    }
    by_the_writer = {"part", "notifications.dropped"}
    by_progress = {
        "submit.progress",
        "download.progress",
        "staff.progress",
    }  # their members come from two places
    assert sent.keys() == NOTIFICATIONS.keys() - by_the_writer
    assert all(sent[method] == shapes.notifications()[method] for method in sent.keys() - by_progress)


@pytest.mark.parametrize("name", INDEX)
def test_the_shape_of_parameters_has_the_fields_that_are_decoded(name: str) -> None:
    params, _ = OPERATIONS[name]
    decoded = {field: not each.required for field, each in load(name, INDEX[name]).params.items()}
    shape = {field: NoneType in get_args(kind) for field, kind in get_type_hints(params).items()}
    assert decoded == shape, "left: field of the Operation to whether it is optional; right: the shape's"


@pytest.mark.parametrize("name", INDEX)
def test_handlers_are_typed_as_the_table_says(name: str) -> None:
    operation, (params, result) = load(name, INDEX[name]), shapes.operations()[name]
    handlers = (operation.answer, operation.remembered, operation.fetch)
    for handler in filter(None, handlers):
        if handler.__module__.startswith(
            "native_host.operations."
        ):  # the others are made by cached_read or changing
            took, gave = (
                handler.__annotations__[part] for part in (list(handler.__annotations__)[1], "return")
            )
            annotated = took, gave.removesuffix(" | None").removesuffix("Result")
            assert annotated == (params, result), f"annotate {handler.__name__} with the shapes of the table"


SIGNED_OUT = {"revoked": True, "account": "kim@example.edu"}
ERROR = CompanionError("server_failed", server="https://autolab.example.edu", status=500).as_json()
COURSE = dict.fromkeys(("display_name", "semester", "late_slack", "grace_days", "auth_level"))


@pytest.mark.parametrize(
    ("operation", "result"),
    [
        ("sign_out", SIGNED_OUT),
        ("sign_out", {**SIGNED_OUT, "account": None, "warning": ERROR}),
        ("downloads.save", {"kind": "none"}),
        (
            "courses",
            {"data": [{**COURSE, "name": "cs1"}], "fetched_at": "2026-01-01T00:00:00Z", "stale": False},
        ),
        ("scores.show", {"data": {"1": {"p": 1, "q": 1.5, "r": None}}, "fetched_at": "x", "stale": False}),
    ],
)
def test_a_value_of_its_shape_is_one(operation: str, result: object) -> None:
    check_result(operation, result)


@pytest.mark.parametrize(
    ("operation", "result", "place"),
    [
        ("sign_out", {"revoked": True}, "sign_out"),
        ("sign_out", {**SIGNED_OUT, "more": 1}, "sign_out"),
        ("sign_out", {**SIGNED_OUT, "revoked": 1}, "sign_out.revoked"),
        ("sign_out", {**SIGNED_OUT, "warning": {**ERROR, "code": True}}, "sign_out.warning.code"),
        (
            "sign_out",
            {**SIGNED_OUT, "warning": {**ERROR, "data": {"name": "no_such"}}},
            "sign_out.warning.data",
        ),
        ("downloads.save", {"kind": "url"}, "downloads.save"),
        ("vault.status", {"custody": "pocket", "state": "open", "records": 0}, "vault.status.custody"),
        (
            "courses",
            {"data": [{**COURSE, "name": 1}], "fetched_at": "", "stale": False},
            "courses.data[0].name",
        ),
        ("scores.show", {"data": {"1": []}, "fetched_at": "", "stale": False}, "scores.show.data['1']"),
    ],
)
def test_a_value_that_is_not_is_told_by_its_place(operation: str, result: object, place: str) -> None:
    with pytest.raises(Unlike, match=f"^{re.escape(place)}: "):
        check_result(operation, result)


def test_every_declared_operation_is_indexed_once_and_the_other_way_round() -> None:
    declared = {}
    for module in pkgutil.iter_modules(operations.__path__):
        loaded = importlib.import_module(f"native_host.operations.{module.name}")
        for name in getattr(loaded, "OPERATIONS", {}):
            declared[name] = module.name
    assert declared == {name: entry.module for name, entry in INDEX.items()}


@pytest.mark.parametrize("name", INDEX)
def test_every_operation_can_be_answered_and_names_real_errors_and_callers(name: str) -> None:
    entry = INDEX[name]
    operation = load(name, entry)
    assert isinstance(operation, Operation)
    assert (operation.answer is None) != (operation.fetch is None), (
        "either the dispatcher or the engine answers"
    )
    assert set(operation.errors) <= set(BY_NAME)
    assert entry.callers
    assert set(entry.callers) <= set(CALLERS)
    assert "caller" not in operation.params
    if entry.scope is not None:
        assert "server" in operation.params


@pytest.mark.parametrize("name", INDEX)
def test_no_operation_takes_what_would_make_it_a_proxy(name: str) -> None:
    params = set(load(name, INDEX[name]).params)
    assert not params & {"url", "path", "headers", "method", "command", "program", "token", "access_token"}
