"""Whether a page is shown to the very person the companion is signed in as. Checked before a page gets anything.

A browser's cookie and the companion's session are two sign-ins, which may belong to two people: then the page would
show one student's scores to another, and hand in under a name that is not the one it shows.
"""

from __future__ import annotations

from ..wire.errors import CompanionError
from .cached_read import account_of, signed_in_as
from .fields import integer, optional, record, text
from .person_names import OTHER, SAME, compare, compare_addresses, shown

TYPE_CHECKING = False  # the dispatcher imports this on the way to remembered badges
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..services import Services

MAX_SHOWN = 120
"""Characters of the page's menu that are looked at."""
ROW = "page user"

PAGE_USER = record({"name": text(MAX_SHOWN), "id": optional(integer(1))})
"""What a page says of who it is shown to: the text of its menu, and the number in the address of their account."""


def require_own_page(services: Services, server: str, raw: Any) -> None:
    """Raises account_differs if the page is somebody else's, and what `sessions.get` raises.

    The number decides, once it was seen beside the very name of this session's account; before that the names do.
    """
    page = PAGE_USER.decode(raw, "page_user")
    session, account = services.sessions.get(server), signed_in_as(services, server)
    who, seen = account_of(services, server), page.get("id")
    row = (ROW, str(session.signed_in_at))  # who signs in again starts afresh, should a number ever be wrong
    known = services.cache.get(who, *row) if seen is not None else None
    if known is not None and known.data == seen:
        return
    verdict = OTHER if known is not None else judged(page["name"], account)
    if verdict == OTHER:
        name, email = account["name"], account["email"]
        raise CompanionError(
            "account_differs",
            server=server,
            page_user=shown(page["name"]),
            account=f"{name} ({email})" if name else email,
        )
    if verdict == SAME and seen is not None:
        services.cache.put(who, *row, data=seen, fetched_at=services.clock())


def judged(page_name: str, account: Mapping[str, str]) -> str:
    """SAME, ALIKE or OTHER, see person_names; `account` is {email, name}."""
    name = shown(page_name)
    if "@" in name:
        return compare_addresses(name, account["email"])
    return compare(name, account["name"])
