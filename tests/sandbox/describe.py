"""What a running sandbox tells about itself: address, accounts, OAuth clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .box import Sandbox


def describe(box: Sandbox) -> dict[str, Any]:
    """As one JSON-able value; all of it invented and good for this sandbox alone."""
    return {
        "base": box.base,
        "seed": box.seed,
        "throttle": box.throttle.which != "off",
        "accounts": [
            {"email": u.email, "password": u.password, "name": u.display_name}
            for u in box.state.users.values()
        ],
        "clients": [
            {
                "name": a.name,
                "client_id": a.uid,
                "client_secret": a.secret,
                "confidential": a.confidential,
                "scopes": list(a.scopes),
                "redirect_uris": a.redirect_uris,
            }
            for a in box.state.applications.values()
        ],
        "courses": [
            {
                "name": c.name,
                "display_name": c.display_name,
                "page": f"{box.base}/courses/{c.name}/assessments",
            }
            for c in box.state.courses.values()
        ],
    }


def as_text(about: dict[str, Any]) -> str:
    """The same for a person."""
    lines = [f"A small Autolab is at {about['base']} (seed {about['seed']}).", "", "Accounts:"]
    lines += [f"  {a['email']:24} {a['password']:16} {a['name']}" for a in about["accounts"]]
    lines += ["", "OAuth clients:"]
    for c in about["clients"]:
        lines += [
            f"  {c['name']}",
            f"    client id      {c['client_id']}",
            f"    client secret  {c['client_secret']}",
        ]
    lines += ["", "Courses:", *(f"  {c['page']}  {c['display_name']}" for c in about["courses"])]
    return "\n".join(lines)
