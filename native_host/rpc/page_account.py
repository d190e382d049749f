"""Whether a page belongs to the account that the companion is signed in with. Checked before a page gets anything.

The browser's cookie and the companion's session are two sign-ins and may belong to two people. The page would then
show one student's scores to another, and hand in under a name other than the one it shows.
"""

from __future__ import annotations

from ..wire.errors import CompanionError
from .cached_read import account_of, signed_in_as
from .fields import integer, optional, record, text
from .person_names import OTHER, SAME, compare, compare_addresses, shown

TYPE_CHECKING = False  # the dispatcher imports this on the way to remembered badges
if TYPE_CHECKING:
    from typing import Any

    from ..services import Services
    from ..wire.identifiers import Origin
    from ..wire.shapes.common import Account

MAX_SHOWN = 120
"""Characters of the page's menu that are looked at."""
ROW = "page user"

PAGE_USER = record({"name": text(MAX_SHOWN), "id": optional(integer(1))})
"""What a page says of who it is shown to: the text of its menu, and the number in the address of their account."""


def require_own_page(services: Services, server: Origin, raw: Any) -> None:
    """Raises account_differs if the page is somebody else's, and what `sessions.get` raises.

    The user's number decides once it has been seen together with the name of this session's account; until then the
    names do.
    """
    page = PAGE_USER.decode(raw, "page_user")
    session, account = services.sessions.get(server), signed_in_as(services, server)
    who, seen = account_of(services, server), page.get("id")
    row = (ROW, str(session.signed_in_at))  # who signs in again starts afresh, should a number ever be wrong
    known = services.cache.get(who, *row) if seen is not None else None
    if known is not None and known.data == seen:
        return
    match = OTHER if known is not None else match_names(page["name"], account)
    if match == OTHER:
        name, email = account["name"], account["email"]
        raise CompanionError(
            "account_differs",
            server=server,
            page_user=shown(page["name"]),
            account=f"{name} ({email})" if name else email,
        )
    if match == SAME and seen is not None:
        services.cache.put(who, *row, data=seen, fetched_at=services.clock())


def match_names(page_name: str, account: Account) -> str:
    """SAME, ALIKE or OTHER, see person_names; `account` is {email, name}."""
    name = shown(page_name)
    if "@" in name:
        return compare_addresses(name, account["email"])
    return compare(name, account["name"])
