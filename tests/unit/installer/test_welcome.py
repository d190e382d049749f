"""The page that the installer file opens: complete in each language, true, and nothing in it runs."""

from __future__ import annotations

import re
import webbrowser
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from installer import doctor
from installer.cli import main
from installer.extension_folder import extension_folder
from installer.install import install
from installer.welcome import WORDS, page, write_page

if TYPE_CHECKING:
    from pathlib import Path

    from installer.site import Site


def shown(site: Site, language: str) -> str:
    outcomes = {one.place: (site.titles(one.place), one) for one in install(site, site.expected())}
    return page(site, outcomes, doctor.examine(site), extension_folder(), language)


class Seen(HTMLParser):
    """What a page has: its tags, and those that never ended."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag not in {"meta", "html"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "html":
            assert self.open.pop() == tag


def test_each_language_has_all_words() -> None:
    assert set(WORDS) == {"en", "de"}
    shapes = [
        {name: len(value) if isinstance(value, list) else 0 for name, value in each.items()}
        for each in WORDS.values()
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("language", WORDS)
def test_it_says_who_is_served_and_what_is_left_to_do(site: Site, language: str) -> None:
    text = shown(site, language)
    words = WORDS[language]
    assert f"<h1>{words['title']}</h1>" in text
    assert f"Chromium: {words['served']}" in text
    assert str(extension_folder()) in text
    assert str(words["wrong"]) not in text
    seen = Seen(text)
    assert not seen.open
    assert not {"script", "img", "link", "iframe", "form", "a"} & {*seen.tags}
    assert f'lang="{language}"' in text
    assert "default-src 'none'" in text


def test_what_is_wrong_comes_first_and_means_no_harm(site: Site, tmp_path: Path) -> None:
    file = next(place.file for place in site.expected())
    file.parent.mkdir(mode=0o700)
    file.write_text('{"description": "<script>alert(1)</script>"}')
    text = shown(site, "en")
    assert "Autolab Companion is not ready yet" in text
    assert text.index("What is wrong") < text.index("Your browsers")
    assert "was not written by the companion" in text
    assert "<script" not in text
    odd = page(site, {}, [], tmp_path / "<b>&", "en")
    assert "&lt;b&gt;&amp;" in odd


def test_it_is_written_for_the_user_alone_and_opened(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert main(["install", "--welcome"]) == 0
    (address,) = opened
    file = site.home / "welcome.html"
    assert address == file.as_uri()
    assert file.stat().st_mode & 0o777 == 0o600
    assert re.search(r"Der Autolab Companion ist installiert", file.read_text("utf-8"))
    assert capsys.readouterr().out == ""
    assert main(["uninstall"]) == 0
    assert not file.exists()


def test_a_link_in_its_place_is_not_followed(site: Site, tmp_path: Path) -> None:
    site.home.mkdir()
    (site.home / "welcome.html").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        write_page(site, {}, [], extension_folder())
    assert not (tmp_path / "elsewhere").exists()
