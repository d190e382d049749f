"""Reads a page for tests: elements by small selectors, the way a content script would ask."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta"})


class Tree(HTMLParser):
    """Elements as (tag, attributes, path of ancestors, own text), enough for small selectors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._open: list[tuple[str, dict[str, str]]] = []
        self.found: list[tuple[str, dict[str, str], list[tuple[str, dict[str, str]]], list[str]]] = []
        self._texts: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {k: v or "" for k, v in attrs}
        own: list[str] = []
        self.found.append((tag, attributes, list(self._open), own))
        if tag not in VOID:
            self._open.append((tag, attributes))
            self._texts.append(own)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, _ = self._open.pop()
            self._texts.pop()
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        for own in self._texts:
            own.append(data)

    def select(self, *steps: str) -> list[tuple[dict[str, str], str]]:
        """Descendant steps like `div.collection`, `#content`; (attributes, whole text) of each match."""
        *above, last = steps
        return [
            (attributes, " ".join("".join(text).split()))
            for tag, attributes, path, text in self.found
            if _fits(last, tag, attributes) and _inside(above, path)
        ]


def _fits(step: str, tag: str, attributes: dict[str, str]) -> bool:
    match = re.fullmatch(r"([a-z0-9]*)((?:[.#][\w-]+)*)", step)
    assert match, step
    classes = attributes.get("class", "").split()
    wanted = re.findall(r"([.#])([\w-]+)", match[2])
    named = all(n in classes if kind == "." else attributes.get("id") == n for kind, n in wanted)
    return (not match[1] or match[1] == tag) and named


def _inside(above: list[str], path: list[tuple[str, dict[str, str]]]) -> bool:
    rest = iter(path)
    return all(any(_fits(step, *element) for element in rest) for step in above)
