"""Courses and assessments with hostile names, through the real host: everything works, or is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from native_host.downloads.place import FOLDER_VARIABLE
from tests.handing_in import COURSE, hand_in, signed_in
from tests.host import HostError, HostProcess
from tests.sandbox import start_sandbox
from tests.sandbox.models import Material

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with start_sandbox(throttle=False) as made:
        yield made


@pytest.fixture
def host(companion_home: Path, box: Sandbox, tmp_path: Path) -> Iterator[HostProcess]:
    signed_in(companion_home, box)
    with HostProcess(companion_home, env={FOLDER_VARIABLE: str(tmp_path / "saved")}) as running:
        running.hello()
        yield running


def renamed(box: Sandbox, course: str, assessment: str) -> dict[str, Any]:
    """The course, and in it homework2, under other names."""
    found = box.state.courses.pop(COURSE)
    found.name = course
    box.state.courses[course] = found
    lab = found.assessments.pop("homework2")
    lab.name = assessment
    lab.handout = Material("file", filename=f"{assessment}.tar", content=b"some files")
    found.assessments[assessment] = lab
    return {"server": box.base, "course": course, "assessment": assessment}


@pytest.mark.parametrize("name", NAMES)
def test_a_course_and_an_assessment_of_any_name_can_be_used(
    host: HostProcess, box: Sandbox, tmp_path: Path, name: str
) -> None:
    where = renamed(box, name, name)
    course = {"server": box.base, "course": name}
    assert name in [badge["assessment"] for badge in host.request("badges", course, caller="page")["badges"]]
    host.notified("badges.changed", lambda told: told["done"])
    (badge,) = [one for one in host.request("badges", course)["badges"] if one["assessment"] == name]
    assert (badge["state"], badge["error"]) == ("not_submitted", None)
    assert host.request("submit.check", where, caller="page")["open"]
    receipt = hand_in(host, where, b"int main;")
    assert (receipt["course"], receipt["assessment"], receipt["version"]) == (name, name, 1)
    assert [one["assessment"] for one in host.request("receipts.list", course)["receipts"]] == [name]
    saved = Path(host.request("downloads.save", {**where, "what": "handout"}, caller="page")["path"])
    assert saved.read_bytes() == b"some files"
    assert saved.resolve().is_relative_to(tmp_path.resolve() / "saved")


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
