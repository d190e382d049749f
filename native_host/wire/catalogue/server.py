"""2xx: the way to the server, and what it answers."""

from __future__ import annotations

from .row import Row

ROWS = (
    Row(
        200,
        "server_unknown",
        "session",
        "{server} is not a server you added.",
        "Add it first, in the companion's popup or with `autolab-companion servers add`.",
    ),
    Row(
        201,
        "origin_invalid",
        "input",
        "{server} is not a usable server address: {detail}.",
        "Enter the address as https://host, without a path.",
    ),
    Row(
        202,
        "not_autolab",
        "network",
        "{server} answers, but not as an Autolab server.",
        "Check the address; it is the one you open Autolab with in your browser.",
    ),
    Row(
        203,
        "server_unreachable",
        "network",
        "{server} cannot be reached: {detail}.",
        "Check your network connection and the address, then try again.",
        passing=True,
    ),
    Row(
        204,
        "tls_failed",
        "network",
        "The identity of {server} could not be verified: {detail}.",
        "Do not continue on this network; ask your administrator about the certificate.",
    ),
    Row(
        205,
        "server_failed",
        "busy",
        "{server} failed to answer (HTTP {status}).",
        "Wait a minute and try again; if it persists, tell your administrator.",
        passing=True,
    ),
    Row(
        206,
        "answer_unexpected",
        "answer",
        "{server} gave an answer the companion does not understand: {detail}.",
        "Try again; if it persists, report a bug with your server's Autolab version.",
    ),
    Row(
        207,
        "redirect_refused",
        "answer",
        "{server} redirected the request elsewhere; the companion does not follow.",
        "Check the server's address: enter exactly the one your browser ends up on.",
    ),
    Row(
        208,
        "answer_too_large",
        "answer",
        "The answer of {server} exceeds {limit} bytes.",
        "Open the page on Autolab instead.",
    ),
    Row(
        209,
        "throttled",
        "busy",
        "{server} asks us to slow down.",
        "Wait a few minutes, then reload the page. The companion keeps to the server's pace from now on.",
    ),
    Row(
        210,
        "deployment_invalid",
        "input",
        "The deployment file is not usable: {detail}.",
        "Ask your administrator for a new deployment file.",
    ),
    Row(
        211,
        "path_unknown",
        "refusal",
        "{server} does not know this request.",
        "Your server's Autolab may be too old for this feature.",
    ),
    Row(
        212,
        "proxy_invalid",
        "input",
        "The proxy named in {variable} cannot be used: {detail}.",
        "Correct the variable to an address such as http://proxy.example.edu:3128, then restart the browser.",
    ),
    Row(
        213,
        "proxy_unreachable",
        "network",
        "The proxy {proxy} does not answer, or not as a proxy.",
        "Check your network connection and the address in `AUTOLAB_COMPANION_PROXY`; after a change restart the "
        "browser.",
        passing=True,
    ),
    Row(
        214,
        "proxy_name_unknown",
        "network",
        "The name of the proxy {proxy} is not known on this network.",
        "Correct `AUTOLAB_COMPANION_PROXY`, or remove it on a network that needs no proxy; then restart the browser.",
    ),
    Row(
        215,
        "proxy_auth_required",
        "network",
        "The proxy {proxy} wants a user name and a password, or does not accept those it was given (HTTP 407).",
        "Write them into `AUTOLAB_COMPANION_PROXY` as http://name:password@host:port, special characters "
        "percent-encoded; then restart the browser.",
    ),
    Row(
        216,
        "proxy_refused",
        "network",
        "The proxy {proxy} made no connection to {server} ({detail}).",
        "Check the server's address and try again; if it persists, ask whoever runs the proxy, or correct "
        "`AUTOLAB_COMPANION_PROXY` and restart the browser.",
    ),
    Row(
        217,
        "certificate_untrusted",
        "network",
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
        "answer",
        "{server} sends the companion to a sign-in page of {gate}: a campus gate (single sign-on) stands before "
        "Autolab.",
        "The companion cannot pass such a gate. Ask your administrator to let Autolab's /api and /oauth through "
        "without it; perhaps the campus network or a VPN is enough.",
    ),
)
