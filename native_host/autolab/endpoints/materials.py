"""Writeup and handout: nothing, an address, or a file to stream."""

from __future__ import annotations

from dataclasses import replace

from ..calls import Call, assessment_path, read
from ..models import Material

WHAT = ("writeup", "handout")


def writeup(course: str, assessment: str) -> Call[Material]:
    """The task's text; for Client.download."""
    return _material(course, assessment, "writeup")


def handout(course: str, assessment: str) -> Call[Material]:
    """The files to start from; for Client.download."""
    return _material(course, assessment, "handout")


def loading(course: str, assessment: str) -> Call[None]:
    """Has the server's process load the assessment's own configuration, as showing its page does; returns nothing.

    A process that has not done so fails every submission to an assessment that checks file types, with a 500
    without words.
    """
    path = f"{assessment_path(course, assessment)}/handout"
    call = read(path, type(None), "user_courses", course=course, assessment=assessment)
    return replace(call, request=replace(call.request, method="HEAD"))


def _material(course: str, assessment: str, what: str) -> Call[Material]:
    path = f"{assessment_path(course, assessment)}/{what}"
    call = read(path, Material, "user_courses", course=course, assessment=assessment)
    return replace(call, kind="download")
