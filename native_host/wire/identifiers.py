"""Texts that must not be taken for one another: types to a type checker, plain texts when the code runs.

def key_of(server: Origin, email: Email) -> AccountKey: ...
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing stays off the path to remembered badges
if TYPE_CHECKING:
    from typing import NewType

    Origin = NewType("Origin", str)
    """A server: its origin, https://host or https://host:port, as parse_origin normalises it."""
    Email = NewType("Email", str)
    """An account of one server, as that server names it."""
    AccountKey = NewType("AccountKey", str)
    """An account among those of all servers: whose answers are remembered. Never travels."""
else:
    Origin = Email = AccountKey = str


def account_key(server: Origin, email: Email) -> AccountKey:
    """Under which key the answers to that account are remembered."""
    return AccountKey(f"{server} {email}")


def server_of(account: AccountKey) -> Origin:
    """Whose account that key is of."""
    return Origin(account.partition(" ")[0])
