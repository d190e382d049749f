"""The error catalogue: every failure the companion can report, with its cause and its remedy.

Append-only: a code or a name, once released, keeps its meaning for ever. New rows go to the end of
their block. PROTOCOL.md lists the same rows and a test compares the two.

Only builtins here: the first reply imports this module.
"""

from __future__ import annotations

TYPE_CHECKING = (
    False  # typing costs the first reply several milliseconds; type checkers treat this name specially
)
if TYPE_CHECKING:
    from typing import Any


class Row:
    """One line of the catalogue. `message` names the cause, `remedy` what the user can do; both may hold {fields}."""

    __slots__ = ("code", "message", "name", "remedy")

    def __init__(self, code: int, name: str, message: str, remedy: str) -> None:
        self.code, self.name, self.message, self.remedy = code, name, message, remedy


CATALOGUE = (
    # JSON-RPC 2.0 section 5.1
    Row(
        -32700,
        "parse_error",
        "The message is not valid JSON: {detail}.",
        "Update the extension; if it persists, report a bug.",
    ),
    Row(
        -32600,
        "invalid_request",
        "The message is not a valid request: {detail}.",
        "Update the extension; if it persists, report a bug.",
    ),
    Row(
        -32601,
        "operation_unknown",
        "The host has no operation named {operation}.",
        "Update the host: run `autolab-companion install` from the newest release.",
    ),
    Row(
        -32602,
        "invalid_params",
        "A parameter is not acceptable: {detail}.",
        "Correct the named field and try again.",
    ),
    Row(
        -32603,
        "internal_error",
        "The host hit an unexpected problem ({detail}).",
        "Try again; if it persists, run `autolab-companion doctor` and report a bug.",
    ),
    # 1xx the channel and the session
    Row(
        100,
        "frame_too_large",
        "A message of {length} bytes exceeds the limit of {limit} bytes.",
        "Send uploads in parts.",
    ),
    Row(
        101,
        "frame_truncated",
        "The input ended inside a message.",
        "Restart the browser; if it persists, run `autolab-companion doctor`.",
    ),
    Row(
        102,
        "frame_implausible",
        "The announced message length of {length} bytes cannot come from a browser.",
        "Start the host through the browser, not by hand.",
    ),
    Row(
        103,
        "caller_not_allowed",
        "The caller {caller} is not an extension this host serves.",
        "Install the Autolab Companion extension from its official source.",
    ),
    Row(104, "hello_required", "The first request must be hello.", "Update the extension."),
    Row(
        105,
        "host_outdated",
        "The extension speaks protocol {wanted}; this host speaks only {spoken}.",
        "Update the host: run `autolab-companion install` from the newest release.",
    ),
    Row(
        106,
        "extension_outdated",
        "The extension speaks protocol {wanted}; this host needs {spoken}.",
        "Update the extension.",
    ),
    Row(
        107,
        "duplicate_id",
        "A request with the id {id} is still being answered.",
        "Update the extension; if it persists, report a bug.",
    ),
    Row(
        108,
        "too_many_requests",
        "More than {limit} requests are waiting for an answer.",
        "Wait for running work to finish.",
    ),
    Row(109, "cancelled", "The request was cancelled.", "Ask again if you still need it."),
    Row(
        110,
        "caller_may_not",
        "A {caller} may not ask for {operation}.",
        "Use the companion's popup or options page.",
    ),
    Row(
        111,
        "home_unusable",
        "The data folder cannot be used: {detail}.",
        "Mend what is named there, or name another folder in AUTOLAB_COMPANION_HOME.",
    ),
    Row(112, "host_stopping", "The host is shutting down.", "Try again in a moment."),
    Row(
        113,
        "reply_dropped",
        "The browser did not take what the host had to say for a while, so the answer was dropped.",
        "Ask again; whether a submission arrived is in the receipts.",
    ),
    # 2xx the server
    Row(
        200,
        "server_unknown",
        "{server} is not a server you added.",
        "Add it first, in the companion's popup or with `autolab-companion servers add`.",
    ),
    Row(
        201,
        "origin_invalid",
        "{server} is not a usable server address: {detail}.",
        "Enter the address as https://host, without a path.",
    ),
    Row(
        202,
        "not_autolab",
        "{server} answers, but not as an Autolab server.",
        "Check the address; it is the one you open Autolab with in your browser.",
    ),
    Row(
        203,
        "server_unreachable",
        "{server} cannot be reached: {detail}.",
        "Check your network connection and the address, then try again.",
    ),
    Row(
        204,
        "tls_failed",
        "The identity of {server} could not be verified: {detail}.",
        "Do not continue on this network; ask your administrator about the certificate.",
    ),
    Row(
        205,
        "server_failed",
        "{server} failed to answer (HTTP {status}).",
        "Wait a minute and try again; if it persists, tell your administrator.",
    ),
    Row(
        206,
        "answer_unexpected",
        "{server} gave an answer the companion does not understand: {detail}.",
        "Try again; if it persists, report a bug with your server's Autolab version.",
    ),
    Row(
        207,
        "redirect_refused",
        "{server} redirected the request elsewhere; the companion does not follow.",
        "Check the server's address: enter exactly the one your browser ends up on.",
    ),
    Row(
        208,
        "answer_too_large",
        "The answer of {server} exceeds {limit} bytes.",
        "Open the page on Autolab instead.",
    ),
    Row(
        209,
        "throttled",
        "{server} asks us to slow down.",
        "Wait a few minutes, then reload the page. The companion keeps to the server's pace from now on.",
    ),
    Row(
        210,
        "deployment_invalid",
        "The deployment file is not usable: {detail}.",
        "Ask your administrator for a new deployment file.",
    ),
    Row(
        211,
        "path_unknown",
        "{server} does not know this request.",
        "Your server's Autolab may be too old for this feature.",
    ),
    Row(
        212,
        "proxy_invalid",
        "The proxy named in {variable} cannot be used: {detail}.",
        "Correct the variable to an address such as http://proxy.example.edu:3128, then restart the browser.",
    ),
    Row(
        213,
        "proxy_unreachable",
        "The proxy {proxy} does not answer, or not as a proxy.",
        "Check your network connection and the address in `AUTOLAB_COMPANION_PROXY`; after a change restart the "
        "browser.",
    ),
    Row(
        214,
        "proxy_name_unknown",
        "The name of the proxy {proxy} is not known on this network.",
        "Correct `AUTOLAB_COMPANION_PROXY`, or remove it on a network that needs no proxy; then restart the browser.",
    ),
    Row(
        215,
        "proxy_auth_required",
        "The proxy {proxy} wants a user name and a password, or does not accept those it was given (HTTP 407).",
        "Write them into `AUTOLAB_COMPANION_PROXY` as http://name:password@host:port, special characters "
        "percent-encoded; then restart the browser.",
    ),
    Row(
        216,
        "proxy_refused",
        "The proxy {proxy} made no connection to {server} ({detail}).",
        "Check the server's address and try again; if it persists, ask whoever runs the proxy, or correct "
        "`AUTOLAB_COMPANION_PROXY` and restart the browser.",
    ),
    Row(
        217,
        "certificate_untrusted",
        "The certificate of {server} comes from an authority that this computer does not trust.",
        "If your university has an authority of its own, add it to the system's trust store, which the companion "
        "reads (the browser's own list does not count). Debian and Ubuntu: copy it as a .crt file to "
        "`/usr/local/share/ca-certificates` and run `sudo update-ca-certificates`; Fedora: to "
        "`/etc/pki/ca-trust/source/anchors` and run `sudo update-ca-trust`; Mac: Keychain Access. On Linux "
        "`SSL_CERT_FILE` can name the file instead. Then restart the browser. Otherwise do not continue on this "
        "network.",
    ),
    Row(
        218,
        "sign_on_first",
        "{server} sends the companion to a sign-in page of {gate}: a campus gate (single sign-on) stands before "
        "Autolab.",
        "The companion cannot pass such a gate. Ask your administrator to let Autolab's /api and /oauth through "
        "without it; perhaps the campus network or a VPN is enough.",
    ),
    # 3xx signing in
    Row(300, "not_signed_in", "You are not signed in to {server}.", "Sign in through the companion's popup."),
    Row(
        301,
        "sign_in_again",
        "Your access to {server} has ended: {detail}.",
        "Sign in again through the companion's popup.",
    ),
    Row(
        302,
        "client_rejected",
        "{server} does not accept this client id or secret.",
        "Check the client id and secret, or load the deployment file again. If it worked before, ask your "
        "administrator whether the application still exists.",
    ),
    Row(
        303,
        "redirect_not_registered",
        "{server} does not accept the redirect address {redirect}.",
        "Ask your administrator to register it, or sign in with a device code.",
    ),
    Row(
        304,
        "access_denied",
        "You declined the companion's access on {server}.",
        "Sign in again and choose Authorize.",
    ),
    Row(
        305,
        "attempt_unknown",
        "This sign-in attempt is over or was started elsewhere.",
        "Start signing in again.",
    ),
    Row(
        306,
        "state_mismatch",
        "The answer does not belong to this sign-in attempt.",
        "Start signing in again, from the companion's popup only.",
    ),
    Row(
        307,
        "grant_rejected",
        "{server} did not accept the authorization.",
        "Start signing in again; the authorization lives ten minutes.",
    ),
    Row(
        308,
        "scope_missing",
        "This needs the permission {scope}, which you have not granted on {server}.",
        "Sign in again from the popup and grant it.",
    ),
    Row(
        309,
        "sign_in_abandoned",
        "The sign-in on {server} was not finished.",
        "Start again. If Autolab showed an error page, ask your administrator to check the client id, "
        "its redirect addresses and its scopes.",
    ),
    Row(
        310,
        "device_code_unknown",
        "{server} no longer knows this device code.",
        "Start again to get a new code.",
    ),
    Row(311, "device_denied", "The request was denied on {server}.", "Start again and choose Authorize."),
    Row(
        312,
        "device_throttled",
        "{server} hands out device codes only every 30 seconds, to everybody on your network.",
        "Wait half a minute and try again.",
    ),
    Row(
        313,
        "port_unavailable",
        "The port {port} for the sign-in answer is taken.",
        "Close the program that uses it, or sign in with a device code.",
    ),
    Row(
        314,
        "way_unavailable",
        "This way of signing in is not available on {server}: {detail}.",
        "Choose another way to sign in.",
    ),
    Row(
        315,
        "account_differs",
        "Autolab shows this page to {page_user}, but the companion is signed in to {server} as {account}.",
        "Sign in as {page_user} in the companion's popup, or sign out of Autolab and sign in there as {account}.",
    ),
    Row(
        316,
        "access_left",
        "You are signed out here, but {server} could not be told.",
        "To end the companion's access there too, revoke it at {page}.",
    ),
    Row(
        317,
        "scope_withdrawn",
        "{server} does not give the companion the permission {scope} any more: its application there may not have it.",
        "Ask your administrator to give the application this scope again, then sign in again.",
    ),
    Row(
        318,
        "staff_tools_off",
        "This is a staff tool, and staff tools are turned off for {server}.",
        "Turn them on in the companion's options, then sign in again.",
    ),
    # 4xx Autolab's own refusals
    Row(400, "course_unknown", "There is no course {course} on {server}.", "Reload the list of courses."),
    Row(401, "not_enrolled", "You are not in the course {course}.", "Ask the course staff to add you."),
    Row(402, "course_disabled", "The course {course} is disabled.", "Contact the course staff."),
    Row(
        403,
        "assessment_unknown",
        "There is no assessment {assessment} in {course}.",
        "Reload the course page.",
    ),
    Row(404, "assessment_unreleased", "{assessment} is not released yet.", "Come back after its start date."),
    Row(405, "instructor_only", "Only instructors of {course} may do this.", "Ask the course staff."),
    Row(406, "problem_unknown", "{assessment} has no problem of this name.", "Reload the page."),
    Row(407, "submission_unknown", "There is no such submission to {assessment}.", "Reload the page."),
    Row(
        408,
        "feedback_none",
        "There is no feedback for this submission.",
        "Come back once it has been graded.",
    ),
    Row(
        409,
        "feedback_withheld",
        "The feedback is not shown before the score is released.",
        "Come back once the staff have released the scores.",
    ),
    Row(410, "request_refused", "{server} refused the request.", "Read what the server said and correct it."),
    Row(
        411,
        "group_refused",
        "{server} refused the change of groups.",
        "Read what the server said and correct it.",
    ),
    Row(412, "user_unknown", "{server} does not know this user in {course}.", "Check the e-mail address."),
    Row(
        413,
        "submission_none",
        "{email} has no submission to {assessment} yet, and Autolab keeps scores with submissions.",
        "Wait for one, or enter one for them on the assessment's page in Autolab.",
    ),
    # 5xx handing in
    Row(
        500,
        "handin_closed",
        "{assessment} does not accept submissions any more.",
        "Contact the course staff if you have an extension.",
    ),
    Row(
        501,
        "handins_disabled",
        "Handing in is disabled for {assessment}.",
        "Follow the course's own instructions for this assessment.",
    ),
    Row(
        502, "submission_limit", "You have used all submissions of {assessment}.", "Contact the course staff."
    ),
    Row(
        503,
        "file_too_large",
        "The file is larger than {assessment} allows.",
        "Remove logs and binaries, then submit again.",
    ),
    Row(
        504,
        "file_type_refused",
        "{assessment} does not accept this type of file.",
        "Check the file's name and type against the writeup.",
    ),
    Row(
        505,
        "file_empty",
        "The file is empty; Autolab would count it as a submission.",
        "Choose another file, or confirm that you mean it.",
    ),
    Row(506, "upload_unknown", "This upload is over or was never started.", "Choose the file again."),
    Row(507, "part_unexpected", "A part of the upload does not fit: {detail}.", "Choose the file again."),
    Row(
        508,
        "checksum_mismatch",
        "The file arrived damaged or changed while it was read.",
        "Save the file and choose it again.",
    ),
    Row(
        509,
        "already_submitted",
        "The same file was already submitted to {assessment} as version {version}.",
        "Confirm if you want to submit it once more.",
    ),
    Row(
        510,
        "outcome_unknown",
        "It is not known whether the submission to {assessment} arrived.",
        "Look at the handin history on Autolab before you submit again.",
    ),
    Row(
        511,
        "embedded_quiz",
        "{assessment} is answered on its own page, not by a file.",
        "Open the assessment on Autolab.",
    ),
    Row(
        512,
        "affirmation_required",
        "The academic integrity affirmation is missing.",
        "Tick the affirmation and submit again.",
    ),
    Row(513, "filename_refused", "The file name cannot be sent: {detail}.", "Rename the file."),
    Row(
        514,
        "upload_too_large",
        "The file exceeds the companion's limit of {limit} bytes.",
        "Submit it on Autolab's own page.",
    ),
    Row(515, "too_many_uploads", "{limit} uploads are under way already.", "Wait until one has finished."),
    Row(
        516,
        "submission_under_way",
        "The same file is being submitted to {assessment} right now.",
        "Wait for its result; submit again only if it failed.",
    ),
    Row(
        517,
        "submission_lost",
        "The submission to {assessment} did not reach the server.",
        "Submit the file again.",
    ),
    Row(
        518,
        "handin_throttled",
        "{server} takes only a few submissions a minute and did not take this one.",
        "Wait a minute, then submit the file again.",
    ),
    Row(
        519,
        "content_too_large",
        "{server}, or a proxy before it, does not take files as large as this one (HTTP 413). "
        "Nothing was submitted.",
        "Remove logs and binaries, then submit again; if {assessment} allows files of this size, "
        "tell your administrator.",
    ),
    Row(
        520,
        "upload_refused",
        "{server}, or a proxy before it, refused the file while it was being sent (HTTP {status}). "
        "Nothing was submitted.",
        "Wait a minute, then submit the file again; if it persists, tell your administrator.",
    ),
    Row(
        521,
        "handin_failed",
        "Autolab failed (HTTP {status}) and has not taken the file.",
        "Hand in on the assessment's page on Autolab; if that fails too, tell the course staff.",
    ),
    Row(
        522,
        "not_listed_yet",
        "No answer came from {server}, and {assessment} does not list the file yet. It may still arrive.",
        "The companion keeps looking and its receipt tells. Look at the handin history before you submit again.",
    ),
    Row(
        523,
        "probably_submitted",
        "The same file was sent to {assessment} before, without an answer. Version {version}, which appeared at "
        "{created_at}, is probably this file.",
        "Look at the handin history on Autolab. Confirm if you want to submit it once more.",
    ),
    Row(
        524,
        "file_not_stored",
        "Autolab recorded version {version} of {assessment} but could not store your file. "
        "It may count against your submissions.",
        "Tell the course staff. Submit again when they say that the server can store files.",
    ),
    Row(
        525,
        "group_unconfirmed",
        "{assessment} takes nothing from your group until all its members have confirmed that they belong to it.",
        "Ask them to confirm on the assessment's page on Autolab, then submit again.",
    ),
    Row(
        526,
        "group_limit",
        "A member of your group has used all submissions of {assessment}, so the group can't hand in.",
        "Contact the course staff.",
    ),
    Row(
        527,
        "handin_dropped",
        "Autolab says that you have dropped {course}. It says the same to a group one of whose members has.",
        "If you have not, ask the course staff to take the one who has out of your group.",
    ),
    Row(
        530,
        "receipts_missing",
        "Receipts of what you handed in to {assessment} are missing or cannot be read, "
        "so the same file may have been submitted before.",
        "Look at the handin history on Autolab before you submit. `autolab-companion receipts verify` says what is "
        "missing.",
    ),
    Row(
        531,
        "version_from_elsewhere",
        "Version {version} of {assessment} was handed in at {created_at}, but not from here: by Autolab's own form, "
        "on another computer or by a member of your group. Or your receipts were restored from an older copy.",
        "Look at the handin history on Autolab. Confirm if you want to submit this file after it.",
    ),
    # 6xx secrets at rest
    Row(600, "vault_locked", "The vault is locked.", "Unlock it with your passphrase in the popup."),
    Row(
        601,
        "key_missing",
        "The key to what is stored here is not where it was kept, so nothing can be read.",
        "Open the keyring or the KeePassXC database that held it, or restore the folder `vault` from a backup. "
        "Only if the key is lost for good: `autolab-companion vault erase` starts afresh, and says first what is lost.",
    ),
    Row(602, "passphrase_wrong", "The passphrase is not right.", "Try again."),
    Row(
        603,
        "record_damaged",
        "A stored record is damaged or was tampered with ({detail}).",
        "Run `autolab-companion vault rekey`: it sets that record aside and keeps the rest.",
    ),
    Row(
        604,
        "storage_unsafe",
        "{path} is not safe to use: {detail}.",
        "Do what is named there, then try again; `autolab-companion doctor --fix` does what it can of it.",
    ),
    Row(
        605,
        "storage_failed",
        "The data folder could not be written: {detail}.",
        "Free some disk space or mend the folder's permissions, then try again.",
    ),
    Row(
        606,
        "format_newer",
        "The stored data comes from a newer version of the companion.",
        "Update the host.",
    ),
    Row(
        607,
        "keychain_unavailable",
        "Your system's keychain is locked or cannot be reached ({detail}).",
        "Choose “Ask again” in the popup and unlock the keychain, or run `autolab-companion vault status` in a "
        "terminal. To keep the key elsewhere from then on, run `autolab-companion vault move-key`.",
    ),
    Row(
        608,
        "ledger_damaged",
        "The record of your submissions ({path}) is damaged, so it is not used.",
        "Move that file, and {path}-journal and {path}-wal if they are there, to a safe place and restart the browser. "
        "`autolab-companion receipts import` brings back what you exported; what you submitted is safe on Autolab.",
    ),
    Row(
        609,
        "vault_busy",
        "Another host process has kept the vault busy for {seconds} seconds.",
        "Try again in a moment; if it persists, restart the browser.",
    ),
    Row(
        610,
        "key_foreign",
        "The key that was found opens nothing that is stored here: it belongs to another folder, or to an older copy.",
        "Put the key of this folder back, from where the folder came from or from a backup. Only if it is lost for "
        "good: `autolab-companion vault erase` starts afresh, and says first what is lost.",
    ),
    Row(
        611,
        "custody_damaged",
        "The note that says where the key of the vault is kept ({path}) is damaged, and no key lies beside it.",
        "Nothing is lost as long as the key is somewhere: open the keyring or the KeePassXC database that holds it, "
        "or restore the folder `vault` from a backup, then run `autolab-companion doctor --fix`.",
    ),
    Row(
        612,
        "key_not_kept",
        "The vault's key was stored but did not come back, so nothing was changed.",
        "Choose where to keep it with `autolab-companion vault move-key`, or for a new vault with "
        "AUTOLAB_COMPANION_CUSTODY.",
    ),
    Row(
        613,
        "keychain_waiting",
        "A window of your keychain is waiting for your answer.",
        "Look for that window, perhaps behind the others, and answer it; then try again.",
    ),
    Row(
        614,
        "keychain_locked",
        "The key to what is stored here may lie in {keyrings}, which is locked.",
        "Unlock it in your keychain or in KeePassXC, then try again.",
    ),
    Row(
        620,
        "home_unfit",
        "{path} lies on a file system where it cannot be kept safely: {detail}.",
        "Set AUTOLAB_COMPANION_HOME to a folder on another disk and run `autolab-companion install` again.",
    ),
    Row(
        621,
        "home_in_use",
        "Another computer wrote to the data folder ({path}) less than a minute ago, and the file system does not carry "
        "locks from one to the other.",
        "Wait a minute, then try again; use the companion on one computer at a time there.",
    ),
    # 7xx what is remembered and saved
    Row(700, "receipt_unknown", "There is no such receipt.", "Reload the list of receipts."),
    Row(701, "download_none", "{assessment} has no such file.", "Look at the assessment's page."),
    Row(702, "download_failed", "The download stopped: {detail}.", "Try again."),
    Row(
        703,
        "name_refused",
        "A name in the request cannot be used safely: {detail}.",
        "Open the page on Autolab instead.",
    ),
    # 8xx installing, said by the `autolab-companion` command only
    Row(
        800,
        "browsers_none",
        "No browser that the companion knows was found here.",
        "Install Chromium, Chrome or Firefox, or name a browser with --browser.",
    ),
    Row(
        801,
        "manifest_foreign",
        "{path} was not written by the companion.",
        "Look at that file; `autolab-companion install --force` replaces it and keeps a copy.",
    ),
    Row(
        802,
        "target_unsafe",
        "{path} cannot be written safely: {detail}.",
        "Mend what is named there, then install again.",
    ),
    Row(
        803,
        "install_failed",
        "{path} could not be changed: {detail}. Everything is as it was before.",
        "Mend what is named there, then try again.",
    ),
    Row(
        804,
        "interpreter_unusable",
        "{interpreter} cannot start the host: {detail}.",
        "Install the companion with Python 3.11 or newer from python.org or your system, then install again.",
    ),
    Row(
        805,
        "host_silent",
        "The host does not answer: {detail}.",
        "Run `autolab-companion doctor --fix`; if it persists, report a bug.",
    ),
    Row(
        806,
        "confirmation_needed",
        "{action} needs your confirmation.",
        "Run it in a terminal, or add --yes if you are sure.",
    ),
    Row(
        820,
        "backup_unusable",
        "{path} is no export of receipts: {detail}.",
        "Name a file that `autolab-companion receipts export` or the receipts page has written.",
    ),
    Row(
        821,
        "export_failed",
        "The receipts could not be written to {path}: {detail}.",
        "Name another file, in a folder that is there and that you may write to.",
    ),
    Row(
        822,
        "command_failed",
        "The command broke off: {detail}.",
        "Mend what is named there, then try again.",
    ),
)
"""All rows. Codes and names are unique."""

