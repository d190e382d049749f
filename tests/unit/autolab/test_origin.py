from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.autolab.origin import parse_origin
from native_host.wire.errors import CompanionError
from tests.unit.autolab.attempt import attempt

FINE = {
    "https://autolab.example.edu": "https://autolab.example.edu",
    "https://autolab.example.edu/": "https://autolab.example.edu",
    "HTTPS://AutoLab.Example.EDU": "https://autolab.example.edu",
    "https://autolab.example.edu:443": "https://autolab.example.edu",
    "https://autolab.example.edu:8443": "https://autolab.example.edu:8443",
    "https://autolab.example.edu:08443": "https://autolab.example.edu:8443",
    "https://192.168.1.7": "https://192.168.1.7",
    "https://[2001:DB8:0:0::1]": "https://[2001:db8::1]",
    "https://[2001:db8::1]:8443/": "https://[2001:db8::1]:8443",
    "http://127.0.0.1:3000": "http://127.0.0.1:3000",
    "http://127.8.9.10": "http://127.8.9.10",
    "http://localhost:80": "http://localhost",
    "http://[::1]:3000": "http://[::1]:3000",
    "https://bücher.example": "https://xn--bcher-kva.example",
    "https://BÜCHER.example": "https://xn--bcher-kva.example",
    "https://xn--bcher-kva.example": "https://xn--bcher-kva.example",
    "https://lab_1.example.edu": "https://lab_1.example.edu",
}

REFUSED = (
    "",
    "autolab.example.edu",
    "//autolab.example.edu",
    "ftp://autolab.example.edu",
    "javascript://autolab.example.edu",
    "https:/autolab.example.edu",
    "https://",
    "https:///",
    "https://autolab.example.edu/courses",
    "https://autolab.example.edu//",
    "https://autolab.example.edu?x=1",
    "https://autolab.example.edu#x",
    "https://autolab.example.edu\\@evil.example",
    "https://user@autolab.example.edu",
    "https://user:password@autolab.example.edu",
    "https://autolab.example.edu:",
    "https://autolab.example.edu:0",
    "https://autolab.example.edu:65536",
    "https://autolab.example.edu:+443",
    "https://autolab.example.edu:\uff14\uff14\uff13",
    "https://autolab.example.edu:443:443",
    " https://autolab.example.edu",
    "https://autolab.example.edu\n",
    "https://auto lab.example.edu",
    "https://autolab%2eexample.edu",
    "https://autolab..example.edu",
    "https://.example.edu",
    "https://autolab.example.edu.",
    "https://-autolab.example.edu",
    "https://" + "a" * 64 + ".example.edu",
    "https://" + ".".join(["a" * 60] * 5),
    "http://autolab.example.edu",
    "http://127.0.0.1.example.edu",
    "http://0x7f.0.0.1",
    "http://2130706433",
    "http://127.1",
    "https://256.1.1.1",
    "https://1.2.3.4.5",
    "https://01.2.3.4",
    "https://[::1",
    "https://[::1]x",
    "https://[fe80::1%eth0]",
    "https://[1.2.3.4]",
    "https://[::zz]",
    "http://[::ffff:127.0.0.1]",
    "http://localhost.example",
    "https://\ud800.example",
    "https://a\u202eb.example",
)


@pytest.mark.parametrize(("text", "origin"), FINE.items())
def test_one_spelling_of_every_address(text: str, origin: str) -> None:
    assert parse_origin(text) == origin


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_what_is_not_an_origin(text: str) -> None:
    with pytest.raises(CompanionError) as caught:
        parse_origin(text)
    assert caught.value.name == "origin_invalid"


def test_the_error_repeats_no_password_and_no_control_characters() -> None:
    with pytest.raises(CompanionError) as caught:
        parse_origin("https://stu:hunter2@autolab.example.edu\x1b[31m")
    assert "hunter2" not in str(caught.value.as_json())
    assert "\x1b" not in caught.value.message


@given(st.text())
def test_any_text_is_an_origin_or_refused(text: str) -> None:
    origin, error = attempt(lambda: parse_origin(text))
    assert error in {None, "origin_invalid"}
    if origin is not None:
        assert parse_origin(origin) == origin


@given(st.from_regex(r"(https?://)?[a-zA-Z0-9\[\]:.@/\\%é_-]{1,40}", fullmatch=True))
def test_what_passes_is_a_fixed_point_without_surprises(text: str) -> None:
    origin, error = attempt(lambda: parse_origin(text))
    assert error in {None, "origin_invalid"}
    if origin is not None:
        assert parse_origin(origin + "/") == origin
        assert origin.isascii()
        assert origin == origin.lower()
        assert not set(origin.split("://")[1]) & set("/?#@\\% ")


def test_the_desk_pays_for_nothing_heavy() -> None:
    code = (
        "import sys; from native_host.autolab import path_segments, origin;"
        "origin.parse_origin('https://autolab.example.edu'); path_segments.segment('lab0');"
        "heavy = {'aiohttp', 'msgspec', 'ssl', 'asyncio', 'typing', 're', 'dataclasses', 'idna', 'ipaddress'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
