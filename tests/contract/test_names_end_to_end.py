"""Courses and assessments with hostile names, through the real host: everything works, or is refused by name."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from native_host.downloads.folder import FOLDER_VARIABLE
from tests.handing_in import COURSE, hand_in, serving
from tests.host import HostError
from tests.sandbox import start_sandbox
from tests.sandbox.models import Material

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.host import HostProcess
    from tests.sandbox import Sandbox

NAMES = [
    "a b",
    "100%",
    "%2e%2e",
    "a/../b",
    "..%2f..",
    "a?b#c",
    "a;b&c=d",
    "日本語",
    "👩‍🎓",
    "Ü\u0308",
    "a\\b",
    "-rf",
    "con",
    "x" * 200,
]
REFUSED = ["", ".", "..", "a\nb", "a\x00b"]


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as made:
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is saved lands in it, or somewhere it must not."""
    return tmp_path_factory.mktemp("names")


@pytest.fixture(scope="module")
def host(folder: Path, box: Sandbox) -> Iterator[HostProcess]:
    with serving(folder, box, **{FOLDER_VARIABLE: str(folder / "saved")}) as running:
        yield running


@contextmanager
def renamed(box: Sandbox, course: str, assessment: str) -> Iterator[dict[str, Any]]:
    """The course, and in it homework2, under other names for a while."""
    original = box.state.courses.pop(COURSE)
    found = copy.deepcopy(original)
    found.name = course
    lab = found.assessments.pop("homework2")
    lab.name = assessment
    lab.handout = Material("file", filename=f"{assessment}.tar", content=b"some files")
    found.assessments[assessment] = lab
    box.state.courses[course] = found
    try:
        yield {"server": box.base, "course": course, "assessment": assessment}
    finally:
        del box.state.courses[course]
        box.state.courses[COURSE] = original


@pytest.mark.parametrize("name", NAMES)
def test_a_course_and_an_assessment_of_any_name_can_be_used(
    host: HostProcess, box: Sandbox, folder: Path, name: str
) -> None:
    course = {"server": box.base, "course": name}
    with renamed(box, name, name) as where:
        listed = host.request("badges", course, caller="page")["badges"]
        assert name in [badge["assessment"] for badge in listed]
        host.notified("badges.changed", lambda told: told["course"] == name and told["done"])
        (badge,) = [one for one in host.request("badges", course)["badges"] if one["assessment"] == name]
        assert (badge["state"], badge["error"]) == ("not_submitted", None)
        assert host.request("submit.check", where, caller="page")["open"]
        receipt = hand_in(host, where, b"int main;")
        assert (receipt["course"], receipt["assessment"], receipt["version"]) == (name, name, 1)
        receipts = host.request("receipts.list", course)["receipts"]
        assert [one["assessment"] for one in receipts] == [name]
        saved = Path(host.request("downloads.save", {**where, "what": "handout"}, caller="page")["path"])
    assert saved.read_bytes() == b"some files"
    assert saved.resolve().is_relative_to(folder.resolve() / "saved")


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_no_address_can_hold_is_refused_and_asked_nowhere(
    host: HostProcess, box: Sandbox, name: str
) -> None:
    before = len(box.requests)
    course = {"server": box.base, "course": name}
    lab = {"server": box.base, "course": COURSE, "assessment": name}
    for method, params in (
        ("badges", course),
        ("submit.check", lab),
        ("assessment", lab),
        ("downloads.save", {**lab, "what": "handout"}),
    ):
        with pytest.raises(HostError) as caught:
            host.request(method, params, caller="page")
        assert caught.value.name in {"name_refused", "invalid_params", "parse_error", "invalid_request"}
    assert not [record for record in box.requests[before:] if record.path.endswith(f"/{name}")]
