"""A text that must not be shown: tokens, codes, verifiers, client secrets."""

from __future__ import annotations

TYPE_CHECKING = False  # the dispatcher imports this beside the first reply
if TYPE_CHECKING:
    from typing import NoReturn


class Secret:
    """Wraps a secret so that no log line, error text, traceback, repr or serializer can carry it by accident.

    Only `reveal()` returns the text; call it where the secret leaves for its own origin or the sealed vault.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(hidden)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # 10 ms of OpenSSL that remembered badges need not pay

        # Constant time: a state or token is compared with what anybody may have sent.
        return hmac.compare_digest(_bytes(self), _bytes(other))

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is not serialized")


def _bytes(secret: Secret) -> bytes:
    return secret.reveal().encode("utf-8", "surrogatepass")


def wrap(text: str | None) -> Secret | None:
    """The text as a Secret; None stays None."""
    return None if text is None else Secret(text)


def unwrap(secret: Secret | None) -> str | None:
    """The text of a Secret, for a sealed record; None stays None."""
    return None if secret is None else secret.reveal()
