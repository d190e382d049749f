"""Whatever the doctor finds, its page has words for in every language, and for nothing else."""

from __future__ import annotations

import pytest

from installer.doctor import CHECKS
from tests.locale_words import languages, locale

LIBRARIES = "module"
"""The check of installer/commands/doctor.py, which comes before all others."""


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("prefix", ["doctor_is_", "doctor_do_"])
def test_each_check_has_a_title_and_a_step(language: str, prefix: str) -> None:
    wanted = {f"{prefix}{check.replace('-', '_')}" for check in (*CHECKS, LIBRARIES)}
    assert {key for key in locale(language) if key.startswith(prefix)} == wanted
