from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest

from installer.cli import main
from installer.remedies import AT_TERMINAL, remedy
from native_host.wire.catalogue import BY_NAME
from native_host.wire.errors import CompanionError
from tests.shapes import error_fields

if TYPE_CHECKING:
    from native_host.wire.error_names import ErrorName


@pytest.mark.parametrize("name", AT_TERMINAL)
def test_a_remedy_at_the_terminal_has_the_fields_of_its_row(name: ErrorName) -> None:
    fields = {field for _, field, _, _ in string.Formatter().parse(AT_TERMINAL[name]) if field}
    row = BY_NAME[name]
    assert not row.retired
    assert fields <= set(error_fields(row))
    told = remedy(CompanionError(name, **dict.fromkeys(error_fields(row), "x")))
    assert not {"popup", "page", "Tick"} & set(told.replace(".", " ").split())


def test_any_other_error_has_the_catalogues() -> None:
    error = CompanionError("vault_busy")
    assert remedy(error) == error.remedy


@pytest.mark.usefixtures("companion_home")
def test_who_types_commands_is_told_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["servers", "staff-tools", "on", "https://autolab.example.edu"]) == 1
    assert "not a server you added" in capsys.readouterr().err
