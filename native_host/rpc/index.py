"""The index of all operations: in which module each lives, which OAuth scope it needs, who may call it.

A plain table, so that hello can announce every operation without importing any of them.
"""

from __future__ import annotations

TYPE_CHECKING = False  # keeps typing off the first-reply path
if TYPE_CHECKING:
    from ..wire.shapes.common import Caller


class Route:
    """`scope` is the OAuth scope the session must hold (None: no session needed); `callers` who may ask.

    Callers: page (a content script on that server), popup, options (any of the companion's own full pages),
    background (the worker itself).
    """

    __slots__ = ("callers", "module", "scope")

    def __init__(self, module: str, scope: str | None, *callers: Caller) -> None:
        self.module, self.scope, self.callers = module, scope, callers


CALLERS: tuple[Caller, ...] = ("page", "popup", "options", "background")
_OWN: tuple[Caller, ...] = ("popup", "options", "background")
_ALL = CALLERS

INDEX: dict[str, Route] = {
    "hello": Route("session", None, "background"),
    "host.check": Route("host_check", None, *_OWN),
    "host.doctor": Route("host_doctor", None, "options"),
    "host.storage": Route("host_storage", None, *_OWN),
    "servers.list": Route("servers", None, *_OWN),
    "servers.check": Route("servers", None, *_OWN),
    "servers.add": Route("servers", None, *_OWN),
    "servers.add_deployment": Route("servers", None, *_OWN),
    "servers.add_published": Route("servers", None, *_OWN),
    "servers.set_staff_tools": Route("servers", None, *_OWN),
    "servers.remove": Route("servers", None, *_OWN),
    "sessions.list": Route("sessions", None, *_OWN),
    "sign_in.start": Route("sign_in", None, *_OWN),
    "sign_in.finish": Route("sign_in", None, *_OWN),
    "sign_in.status": Route("sign_in", None, *_OWN),
    "sign_in.cancel": Route("sign_in", None, *_OWN),
    "sign_out": Route("sign_out", None, *_OWN),
    "vault.status": Route("vault_ops", None, *_OWN),
    "vault.unlock": Route("vault_ops", None, *_OWN),
    "vault.ask_again": Route("vault_ops", None, *_OWN),
    "vault.lock": Route("vault_ops", None, *_OWN),
    "submit.check": Route("submit", "user_submit", *_ALL),
    "submit.begin": Route("submit", "user_submit", *_ALL),
    "submit.part": Route("submit", None, *_ALL),
    "submit.commit": Route("submit", None, *_ALL),
    "submit.abandon": Route("submit", None, *_ALL),
    "receipts.list": Route("receipts", None, *_OWN),
    "receipts.here": Route("receipts", "user_submit", *_ALL),
    "receipts.export": Route("receipts", None, *_OWN),
    "downloads.save": Route("downloads", "user_courses", *_ALL),
    "user": Route("user", "user_info", *_ALL),
    "courses": Route("courses", "user_courses", *_ALL),
    "courses.due": Route("courses_due", "user_scores", *_ALL),
    "assessments": Route("assessments", "user_courses", *_ALL),
    "assessment": Route("assessments", "user_courses", *_ALL),
    "problems": Route("assessments", "user_courses", *_ALL),
    "submissions": Route("assessments", "user_scores", *_ALL),
    "feedback": Route("feedback", "user_scores", *_ALL),
    "badges": Route("badges", "user_scores", *_ALL),
    "assessment.seen": Route("badges", "user_scores", "page"),
    "watch": Route("watch", "user_scores", *_ALL),
    "agenda": Route("agenda", None, *_OWN),
    "agenda.all": Route("agenda", None, *_OWN),
    "agenda.ics": Route("agenda", None, *_OWN),
    "roster.list": Route("staff_roster", "instructor_all", "options"),
    "roster.show": Route("staff_roster", "instructor_all", "options"),
    "roster.create": Route("staff_roster", "instructor_all", "options"),
    "roster.update": Route("staff_roster", "instructor_all", "options"),
    "roster.drop": Route("staff_roster", "instructor_all", "options"),
    "groups.list": Route("staff_groups", "instructor_all", "options"),
    "groups.members": Route("staff_groups", "instructor_all", "options"),
    "groups.show": Route("staff_groups", "instructor_all", "options"),
    "groups.create": Route("staff_groups", "instructor_all", "options"),
    "groups.delete": Route("staff_groups", "instructor_all", "options"),
    "groups.settings": Route("staff_groups", "instructor_all", "options"),
    "scores.list": Route("staff_scores", "instructor_all", "options"),
    "scores.show": Route("staff_scores", "instructor_all", "options"),
    "scores.update_latest": Route("staff_scores", "instructor_all", "options"),
    "staff.begin": Route("staff", "instructor_all", "options"),
    "staff.preview": Route("staff", "instructor_all", "options"),
    "staff.jobs": Route("staff_jobs", "instructor_all", "options"),
    "staff.status": Route("staff_jobs", "instructor_all", "options"),
    "staff.lines": Route("staff_jobs", "instructor_all", "options"),
    "staff.confirm": Route("staff_jobs", "instructor_all", "options"),
    "staff.resume": Route("staff_jobs", "instructor_all", "options"),
    "staff.cancel": Route("staff_jobs", "instructor_all", "options"),
    "staff.file": Route("staff_jobs", "instructor_all", "options"),
    "staff.forget": Route("staff_jobs", "instructor_all", "options"),
    "staff.export": Route("staff", "instructor_all", "options"),
    "problems.create": Route("staff_courses", "instructor_all", "options"),
    "courses.create": Route("staff_courses", "admin_all", "options"),
}
"""Operation name to entry. A test checks that each module declares exactly the operations named here."""
