"""The page that a double-clicked installer opens: what was done, what is wrong, and how to go on. One static file."""

from __future__ import annotations

import html
import os
from typing import TYPE_CHECKING

from .browsers import CHROMIUM
from .record import WELCOME

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .doctor import Diagnosis
    from .install import Outcome
    from .site import Site
    from .system import Place

MODE = 0o600
WORDS: dict[str, dict[str, str | list[str]]] = {
    "en": {
        "title": "Autolab Companion is installed",
        "ill": "Autolab Companion is not ready yet",
        "ready": "The companion's program is on this computer and answers.",
        "browsers": "Your browsers",
        "served": "knows the companion",
        "failed": "could not be served: {why}",
        "wide": "knows the companion (installed for the whole computer)",
        "wrong": "What is wrong",
        "extension": "One step is left: the extension",
        "chromium": [
            "Open a new tab and go to chrome://extensions.",
            "Switch on “Developer mode” at the top right, and leave it on.",
            "Choose “Load unpacked” and pick this folder (in the window, Ctrl+L lets you paste its name):",
        ],
        "gecko": [
            "Open a new tab and go to about:debugging#/runtime/this-firefox.",
            "Choose “Load Temporary Add-on” and pick the file manifest.json in this folder:",
            "Firefox forgets it when it is closed: then repeat this.",
        ],
        "then": "A page of the extension then opens by itself: it goes on with your Autolab server.",
        "again": "Start the downloaded file again whenever something does not work: this page then says what is wrong.",
    },
    "de": {
        "title": "Der Autolab Companion ist installiert",
        "ill": "Der Autolab Companion ist noch nicht bereit",
        "ready": "Das Programm des Companion ist auf diesem Computer und antwortet.",
        "browsers": "Deine Browser",
        "served": "kennt den Companion",
        "failed": "konnte nicht bedient werden: {why}",
        "wide": "kennt den Companion (für den ganzen Computer installiert)",
        "wrong": "Was nicht stimmt",
        "extension": "Ein Schritt fehlt noch: die Erweiterung",
        "chromium": [
            "Öffne einen neuen Tab und gehe zu chrome://extensions.",
            "Schalte oben rechts den „Entwicklermodus“ ein und lass ihn an.",
            "Wähle „Entpackte Erweiterung laden“ und nimm diesen Ordner (dort fügst du ihn mit Strg+L ein):",
        ],
        "gecko": [
            "Öffne einen neuen Tab und gehe zu about:debugging#/runtime/this-firefox.",
            "Wähle „Temporäres Add-on laden“ und nimm die Datei manifest.json in diesem Ordner:",
            "Firefox vergisst sie beim Schließen: Wiederhole das dann.",
        ],
        "then": "Dann öffnet sich von selbst eine Seite der Erweiterung: Sie macht mit deinem Autolab-Server weiter.",
        "again": "Geht etwas nicht, starte die heruntergeladene Datei noch einmal: Diese Seite sagt dann, was los ist.",
    },
}  # fmt: skip
STYLE = """
:root { color-scheme: light dark; font: 1.05rem/1.6 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2.5rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2rem; }
code { overflow-wrap: anywhere; padding: .1em .35em; border: 1px solid; border-radius: .3em; user-select: all; }
li { margin: .35rem 0; } .wrong { border-inline-start: .3rem solid #b3261e; padding-inline-start: 1rem; }
"""
PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title><style>{style}</style>
<main>
{body}
</main>
</html>
"""


def write_page(
    site: Site, outcomes: dict[Place, tuple[list[str], Outcome]], found: Iterable[Diagnosis], extension: Path
) -> Path:
    """Write the page into the data folder; its path. Raises OSError."""
    path = site.home / WELCOME
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), MODE)
    with open(descriptor, "w", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - an open descriptor
        file.write(page(site, outcomes, list(found), extension, _language()))
    return path


def page(
    site: Site,
    outcomes: dict[Place, tuple[list[str], Outcome]],
    found: list[Diagnosis],
    extension: Path,
    language: str,
) -> str:
    """The page as HTML. `outcomes`: what was done at each place, with the browsers that read it."""
    words = WORDS[language]
    troubles = [one.finding for one in found if one.finding.level == "problem"]
    lines = [f"{titles}: {_said(words, outcome)}" for titles, outcome in _by_titles(outcomes)]
    lines += [f"{title}: {words['wide']}" for title in site.served_here()]
    parts = [f"<h1>{_text(words['ill' if troubles else 'title'])}</h1>"]
    parts += [] if troubles else [f"<p>{_text(words['ready'])}</p>"]
    if troubles:
        told = (f"{one.finding} {one.cause} {one.remedy}" for one in troubles)
        parts.append(
            f'<section class="wrong"><h2>{_text(words["wrong"])}</h2>{_list("ul", told, "en")}</section>'
        )
    parts.append(f"<h2>{_text(words['browsers'])}</h2>{_list('ul', lines)}")
    parts.append(f"<h2>{_text(words['extension'])}</h2>")
    for family, names in _families(site).items():
        steps = words["chromium" if family == CHROMIUM else "gecko"]
        parts.append(
            f"<h3>{_text(', '.join(names))}</h3>{_list('ol', steps)}<p><code>{_text(extension)}</code></p>"
        )
    parts += [f"<p>{_text(words['then'])}</p>", f"<p>{_text(words['again'])}</p>"]
    return PAGE.format(language=language, title=_text(words["title"]), style=STYLE, body="\n".join(parts))


def _by_titles(outcomes: dict[Place, tuple[list[str], Outcome]]) -> list[tuple[str, Outcome]]:
    return [(", ".join(titles), outcome) for titles, outcome in outcomes.values()]


def _said(words: dict[str, str | list[str]], outcome: Outcome) -> str:
    if outcome.error is None:
        return str(words["served"])
    return str(words["failed"]).format(why=f"{outcome.error.message} {outcome.error.remedy}")


def _families(site: Site) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for browser in site.browsers_here():
        if browser.hosts:
            found.setdefault(browser.family, []).append(browser.title)
    return found


def _list(kind: str, lines: Iterable[object], language: str | None = None) -> str:
    tongue = f' lang="{language}"' if language else ""
    return f"<{kind}{tongue}>" + "".join(f"<li>{_text(line)}</li>" for line in lines) + f"</{kind}>"


def _text(value: object) -> str:
    return html.escape(str(value))


def _language() -> str:
    chosen = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return "de" if chosen.startswith("de") else "en"
