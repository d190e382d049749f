"""The index of all operations: in which module each lives, which OAuth scope it needs, who may call it.

A plain table, so that hello can announce every operation without importing any of them.
"""

from __future__ import annotations


class Entry:
    """`scope` is the OAuth scope the session must hold (None: no session needed); `callers` who may ask.

    Callers: page (a content script on that server), popup, options (any of the companion's own full pages),
    background (the worker itself).
    """

    __slots__ = ("callers", "module", "scope")

    def __init__(self, module: str, scope: str | None, *callers: str) -> None:
        self.module, self.scope, self.callers = module, scope, callers


CALLERS = ("page", "popup", "options", "background")
_OWN = ("popup", "options", "background")
_ALL = CALLERS

INDEX: dict[str, Entry] = {
    "hello": Entry("session", None, "background"),
    "servers.list": Entry("servers", None, *_OWN),
    "servers.check": Entry("servers", None, *_OWN),
    "servers.add": Entry("servers", None, *_OWN),
    "servers.add_deployment": Entry("servers", None, *_OWN),
    "servers.set_staff_tools": Entry("servers", None, *_OWN),
    "servers.remove": Entry("servers", None, *_OWN),
    "sessions.list": Entry("sessions", None, *_OWN),
    "sign_in.start": Entry("sign_in", None, *_OWN),
    "sign_in.finish": Entry("sign_in", None, *_OWN),
    "sign_in.status": Entry("sign_in", None, *_OWN),
    "sign_in.cancel": Entry("sign_in", None, *_OWN),
    "sign_out": Entry("sign_out", None, *_OWN),
    "vault.status": Entry("vault_ops", None, *_OWN),
    "vault.unlock": Entry("vault_ops", None, *_OWN),
    "vault.ask_again": Entry("vault_ops", None, *_OWN),
    "vault.lock": Entry("vault_ops", None, *_OWN),
    "submit.check": Entry("submit", "user_submit", *_ALL),
    "submit.begin": Entry("submit", "user_submit", *_ALL),
    "submit.part": Entry("submit", None, *_ALL),
    "submit.commit": Entry("submit", None, *_ALL),
    "submit.abandon": Entry("submit", None, *_ALL),
    "receipts.list": Entry("receipts", None, *_OWN),
    "receipts.export": Entry("receipts", None, *_OWN),
    "downloads.save": Entry("downloads", "user_courses", *_ALL),
    "user": Entry("user", "user_info", *_ALL),
    "courses": Entry("courses", "user_courses", *_ALL),
    "assessments": Entry("assessments", "user_courses", *_ALL),
    "assessment": Entry("assessments", "user_courses", *_ALL),
    "problems": Entry("assessments", "user_courses", *_ALL),
    "submissions": Entry("assessments", "user_scores", *_ALL),
    "feedback": Entry("feedback", "user_scores", *_ALL),
    "badges": Entry("badges", "user_scores", *_ALL),
    "watch": Entry("watch", "user_scores", *_ALL),
    "agenda": Entry("agenda", None, *_OWN),
    "agenda.ics": Entry("agenda", None, *_OWN),
    "roster.list": Entry("staff_roster", "instructor_all", "options"),
    "roster.show": Entry("staff_roster", "instructor_all", "options"),
    "roster.create": Entry("staff_roster", "instructor_all", "options"),
    "roster.update": Entry("staff_roster", "instructor_all", "options"),
    "roster.drop": Entry("staff_roster", "instructor_all", "options"),
    "groups.list": Entry("staff_groups", "instructor_all", "options"),
    "groups.members": Entry("staff_groups", "instructor_all", "options"),
    "groups.show": Entry("staff_groups", "instructor_all", "options"),
    "groups.create": Entry("staff_groups", "instructor_all", "options"),
    "groups.delete": Entry("staff_groups", "instructor_all", "options"),
    "groups.settings": Entry("staff_groups", "instructor_all", "options"),
    "scores.list": Entry("staff_scores", "instructor_all", "options"),
    "scores.show": Entry("staff_scores", "instructor_all", "options"),
    "scores.update_latest": Entry("staff_scores", "instructor_all", "options"),
    "problems.create": Entry("staff_courses", "instructor_all", "options"),
    "courses.create": Entry("staff_courses", "admin_all", "options"),
}
"""Operation name to entry. A test checks that each module declares exactly the operations named here."""
