"""What tests of submissions share: a data folder that is signed in, and a file on its way as the extension sends it."""

from __future__ import annotations

import base64
import hashlib
import time
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from native_host.oauth.secret import Secret
from native_host.oauth.server_store import Server
from native_host.oauth.tokens import TokenAnswer
from native_host.services import Services
from native_host.wire.identifiers import Email
from tests.host import HostProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.sandbox import Sandbox
    from tests.sandbox.models import Submission

EMAIL = Email("student1@foo.bar")
COURSE = "AutoPopulated"
PART = 524_288


def signed_in(
    home: Path,
    box: Sandbox,
    email: str = EMAIL,
    scopes: Sequence[str] = (),
    clock: Callable[[], float] = time.time,
    *,
    steady: Callable[[], float] | None = None,
) -> Services:
    """Services on a data folder that holds a server and a session, as a finished sign-in leaves them."""
    services = Services(str(home), clock, steady)
    client = box.application()
    services.servers.add(Server(box.base, client.uid, Secret(client.secret), redirects={"oob": True}))
    token = box.issue(email, *scopes)
    answer = TokenAnswer(Secret(token.token), Secret(token.refresh_token), 7200, token.scopes)
    services.sessions.save(
        box.base,
        answer,
        (clock() + 7200, clock() + 6900),
        scope=list(token.scopes),
        user_info={"email": email},
        signed_in_at=clock(),
        attempt="tests",
    )
    return services


@contextmanager
def serving(folder: Path, box: Sandbox, **env: str) -> Iterator[HostProcess]:
    """A host that is signed in and has its data below `folder`: one for all tests of a module."""
    signed_in(folder / "home", box)
    with HostProcess(folder / "home", env=env) as host:
        host.hello()
        yield host


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def quiet(box: Sandbox) -> bool:
    """The dead process's connections are gone, and with them everything it had asked for."""
    runner = box._runner
    return runner is not None and runner.server is not None and not runner.server.connections


def where(box: Sandbox, assessment: str = "homework2") -> dict[str, str]:
    """The params that name an assessment."""
    return {"server": box.base, "course": COURSE, "assessment": assessment}


def versions(box: Sandbox, assessment: str = "homework2", email: str = EMAIL) -> list[Submission]:
    """What the sandbox really has of this student."""
    found = box.state.assessment(COURSE, assessment)
    user = box.state.user_by_email(email)
    assert user is not None
    member = box.state.courses[COURSE].members[user.id]
    return [row for row in found.submissions if row.member_id == member.id]


def upload(host: HostProcess, target: dict[str, str], content: bytes, filename: str = "handin.c") -> str:
    """begin and every part; the upload's id."""
    begun = host.request(
        "submit.begin", {**target, "filename": filename, "size": len(content)}, caller="page"
    )
    for index, start in enumerate(range(0, len(content), PART)):
        part = content[start : start + PART]
        host.request(
            "submit.part",
            {
                "upload": begun["upload"],
                "index": index,
                "data": base64.b64encode(part).decode(),
                "crc32": zlib.crc32(part),
            },
            caller="page",
        )
    upload_id: str = begun["upload"]
    return upload_id


def commit(upload_id: str, content: bytes, *confirm: str, affirmed: bool = True) -> dict[str, Any]:
    """The params of submit.commit."""
    return {
        "upload": upload_id,
        "sha256": hashlib.sha256(content).hexdigest(),
        "affirmed": affirmed,
        "confirm": list(confirm),
    }


def hand_in(host: HostProcess, target: dict[str, str], content: bytes, *confirm: str) -> dict[str, Any]:
    """A whole submission; its receipt. Raises HostError."""
    receipt: dict[str, Any] = host.request(
        "submit.commit", commit(upload(host, target, content), content, *confirm), caller="page"
    )["receipt"]
    return receipt
