"""A page shown to one person gets nothing of another: the host compares the two sign-ins before it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import requests
from tests.handing_in import COURSE, where
from tests.host import HostError, HostProcess
from tests.sandbox import start_sandbox
from tests.signed_in import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox import Sandbox

OWN: dict[str, Any] = {"name": "person Stu One arrow_drop_down", "id": 41}
OTHER: dict[str, Any] = {"name": "person Stella O'Two arrow_drop_down", "id": 42}


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as made:
        yield made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostProcess]:
    with HostProcess(tmp_path_factory.mktemp("account") / "home") as made:
        made.hello()
        yield made


@pytest.fixture
def host(running: HostProcess, box: Sandbox) -> HostProcess:
    """Signed in anew, and with that nothing known of any page."""
    sign_in(running, box)
    return running


def asked(host: HostProcess, box: Sandbox, page_user: dict[str, Any] | None) -> dict[str, Any]:
    named = {} if page_user is None else {"page_user": page_user}
    return host.request("submit.check", {**where(box), **named}, caller="page")


def refused(host: HostProcess, box: Sandbox, page_user: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(HostError) as failure:
        asked(host, box, page_user)
    assert failure.value.name == "account_differs"
    data: dict[str, Any] = failure.value.error["data"]
    return data


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("badges", {}),
        ("submit.check", {"assessment": "homework2"}),
        ("submit.begin", {"assessment": "homework2", "filename": "a.c", "size": 1}),
        ("submissions", {"assessment": "homework2"}),
        ("feedback", {"assessment": "homework0", "version": 2}),
    ],
)
def test_a_page_of_somebody_else_gets_nothing(
    host: HostProcess, box: Sandbox, operation: str, params: dict[str, Any]
) -> None:
    before = requests(box)
    with pytest.raises(HostError) as failure:
        host.request(
            operation, {"server": box.base, "course": COURSE, **params, "page_user": OTHER}, caller="page"
        )
    assert failure.value.name == "account_differs"
    said = failure.value.error["message"] + failure.value.error["data"]["remedy"]
    for named in ("Stella O'Two", "Stu One (student1@foo.bar)", "sign out of Autolab"):
        assert named in said
    assert requests(box) == before


def test_both_ways_out_work(host: HostProcess, box: Sandbox) -> None:
    refused(host, box, OTHER)
    asked(host, box, OWN)  # signed in to Autolab as oneself
    sign_in(host, box, "student2@foo.bar", "studentpw2")
    assert asked(host, box, OTHER)["account"] == {"email": "student2@foo.bar", "name": "Stella O'Two"}
    refused(host, box, OWN)


def test_the_number_decides_once_it_was_seen_beside_the_name(host: HostProcess, box: Sandbox) -> None:
    asked(host, box, {"name": "S. One", "id": 7})  # not the very name, so nothing is learned
    asked(host, box, OWN)
    asked(host, box, {"name": "Stu Married-Otherwise", "id": OWN["id"]})
    refused(host, box, {"name": "Stu One", "id": OTHER["id"]})  # a namesake
    asked(host, box, {"name": "Stu One"})  # a theme without the link
    sign_in(host, box)
    asked(host, box, {"name": "Stu One", "id": OTHER["id"]})  # whoever signs in again starts afresh


def test_a_page_that_names_nobody_is_served(host: HostProcess, box: Sandbox) -> None:
    for page_user in (None, {"name": "My Account"}, {"name": "S. One"}, {"name": "ONE, STU", "id": 3}):
        assert asked(host, box, page_user)["account"]["email"] == "student1@foo.bar"


@pytest.mark.parametrize(
    "odd", [None, "Stu One", {}, {"name": ""}, {"name": "x" * 121}, {"name": "a", "id": 0}]
)
def test_what_a_page_says_is_bounded(host: HostProcess, box: Sandbox, odd: Any) -> None:
    with pytest.raises(HostError) as failure:
        host.request("submit.check", {**where(box), "page_user": odd}, caller="page")
    assert failure.value.name == "invalid_params"


def test_badges_say_whose_they_are(host: HostProcess, box: Sandbox) -> None:
    told = host.request("badges", {"server": box.base, "course": COURSE, "page_user": OWN}, caller="page")
    assert told["account"] == {"email": "student1@foo.bar", "name": "Stu One"}
