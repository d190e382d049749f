"""Whatever the host reports has words in every language of the extension, with the same blanks and commands."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from tests.locale_words import LOCALES, host_words, languages, locale, rendered


@pytest.mark.parametrize("language", languages())
def test_every_error_and_warning_has_words_in_every_language(language: str) -> None:
    words = locale(language)
    lacking = [key for key in host_words() if not words.get(key)]
    assert not lacking, (
        f"write them anywhere in {language}/messages.json, then run: python -m tests.locale_words"
    )


@pytest.mark.parametrize("language", languages())
def test_the_words_are_the_catalogues_and_no_others(language: str) -> None:
    written = (LOCALES / language / "messages.json").read_text("utf-8")
    assert written == rendered(language), "run: python -m tests.locale_words"


@pytest.mark.parametrize("language", languages())
def test_a_translation_has_the_same_blanks_and_the_same_things_to_type(language: str) -> None:
    words = locale(language)
    for key, english in present(words).items():
        assert _blanks(words[key]) == _blanks(english), key
        assert _typed(words[key]) == _typed(english), key


@pytest.mark.parametrize("language", languages())
def test_no_words_hold_what_browsers_read_as_a_placeholder_of_their_own(language: str) -> None:
    words = locale(language)
    assert not [key for key in present(words) if "$" in words[key]]


def present(words: dict[str, str]) -> dict[str, str]:
    """The English of those words that a language has; the first test tells which it lacks."""
    return {key: english for key, english in host_words().items() if key in words}


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _typed(text: str) -> list[str]:
    return sorted(re.findall("`([^`]+)`", text))
