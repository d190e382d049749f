"""What the headings of a table mean, in the words of the common registrars' exports and in any order.

Banner, PeopleSoft, HISinOne, CAMPUSonline, Canvas, Moodle and Autolab itself were looked at, in the languages that
their exports come in. A heading is compared without accents, case, punctuation and blanks. Pure.
"""

from __future__ import annotations

import re
import unicodedata

EMAIL, LOGIN = "email", "login"

PERSON: dict[str, str] = {
    EMAIL: "email, e-mail, mail, e-mail address, email addr, email id, primary email, preferred email, student email, "
    "campus email, university email, work email, e-mail-adresse, emailadresse, mailadresse, e-mail studierende, "
    "hochschul-e-mail, e-mail hochschule, uni-mail, adresse e-mail, adresse mail, adresse de courriel, courriel, "
    "adresse électronique, correo, correo electrónico, dirección de correo, dirección de correo electrónico, "
    "correo institucional, posta elettronica, indirizzo email, indirizzo e-mail, e-mailadres, endereço de e-mail, "
    "EMAIL_ADDRESS, EMAIL_OF_STUDENT",
    LOGIN: "login, login id, sis login id, user name, username, user id, userid, netid, net id, uniqname, andrew id, "
    "kennung, benutzername, benutzerkennung, nutzername, anmeldename, rz-kennung, identifiant, nom d'utilisateur, "
    "usuario, nombre de usuario, nome utente, gebruikersnaam",
    "first_name": "first name, first, given name, forename, preferred first name, vorname, vornamen, rufname, prénom, "
    "prénoms, nombre, nombres, nome, voornaam, FIRST_NAME_OF_STUDENT",
    "last_name": "last name, last, surname, family name, nachname, familienname, name, nom, nom de famille, apellido, "
    "apellidos, apellido(s), cognome, achternaam, FAMILY_NAME_OF_STUDENT",
    "name": "student, student name, full name, display name, studierende, studierender, vollständiger name, étudiant, "
    "nom complet, estudiante, alumno, nombre completo",
    "lecture": "lecture, lec, vorlesung, veranstaltung, cours magistral, cours, clase, lección, lezione, "
    "course number, crn, class nbr, class number",
    "section": "section, sec, section number, section id, sections, recitation, class section, group, groups, gruppe, "
    "gruppen, übungsgruppe, parallelgruppe, groupe, groupes, td, sección, grupo, grupos, sezione, gruppo, groep",
    "auth_level": "auth level, role, roles, rolle, rolle im kurs, rôle, rol, ruolo, course role",
    "grade_policy": "grade policy, grading policy, grading basis, grade basis, grade mode, grading option, "
    "bewertungsart, benotung, mode de notation, modo de calificación",
    "nickname": "nickname, nick name, spitzname, surnom, apodo",
    "dropped": "dropped, drop, withdrawn, abgemeldet, exmatrikuliert, désinscrit, abandonné, dado de baja, baja",
    "status": "status, enrollment status, enrolment status, registration status, enrl status, anmeldestatus, "
    "belegungsstatus, statut, statut d'inscription, estado, estado de inscripción",
    "school": "school, college, faculty, institution, fakultät, hochschule, institución, faculté, composante, facultad",
    "major": "major, majors, program, programme, program and plan, academic program, department, studiengang, "
    "studienfach, abteilung, filière, formation, département, carrera, departamento, corso di studio",
    "year": "year, class, class level, class standing, academic level, level, year of study, jahrgang, fachsemester, "
    "semester of study, studienjahr, année, année d'étude, niveau, año, curso, SEMESTER_OF_STUDY",
    "semester": "semester, term, trimestre, semestre, academic period",
    "student_id": "id, student id, id number, student number, sis user id, banner id, emplid, matrikelnummer, "
    "matr nr, matrikel-nr, id-nummer, numéro étudiant, numéro d'identification, n° étudiant, número de id, "
    "número de matrícula, matricola, studentnummer, REGISTRATION_NUMBER",
}
"""Meaning to the headings that have it. `name` alone is the family name where a first name stands beside it."""

GROUP: dict[str, str] = {
    "group": "group, group name, team, team name, gruppe, gruppenname, groupe, nom du groupe, équipe, grupo, equipo, "
    "nombre del grupo, gruppo",
    EMAIL: PERSON[EMAIL] + ", member, members, mitglied, mitglieder, membre, membres, miembro, miembros",
    LOGIN: PERSON[LOGIN],
    "dissolve": "dissolve, auflösen, dissoudre, disolver",
}
PROBLEM: dict[str, str] = {
    "problem": "problem, name, problem name, task, question, aufgabe, teilaufgabe, exercice, question, problème, "
    "problema, ejercicio, pregunta",
    "max_score": "max score, maximum, max, points, points possible, maximum score, punkte, maximalpunkte, "
    "maximale punktzahl, höchstpunktzahl, points maximum, barème, note maximale, puntos, puntuación máxima",
    "description": "description, beschreibung, descripción, descrizione, text",
    "optional": "optional, bonus, optionnel, facultatif, opcional",
    "starred": "starred, star, markiert, favori, destacado",
}


def plain(heading: str) -> str:
    """The heading as it is compared: `E-Mail-Adresse ` is `emailadresse`."""
    bare = unicodedata.normalize("NFKD", heading.casefold())
    return re.sub(r"[\W_]+", "", "".join(mark for mark in bare if not unicodedata.combining(mark)))


def _index(words: dict[str, str]) -> dict[str, str]:
    return {plain(word): meaning for meaning, listed in words.items() for word in listed.split(",")}


VOCABULARY: dict[str, dict[str, str]] = {
    "roster": _index(PERSON),
    "gradebook": _index({key: PERSON[key] for key in PERSON if key not in {"dropped", "status"}}),
    "groups": _index(GROUP),
    "problems": _index(PROBLEM),
}
"""Kind of table to {heading as it is compared: meaning}."""

_NUMBERED = re.compile(r"(.*?)\s*#?(\d{1,3})")


def meaning(kind: str, heading: str) -> str | None:
    """What a column of such a table holds; None for a heading that is not known. `Member 2` is another `email`."""
    words = VOCABULARY[kind]
    found = words.get(plain(heading))
    if found is None and kind == "groups" and (numbered := _NUMBERED.fullmatch(heading.strip())):
        found = words.get(plain(numbered[1]))
        return found if found == EMAIL else None
    return found


def meanings(kind: str, headings: list[str]) -> list[str | None]:
    """The meaning of each column; of two with the same one the first has it, but for the members of a group."""
    found = [meaning(kind, heading) for heading in headings]
    if "first_name" not in found and "last_name" in found and kind != "groups":
        alone = [plain(heading) in {"name", "nom"} for heading in headings]
        found = ["name" if is_alone else told for told, is_alone in zip(found, alone, strict=True)]
    taken: set[str] = set()
    for at, told in enumerate(found):
        if told is not None and told in taken and not (kind == "groups" and told == EMAIL):
            found[at] = None
        taken.add(told or "")
    return found
