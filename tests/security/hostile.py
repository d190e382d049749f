"""Hostile values for the parameters of operations: made from what each operation itself declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from native_host.operations import load
from native_host.rpc.index import INDEX
from native_host.wire.catalogue import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hypothesis.strategies import SearchStrategy

NOBODY = "http://127.0.0.1:9"
"""A server that may be added and never answers."""
LONG_RUNNING = frozenset({"watch", "host.doctor"})
"""Operations that wait for something to happen, or for another program: cancelled at once."""
ENDS_A_SESSION = frozenset({"sign_out", "servers.remove", "vault.lock"})

STRINGS = (
    "",
    ".",
    "..",
    "../../etc/passwd",
    "..\\..\\windows",
    "%2e%2e%2f",
    "%2E",
    "a/b?c#d",
    "a b+c&d=e;f",
    "\x00",
    "\r\nHost: evil",
    "\x1b[31m",
    "\u202egnp.exe",
    "\u2066\u2069\u200b\ufeff",
    "\u0130\u00df\ufb03",
    "e\u0301\u0301\u0301",
    "\U0001f469\u200d\U0001f4bb",
    "\ufffe\uffff",
    "CON",
    "'; DROP TABLE answer; --",
    "{detail}{0}{server.__class__}",
    "%s%n%x",
    "<script>alert(1)</script>",
    "__proto__",
    "constructor",
    "null",
    "0",
    "x" * 255,
    "x" * 256,
    "\u00e9" * 255,
    "x" * 5000,
    "y" * 300_000,
)
SERVERS = (
    "https://",
    "https://[",
    "https://[::1",
    "http://[::1]:9",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:9/path",
    "http://user:secret@127.0.0.1:9",
    "http://127.0.0.1.evil.example",
    "http://evil.example",
    "http://2130706433:9",
    "http://0x7f.1:9",
    "HTTP://LOCALHOST:9/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://\u202e.example",
    "https://xn--a.example",
    "https://" + "a" * 64 + ".example",
    NOBODY,
)
NUMBERS = (-1, 0, 1, 2, 2**31, 2**32, 2**53 - 1, -(2**53) + 1, 0.5, -0.0, 1e-300, 1e300, True, False)
JSON = st.recursive(
    st.none()
    | st.sampled_from(NUMBERS)
    | st.sampled_from(STRINGS[:-1])
    | st.text(max_size=12).filter(
        lambda text: text.isascii() or not any("\ud800" <= mark <= "\udfff" for mark in text)
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(("server", "name", "format", "servers", "identity", "__proto__", "")), inner
        )
    ),
    max_leaves=8,
)


def requests(valid: Mapping[str, Any]) -> SearchStrategy[tuple[str, dict[str, Any]]]:
    """(operation, params with caller). `valid` says which values pass, by parameter name; each one may be bent."""
    return st.sampled_from(sorted(INDEX)).flatmap(lambda name: st.tuples(st.just(name), _params(name, valid)))


def _params(operation: str, valid: Mapping[str, Any]) -> SearchStrategy[dict[str, Any]]:
    fields = load(operation, INDEX[operation]).params
    good = {name: valid.get(name, "x") for name in fields}
    if operation in ENDS_A_SESSION and "server" in good:
        good["server"] = NOBODY
    caller = st.sampled_from(INDEX[operation].callers)
    names = [*fields, *fields, *fields, "surplus"]
    bent = st.dictionaries(st.sampled_from(names), _value(valid, operation), max_size=2)
    gone = st.integers(0, 5).flatmap(
        lambda dice: st.just(set()) if dice else st.sets(st.sampled_from([*fields, "surplus"]), max_size=2)
    )

    def assembled(parts: tuple[str, dict[str, Any], set[str]]) -> dict[str, Any]:
        who, changes, missing = parts
        whole = {**good, **changes, "caller": who}
        return {name: value for name, value in whole.items() if name not in missing}

    return st.tuples(caller, bent, gone).map(assembled)


def _value(valid: Mapping[str, Any], operation: str) -> SearchStrategy[Any]:
    values = [value for name, value in valid.items() if operation not in ENDS_A_SESSION or name != "server"]
    return st.sampled_from(STRINGS) | st.sampled_from(SERVERS) | st.sampled_from(values) | JSON


def complaints(method: str, reply: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a reply: it is a result, or one row of the catalogue that the operation may answer."""
    if ("result" in reply) == ("error" in reply):
        yield f"{method}: neither a result nor an error, or both"
    if "error" in reply:
        error = reply["error"]
        row = BY_NAME.get(error["data"]["name"])
        if row is None or row.code != error["code"] or row.name == "internal_error":
            yield f"{method}: {error}"
    elif not isinstance(reply["result"], dict):
        yield f"{method}: its result is no object"
