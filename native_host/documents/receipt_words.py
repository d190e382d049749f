"""The words of the printable receipts, in each language of the extension. Receipts are shown to course staff, too."""

from __future__ import annotations

from dataclasses import dataclass

from .language import primary


@dataclass(frozen=True, slots=True)
class Words:
    """One language. `labels` is in reading order, from members of a receipt; `states` and `reasons` from their values.

    A reason without words is an error's name, which the server's own words explain.
    """

    language: str
    title: str
    kept: str
    none: str
    unreadable: str
    missing: str
    outdated: str
    doubt: str
    either: str
    between: str
    size: str
    thousands: str
    states: dict[str, str]
    reasons: dict[str, str]
    labels: dict[str, str]


ENGLISH = Words(
    language="en",
    title="Submission receipts",
    kept="Kept by Autolab Companion on this computer. Exported {moment}.",
    none="No submissions yet.",
    unreadable="Receipts that can no longer be read and are not shown here: {count}.",
    missing="Receipts that are missing here, the oldest of them sent {since}: {count}.",
    outdated="Receipts that are shown as they were before their last change: {count}.",
    doubt="More receipts may be missing.",
    either=" or ",
    between="on the server, between {since} and {until}",
    size="{count} bytes",
    thousands=",",
    states={
        "sending": "Under way",
        "pending": "May have arrived; being looked up",
        "landed": "Received",
        "appeared": "Probably received",
        "accepted_ungraded": "Received, autograding failed",
        "not_stored": "Recorded, but the file was not stored",
        "refused": "Refused",
        "not_landed": "Not received",
        "unknown": "Not known",
    },
    reasons={
        "answer_lost": "No answer came, and its list of submissions does not show the file yet. It is looked at again.",
        "interrupted": "The companion was stopped before the whole file had left.",
        "listed": "No answer says so; its list of submissions shows this version, which is probably this file.",
        "not_listed": "It said so, but its list of submissions does not show it.",
        "never_listed": "No answer came, and for an hour afterwards its list of submissions did not show the file.",
        "several_candidates": "No answer says so, and more than one version in its list may be this file.",
        "later_version": "No answer came, and its list shows a version that appeared long after the file was sent.",
        "not_listable": "No answer says so, and its list of submissions may not be read.",
    },
    labels={
        "course": "Course",
        "display_name": "Assessment",
        "account": "Account",
        "server": "Server",
        "filename": "File",
        "size": "Size",
        "sha256": "SHA-256",
        "sent_at": "Sent",
        "state": "Result",
        "version": "Version",
        "candidates": "May be version",
        "version_created_at": "Appeared",
        "removed_between": "Removed",
        "server_filename": "Name on the server",
        "server_said": "The server said",
        "reason": "How this is known",
        "settled_at": "Settled",
        "corrected_at": "Corrected",
        "corrected_from": "Told until then",
        "receipt": "Receipt",
    },
)

GERMAN = Words(
    language="de",
    title="Quittungen über Abgaben",
    kept="Aufbewahrt von Autolab Companion auf diesem Rechner. Gespeichert: {moment}.",
    none="Noch keine Abgaben.",
    unreadable="Quittungen, die sich nicht mehr lesen lassen und hier fehlen: {count}.",
    missing="Quittungen, die hier fehlen, die älteste davon gesendet {since}: {count}.",
    outdated="Quittungen, die so gezeigt werden, wie sie vor ihrer letzten Änderung waren: {count}.",
    doubt="Vielleicht fehlen weitere Quittungen.",
    either=" oder ",
    between="auf dem Server, zwischen {since} und {until}",
    size="{count} Bytes",
    thousands=".",
    states={
        "sending": "Unterwegs",
        "pending": "Vielleicht angekommen; es wird nachgesehen",
        "landed": "Angenommen",
        "appeared": "Wahrscheinlich angenommen",
        "accepted_ungraded": "Angenommen, Bewertung gescheitert",
        "not_stored": "Verzeichnet, aber die Datei wurde nicht gespeichert",
        "refused": "Abgelehnt",
        "not_landed": "Nicht angekommen",
        "unknown": "Nicht bekannt",
    },
    reasons={
        "answer_lost": "Es kam keine Antwort, und die Liste der Abgaben zeigt die Datei noch nicht. "
        "Es wird weiter nachgesehen.",
        "interrupted": "Der Companion wurde beendet, bevor die ganze Datei gesendet war.",
        "listed": "Keine Antwort sagt es; in der Liste der Abgaben steht diese Version, die wahrscheinlich diese "
        "Datei ist.",
        "not_listed": "Der Server hat es gesagt, aber seine Liste der Abgaben zeigt es nicht.",
        "never_listed": "Es kam keine Antwort, und eine Stunde lang zeigte die Liste der Abgaben die Datei nicht.",
        "several_candidates": "Keine Antwort sagt es, und mehrere Versionen in der Liste können diese Datei sein.",
        "later_version": "Es kam keine Antwort, und die Liste zeigt eine Version, die erst lange nach dem Senden "
        "erschienen ist.",
        "not_listable": "Keine Antwort sagt es, und die Liste der Abgaben darf nicht gelesen werden.",
    },
    labels={
        "course": "Kurs",
        "display_name": "Aufgabe",
        "account": "Konto",
        "server": "Server",
        "filename": "Datei",
        "size": "Größe",
        "sha256": "SHA-256",
        "sent_at": "Gesendet",
        "state": "Ergebnis",
        "version": "Version",
        "candidates": "Vielleicht Version",
        "version_created_at": "Erschienen",
        "removed_between": "Entfernt",
        "server_filename": "Name auf dem Server",
        "server_said": "Der Server sagt",
        "reason": "Woher wir das wissen",
        "settled_at": "Geklärt",
        "corrected_at": "Berichtigt",
        "corrected_from": "Bis dahin gezeigt",
        "receipt": "Quittung",
    },
)

IN = {words.language: words for words in (ENGLISH, GERMAN)}


def words_in(language: str | None) -> Words:
    """The words for a language tag such as de-AT (RFC 5646); English for those we do not speak."""
    return IN.get(primary(language), ENGLISH)
