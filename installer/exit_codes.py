"""What a script can learn from the exit code; README lists the same table and a test compares them."""

from __future__ import annotations

from native_host.wire.errors import SERVER_KINDS

TYPE_CHECKING = False  # typing stays off the path to what is remembered
if TYPE_CHECKING:
    from native_host.wire.catalogue.row import Row
    from native_host.wire.error_names import ErrorName, Kind
    from native_host.wire.errors import CompanionError
    from native_host.wire.shapes.common import ErrorObject

DONE, FAILED, USAGE, SIGN_IN, TRY_LATER, IN_DOUBT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

MEANINGS = {
    DONE: "done; what was shown is up to date",
    FAILED: "refused or failed; the cause and the remedy are on stderr",
    USAGE: "wrong usage",
    SIGN_IN: "sign in (again), or unlock the vault",
    TRY_LATER: "the server can't be reached or is busy; what was shown, if anything, is what was last known",
    IN_DOUBT: "the file may have arrived; `autolab-companion receipts list` says more",
    INTERRUPTED: "interrupted",
}

_BY_KIND: dict[Kind, int] = {
    "session": SIGN_IN,
    "key": SIGN_IN,
    "keychain": SIGN_IN,
}
_BY_NAME: dict[ErrorName, int] = {
    "outcome_unknown": IN_DOUBT,
    "not_listed_yet": IN_DOUBT,
    "submission_under_way": IN_DOUBT,
    "file_not_stored": FAILED,
    "server_unknown": FAILED,  # there is nothing to sign in to
    "key_missing": FAILED,  # unlocking does not help: the key is gone, or another folder's
    "key_foreign": FAILED,
}


def exit_code(error: CompanionError | Row) -> int:
    """The code for a failure: by its name where one row alone is meant, else by its kind."""
    if error.kind == "busy" or (error.kind in SERVER_KINDS and error.passing):
        return TRY_LATER
    return _BY_NAME.get(error.name, _BY_KIND.get(error.kind, FAILED))


def exit_code_of(*told: ErrorObject) -> int:
    """The code for errors as the host tells them in an answer: theirs if they agree, else FAILED; DONE of none."""
    if not told:
        return DONE
    from native_host.wire.catalogue import BY_NAME  # not on the way to an answer without errors

    names = {error["data"]["name"] for error in told}
    codes = {exit_code(BY_NAME[name]) if name in BY_NAME else FAILED for name in names}
    return codes.pop() if len(codes) == 1 else FAILED
