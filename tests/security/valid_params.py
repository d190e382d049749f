"""Parameters that every operation accepts, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.handing_in import COURSE

if TYPE_CHECKING:
    from tests.sandbox import Sandbox


def valid(box: Sandbox) -> dict[str, Any]:
    """For an administrator of this sandbox."""
    return {
        "server": box.base,
        "course": COURSE,
        "assessment": "lab1",
        "protocol": 1,
        "client": {"name": "tests", "version": "0"},
        "client_id": "tests",
        "client_secret": "secret",
        "label": "Label",
        "redirects": {"oob": True},
        "deployment": {"format": "autolab-companion-deployment-1", "servers": []},
        "way": "oob",
        "redirect_uri": "https://example.invalid/autolab",
        "redirect_url": f"{box.base}/oauth/authorize/native?code=x",
        "attempt": "0" * 32,
        "abandoned": False,
        "passphrase": "passphrase",
        "filename": "handin.c",
        "size": 3,
        "upload": "0" * 32,
        "index": 0,
        "data": "YWJj",
        "crc32": 891568578,
        "sha256": "0" * 64,
        "affirmed": True,
        "confirm": ["empty"],
        "format": "json",
        "what": "writeup",
        "state": "current",
        "visible": ["lab1"],
        "quiz": True,
        "version": 1,
        "email": "student1@foo.bar",
        "lecture": "1",
        "section": "A",
        "auth_level": "student",
        "dropped": False,
        "group": 1,
        "groups": [{"name": "pair", "members": ["student1@foo.bar"]}],
        "group_size": 2,
        "allow_student_assign_group": True,
        "scores": [{"problem": "problem0", "score": 1.5}],
        "whole_group": False,
        "name": "new",
        "max_score": 10,
        "description": "words",
        "optional": False,
        "starred": False,
        "semester": "f26",
        "instructor_email": "instructor@foo.bar",
        "start_date": "2026-01-01",
        "end_date": "2026-12-31",
        "on": True,
        "receipt": "0" * 32,
        "kind": "roster",
        "drop_missing": False,
        "suspicious_apart": False,
        "domain": "foo.bar",
        "job": "0" * 32,
        "digest": "0" * 64,
        "leave_out": [1],
        "after": 0,
        "limit": 10,
        "states": ["planned"],
    }
