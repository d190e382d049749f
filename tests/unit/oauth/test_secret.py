from __future__ import annotations

import json
import pickle
import traceback
from typing import TYPE_CHECKING

import pytest

from native_host.oauth.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "tok-3f9c-must-not-show"


@pytest.mark.parametrize(
    "shown",
    [
        repr,
        str,
        "{}".format,
        "{!r:>40}".format,
        lambda secret: f"{secret}",
        lambda secret: str([secret]),
        "%s".__mod__,
    ],
)
def test_no_way_of_printing_shows_it(shown: Callable[[Secret], str]) -> None:
    assert TEXT not in shown(Secret(TEXT))


def test_serializers_refuse_it() -> None:
    with pytest.raises(TypeError):
        json.dumps({"token": Secret(TEXT)})
    with pytest.raises(TypeError):
        pickle.dumps(Secret(TEXT))


def test_a_traceback_with_locals_does_not_show_it() -> None:
    def fails(secret: Secret) -> None:
        raise RuntimeError(secret)

    try:
        fails(Secret(TEXT))
    except RuntimeError as error:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        assert TEXT not in "".join(told.format())


def test_equal_only_to_the_same_secret() -> None:
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret(TEXT + "x")
    assert Secret(TEXT) != TEXT
    assert Secret("\ud800") != Secret("")
    assert {Secret(TEXT): 1}[Secret(TEXT)] == 1
