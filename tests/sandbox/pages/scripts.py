"""Page scripts with the behaviours of the real ones that matter to a content script; see static/*.js."""

from __future__ import annotations

from pathlib import Path

_STATIC = Path(__file__).parent / "static"


def static(name: str) -> str:
    """A file that is written into the page itself: the sandbox's pages fetch nothing."""
    return (_STATIC / name).read_text(encoding="utf-8")


EVERY_PAGE = static("every_page.js")
COURSE_PAGE = static("course_page.js")
HANDIN_PAGE = static("handin_page.js")
QUIZ_PAGE = static("quiz_page.js")
