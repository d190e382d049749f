"""The printable receipts: complete, escaped, and nothing that runs or is fetched."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.documents.receipt_page import receipt_page
from native_host.documents.receipt_words import ENGLISH, IN, words_in
from native_host.storage.submissions.entry import LANDED, REFUSED, STATES, receipt
from native_host.submission import steps
from tests.entries import ENTRY
from tests.locale_words import languages, locale


def page_entry(**changes: object) -> dict[str, object]:
    entry = replace(
        ENTRY,
        id="ab" * 16,
        size=12345,
        sha256="c0ffee" * 10 + "cafe",
        state=LANDED,
        open=False,
        version=3,
        server_filename="3_mm.c",
        settled_at=1_800_000_002.0,
    )
    return {**receipt(entry), **changes}


def page(**changes: object) -> str:
    return receipt_page([page_entry(**changes)], "2026-11-23T22:00:00+00:00")


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_tells_what_was_sent_when_and_what_became_of_it() -> None:
    text = page()
    for part in (
        "Malloc Lab",
        "mm.c",
        "12,345 bytes",
        "c0ffee",
        "Received",
        "3_mm.c",
        "2027-01-15T08:00:00+00:00",
        "+00:00",
    ):
        assert part in text
    assert "prefers-color-scheme:dark" in text
    assert "@media print" in text
    assert "default-src &#x27;none&#x27;" in text


def test_what_no_answer_said_is_told_as_such() -> None:
    assert "probably this file" in page(reason="listed")
    doubt = page(state="unknown", version=None, reason="several_candidates", candidates=[4, 5])
    assert "more than one version" in doubt
    assert "4 or 5" in doubt
    refused = page(state=REFUSED, version=None, reason="handin_closed")
    assert "handin_closed" not in refused, "the server's own words say it"
    assert "May be version" not in refused


def test_a_correction_tells_both_moments_and_both_states() -> None:
    moments = {"settled_at": "2026-11-23T13:00:00+00:00", "corrected_at": "2026-11-23T14:10:00+00:00"}
    corrected = page(state="appeared", reason="listed", corrected_from="not_landed", **moments)
    for part in ("Probably received", "Not received", *moments.values()):
        assert part in corrected
    assert "Told until then" not in page()


def test_a_removed_version_is_bad_news_with_both_moments() -> None:
    moments = ["2026-11-23T13:00:00+00:00", "2026-11-24T14:10:00+00:00"]
    removed = page(removed_between=moments)
    assert f'Removed</dt><dd class="bad">on the server, between {moments[0]} and {moments[1]}<' in removed
    assert '<dd class="bad">Received<' in removed
    german = receipt_page([page_entry(removed_between=moments)], "now", words=IN["de"])
    assert f"auf dem Server, zwischen {moments[0]} und {moments[1]}" in german
    assert "Removed" not in page()


def test_every_state_and_reason_has_words() -> None:
    assert {steps.ANSWER_LOST, steps.INTERRUPTED, steps.ON_LIST, steps.NOT_LISTED, steps.NEVER_LISTED} <= set(
        ENGLISH.reasons
    )
    for language in languages():
        words, page_words = locale(language), IN[language]
        assert set(page_words.states) == set(STATES)
        assert set(page_words.reasons) == set(ENGLISH.reasons)
        assert list(page_words.labels) == list(ENGLISH.labels)
        assert not [state for state in STATES if not words.get(f"state_{state}")]
        assert not [reason for reason in ENGLISH.reasons if not words.get(f"known_how_{reason}")]


@pytest.mark.parametrize(
    ("tag", "language"),
    [("de", "de"), ("de-AT", "de"), ("DE_CH", "de"), ("fr", "en"), ("", "en"), (None, "en")],
)
def test_the_page_speaks_the_readers_language(tag: str | None, language: str) -> None:
    assert words_in(tag).language == language


def test_a_german_page_holds_no_english_words() -> None:
    lost = {"missing": 2, "since": "2026-11-23T13:00:00+00:00", "outdated": 1, "doubt": True}
    entry = page_entry(state="unknown", version=None, reason="several_candidates", candidates=[4, 5])
    text = receipt_page([entry], "now", 3, lost, words_in("de"))
    assert '<html lang="de">' in text
    for part in ("12.345 Bytes", "4 oder 5", "Nicht bekannt", "Vielleicht fehlen weitere", "hier fehlen: 3."):
        assert part in text
    english = {*ENGLISH.labels.values(), *ENGLISH.states.values()} - {*IN["de"].labels.values()}
    assert not english & set(Tags(text).words)


def test_no_receipts_is_a_page_too() -> None:
    assert "No submissions yet." in receipt_page([], "now")
    assert "No submissions yet." not in receipt_page([], "now", unreadable=2)
    assert "not shown here: 2." in receipt_page([], "now", unreadable=2)


def test_unseen_characters_are_shown() -> None:
    assert "exe\\u202ecod" in page(filename="exe\u202ecod")
    assert "\\u0000" in page(filename="\x00")


EXPECTED = Tags(page(server_said="x", state=REFUSED)).seen


@given(st.text(st.characters(exclude_categories=())), st.text())
def test_no_text_can_become_markup(said: str, name: str) -> None:
    tags = Tags(
        page(
            server_said=f"<script>{said}</script>",
            filename=name,
            display_name=f'"><img {said}',
            state=REFUSED,
        )
    )
    assert tags.seen == EXPECTED
    assert not {tag for tag, _ in tags.seen} & {"script", "img", "a", "link", "iframe"}
