from __future__ import annotations

from pathlib import Path

import pytest

from native_host.paths import data_home
from native_host.wire.errors import CompanionError


@pytest.mark.parametrize("chosen", ["~/companion", "companion", " "])
def test_a_folder_that_depends_on_where_one_stands_is_refused(
    monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_HOME", chosen)
    with pytest.raises(CompanionError, match="absolute path"):
        data_home()


def test_an_absolute_choice_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AUTOLAB_COMPANION_HOME", f"{tmp_path}/a/../b")
    assert data_home() == f"{tmp_path}/b"


@pytest.mark.parametrize("home", ["", "relative"])
def test_an_odd_home_still_gives_an_absolute_path(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.delenv("AUTOLAB_COMPANION_HOME")
    for variable in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, home)
    assert Path(data_home()).is_absolute()
