"""The one exception for every failure that is told: a row of the catalogue with its fields filled in.

Only builtins here: the first reply imports this module. The rows follow with the first error that is made.
"""

from __future__ import annotations

TYPE_CHECKING = (
    False  # typing costs the first reply several milliseconds; type checkers treat this name specially
)
if TYPE_CHECKING:
    from typing import Any

    from .error_names import ErrorName, Kind
    from .shapes.common import ErrorObject

KEY_KINDS: frozenset[Kind] = frozenset({"key", "keychain"})
"""What keeps the vault's key from us: whatever was asked, it is this that the user must hear of."""
SERVER_KINDS: frozenset[Kind] = frozenset({"network", "busy", "answer"})
"""What is the server's, or lies on the way to it, and says nothing about what was asked."""
STORAGE_KINDS: frozenset[Kind] = KEY_KINDS | {"record", "storage"}
"""What lies in the data folder or guards it."""


class CompanionError(Exception):
    """A catalogued failure. `data` fills the row's {fields} and travels in the error's data member.

    `server_said` keeps the server's own words, to be shown beside ours. Code that handles it asks for `kind` and
    `passing`, and for `name` where one row alone is meant:

        except CompanionError as error:
            if error.kind not in SERVER_KINDS or not error.passing:
                raise
    """

    def __init__(self, name: ErrorName, *, server_said: str | None = None, **data: str | int | None) -> None:
        from .catalogue import BY_NAME

        self.row = BY_NAME[name]
        self.data: dict[str, Any] = {key: value for key, value in data.items() if value is not None}
        self.server_said = server_said
        super().__init__(name, self.message)

    @property
    def name(self) -> ErrorName:
        """The row's stable name."""
        return self.row.name

    @property
    def kind(self) -> Kind:
        """What sort of failure it is: a key of catalogue.KINDS."""
        return self.row.kind

    @property
    def passing(self) -> bool:
        """Whether it may be over by itself in a moment."""
        return self.row.passing

    @property
    def message(self) -> str:
        """The cause, with the fields filled in."""
        return _filled(self.row.message, self.data)

    @property
    def remedy(self) -> str:
        """What the user can do, with the fields filled in."""
        return _filled(self.row.remedy, self.data)

    def as_json(self) -> ErrorObject:
        """JSON-RPC error object: {code, message, data: {name, remedy, server_said?, ...fields}}."""
        extra = {"server_said": self.server_said} if self.server_said else {}
        data: Any = {**self.data, **extra, "name": self.row.name, "remedy": self.remedy}
        return {"code": self.row.code, "message": self.message, "data": data}


class _Fields(dict):  # type: ignore[type-arg]  # typing is off the first-reply path
    def __missing__(self, key: str) -> str:
        return f"this {key}"


def _filled(text: str, data: dict[str, Any]) -> str:
    return text.format_map(_Fields(data))