KEY_TROUBLES = (
    "vault_locked",
    "key_missing",
    "key_foreign",
    "custody_damaged",
    "keychain_unavailable",
    "keychain_waiting",
    "keychain_locked",
)
"""Names of what keeps the vault's key from us: whatever was asked, it is this that the user must hear of."""

BY_NAME = {row.name: row for row in CATALOGUE}


class CompanionError(Exception):
    """A catalogued failure. `data` fills the row's {fields} and travels in the error's data member.

    `server_said` keeps the server's own words, to be shown beside ours.
    """

    def __init__(self, name: str, *, server_said: str | None = None, **data: str | int | None) -> None:
        self.row = BY_NAME[name]
        self.data: dict[str, Any] = {key: value for key, value in data.items() if value is not None}
        self.server_said = server_said
        super().__init__(name, self.message)

    @property
    def name(self) -> str:
        """The row's stable name."""
        return self.row.name

    @property
    def message(self) -> str:
        """The cause, with the fields filled in."""
        return _filled(self.row.message, self.data)

    @property
    def remedy(self) -> str:
        """What the user can do, with the fields filled in."""
        return _filled(self.row.remedy, self.data)

    def as_json(self) -> dict[str, Any]:
        """JSON-RPC error object: {code, message, data: {name, remedy, server_said?, ...fields}}."""
        extra = {"server_said": self.server_said} if self.server_said else {}
        return {
            "code": self.row.code,
            "message": self.message,
            "data": {**self.data, **extra, "name": self.row.name, "remedy": self.remedy},
        }


class _Fields(dict):  # type: ignore[type-arg]  # typing is off the first-reply path
    def __missing__(self, key: str) -> str:
        return f"this {key}"


def _filled(text: str, data: dict[str, Any]) -> str:
    return text.format_map(_Fields(data))
