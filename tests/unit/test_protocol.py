"""PROTOCOL.md is the contract with the extension: it must say what the code does, no more and no less."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from native_host import operations
from native_host.dispatcher import load
from native_host.rpc.index import CALLERS, INDEX
from native_host.rpc.operation import Operation
from native_host.wire.catalogue import BY_NAME
from tests.protocol_document import DOCUMENT, rendered


def test_the_document_says_what_the_code_does() -> None:
    written = DOCUMENT.read_text("utf-8")
    assert written == rendered(written), "run: python -m tests.protocol_document"


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
