"""hello, the first request."""

from __future__ import annotations

from typing import TypedDict

from .common import Caller, ErrorObject


class ClientInfo(TypedDict):
    """Who speaks to the host."""

    name: str
    version: str


class HelloParams(TypedDict):
    """The first request."""

    protocol: int
    client: ClientInfo


class Host(TypedDict):
    """Who answers."""

    name: str
    version: str
    platform: str
    """Python's sys.platform"""


class OperationInfo(TypedDict):
    """What an operation needs."""

    scope: str | None
    """OAuth scope that the session must hold; null: no session needed"""
    callers: list[Caller]


class Limits(TypedDict):
    """What the host takes, in bytes."""

    frame: int
    """one message"""


class HostInfo(TypedDict):
    """What the host is and does."""

    protocol: int
    host: Host
    operations: dict[str, OperationInfo]
    limits: Limits


class CheckedPart(TypedDict):
    """One thing the host needs."""

    part: str
    """modules, folder, vault, receipts, imports or cache"""
    error: ErrorObject | None
    """null: it works, or there is nothing to try yet"""


class HostCheck(TypedDict):
    """What works and what does not; each part was tried just now."""

    parts: list[CheckedPart]


class DoctorFinding(TypedDict):
    """One thing that is wrong or worth knowing."""

    check: str
    """which check found it: a name of installer/doctor.py, or module"""
    level: str
    """problem, warning or note"""
    finding: str
    """what is so, in English, as the next two"""
    cause: str
    remedy: str
    fixable: bool
    """whether `autolab-companion doctor --fix` mends it"""


class HostDoctor(TypedDict):
    """What the doctor finds. The home folder in its words is `~`."""

    healthy: bool
    """nothing keeps the companion from working"""
    checks: int
    """how many there were"""
    findings: list[DoctorFinding]


class StoredPart(TypedDict):
    """One kind of what is kept."""

    part: str
    """receipts, cache, imports, vault, uploads, log or other"""
    bytes: int


class HostStorage(TypedDict):
    """What the host keeps on this computer."""

    folder: str
    """absolute path"""
    parts: list[StoredPart]
