from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
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


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs alone says")
@pytest.mark.parametrize("data", [None, "", " ", "data", "/mnt/data", "/mnt/data/", "/mnt/../data"])
@pytest.mark.parametrize("home", ["/home/maya", "/home/maya/", "/", "relative", ""])
def test_it_lies_where_platformdirs_has_it(
    monkeypatch: pytest.MonkeyPatch, home: str, data: str | None
) -> None:
    monkeypatch.delenv("AUTOLAB_COMPANION_HOME")
    monkeypatch.setenv("HOME", home)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if data is not None:
        monkeypatch.setenv("XDG_DATA_HOME", data)
    assert data_home() == platformdirs.user_data_dir("autolab-companion", appauthor=False)
