"""One call of the API: what to send, how to read the answer, which scope it needs. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from .http_messages import HttpRequest, JsonBody, UploadBody
from .path_segments import segment

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

ROOT = "/api/v1"

Kind = Literal["read", "write", "submit", "download"]


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """`answer` is the type of a good answer; `about` names course and assessment for the words of errors."""

    request: HttpRequest
    answer: type[T] = field(repr=False)
    scope: str
    kind: Kind = "read"
    about: Mapping[str, str] = field(default_factory=dict)


def course_path(course: str) -> str:
    """The path of a course. Raises name_refused."""
    return f"{ROOT}/courses/{segment(course)}"


def assessment_path(course: str, assessment: str) -> str:
    """The path of an assessment. Raises name_refused."""
    return f"{course_path(course)}/assessments/{segment(assessment)}"


def read(
    path: str, answer: type[T], scope: str, query: Mapping[str, str] | None = None, **about: str
) -> Call[T]:
    """A GET: may be repeated, and equal ones in flight are one."""
    return Call(HttpRequest("GET", path, query=query or {}), answer, scope, "read", about)


def write(method: str, path: str, answer: type[T], value: Any = None, **about: str) -> Call[T]:
    """A change by staff: sent once, repeated only if the server cannot have acted on it."""
    body = None if value is None else JsonBody(value)
    return Call(HttpRequest(method, path, body=body), answer, "instructor_all", "write", about)


def submission(path: str, answer: type[T], upload: UploadBody, **about: str) -> Call[T]:
    """A hand-in: sent once, whatever the answer."""
    return Call(HttpRequest("POST", path, body=upload), answer, "user_submit", "submit", about)
