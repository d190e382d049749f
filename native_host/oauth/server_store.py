"""The servers the user added: address, client credentials, registered redirects. Sealed, one record each."""

from __future__ import annotations

from ..wire.errors import CompanionError
from .secret import Secret, unwrap, wrap

TYPE_CHECKING = False  # the dispatcher reads servers beside the first reply
if TYPE_CHECKING:
    from typing import Any

    from ..vault.vault import Vault
    from ..wire.identifiers import Origin
    from ..wire.shapes.servers import Server as ServerShape
    from ..wire.shapes.servers import Way

PREFIX = "server:"
WAYS: tuple[Way, ...] = ("identity", "device", "oob", "loopback")
"""Ways to sign in, in the order they are offered: the first registered one is the default."""


class Server:
    """One Autolab deployment as this user's client knows it.

    `redirects` says what the administrator registered for the client:
    {"identity": [https addresses], "loopback": "http://127.0.0.1:8123/callback" | None, "oob": bool, "device": bool}.
    """

    __slots__ = ("client_id", "client_secret", "label", "origin", "redirects", "staff_tools")

    def __init__(
        self,
        origin: Origin,
        client_id: str,
        client_secret: Secret | None,
        *,
        redirects: dict[str, Any],
        label: str | None = None,
        staff_tools: bool = False,
    ) -> None:
        self.origin, self.client_id, self.client_secret = origin, client_id, client_secret
        self.label = label or origin.split("://", 1)[1]
        self.redirects, self.staff_tools = redirects, staff_tools

    @property
    def wanted(self) -> tuple[str, ...]:
        """The scopes this user wants the companion to hold."""
        from .scopes import wanted  # who signs in asks

        return wanted(staff_tools=self.staff_tools)

    @property
    def development(self) -> bool:
        """A server on this machine, reached without TLS."""
        return self.origin.startswith("http://")

    def ways(self) -> list[Way]:
        """The ways to sign in that are registered, best first."""
        return [way for way in WAYS if self.redirects.get(way)]

    def require_way(self, way: str) -> None:
        """Raises way_unavailable unless the way is registered here."""
        if way not in self.ways():
            raise CompanionError(
                "way_unavailable", server=self.origin, detail="your administrator has not registered it"
            )

    def public(self) -> ServerShape:
        """What the extension may see: everything but the client secret."""
        return {
            "server": self.origin,
            "label": self.label,
            "client_id": self.client_id,
            "has_secret": self.client_secret is not None,
            "ways": self.ways(),
            "identity_redirects": self.redirects.get("identity") or [],
            "staff_tools": self.staff_tools,
            "development": self.development,
        }

    def as_record(self) -> dict[str, Any]:
        """The sealed record."""
        return {
            "server": self.origin,
            "label": self.label,
            "client_id": self.client_id,
            "client_secret": unwrap(self.client_secret),
            "redirects": self.redirects,
            "staff_tools": self.staff_tools,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Server:
        """The opposite of as_record. Raises record_damaged."""
        try:
            return cls(
                record["server"],
                record["client_id"],
                wrap(record["client_secret"]),
                redirects=record["redirects"],
                label=record["label"],
                staff_tools=record["staff_tools"],
            )
        except (KeyError, TypeError) as error:
            raise CompanionError("record_damaged", detail="a server") from error


class ServerStore:
    """All servers the user added. Safe on the dispatcher's thread: no network, no waiting."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def get(self, origin: str) -> Server:
        """The server. Raises server_unknown."""
        record = self._vault.read(PREFIX + origin)
        if record is None:
            raise CompanionError("server_unknown", server=origin)
        return Server.from_record(record)

    def list(self) -> list[Server]:
        """Every server, by label."""
        servers = [Server.from_record(record) for record in self._vault.values(PREFIX).values()]
        return sorted(servers, key=lambda server: (server.label.casefold(), server.origin))

    def add(self, server: Server) -> None:
        """Adds the server or replaces its client; a choice for staff tools survives a new deployment file."""
        known = self._vault.read(PREFIX + server.origin)
        if known is not None:
            server.staff_tools = server.staff_tools or bool(known.get("staff_tools"))
        self._vault.write(PREFIX + server.origin, server.as_record())

    def set_staff_tools(self, origin: str, *, on: bool) -> Server:
        """Turns staff tools on or off; the next sign-in or refresh asks for no more than that."""
        server = self.get(origin)
        server.staff_tools = on
        self._vault.write(PREFIX + origin, server.as_record())
        return server

    def remove(self, origin: str) -> None:
        """Forgets the server. Raises server_unknown."""
        self.get(origin)
        self._vault.delete(PREFIX + origin)
