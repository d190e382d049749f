"""Servers that the user added."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from ..identifiers import Origin

Way = Literal["identity", "device", "oob", "loopback"]
"""A way to sign in: the browser's identity API, a device code, a code page, a listener on this machine."""


class Server(TypedDict):
    """All of a server but its client secret."""

    server: Origin
    label: str
    client_id: str
    has_secret: bool
    ways: list[Way]
    """registered there, best first"""
    identity_redirects: list[str]
    """registered for the way identity"""
    staff_tools: bool
    development: bool
    """without TLS, on this machine"""


class Servers(TypedDict):
    """By label."""

    servers: list[Server]


class CheckedServer(TypedDict):
    """It is an Autolab, and the client, if given, is registered there."""

    server: Origin
    client_checked: bool
    known: bool


class OneServer(TypedDict):
    """The server as it is kept."""

    server: Server


class StaffTools(TypedDict):
    """The server as it is kept now."""

    server: Server
    sign_in_again: bool
    """a new sign-in has to grant what is wanted now"""


class OneServerParams(TypedDict):
    """A server."""

    server: Origin


class SomeServerParams(TypedDict):
    """A server, or all of them."""

    server: Origin | None


class CheckParams(TypedDict):
    """A server and perhaps the client registered there."""

    server: Origin
    client_id: str | None
    client_secret: str | None


class AddParams(TypedDict):
    """A server as its user types it in; the redirects are as in a deployment file."""

    server: Origin
    client_id: str
    client_secret: str | None
    label: str | None
    redirects: dict[str, Any] | None


class DeploymentParams(TypedDict):
    """What a deployment file holds."""

    deployment: dict[str, Any]


class StaffToolsParams(TypedDict):
    """Whether the tools for staff are wanted."""

    server: Origin
    on: bool
