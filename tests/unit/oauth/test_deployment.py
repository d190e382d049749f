from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.identity import IDENTITY_REDIRECTS
from native_host.oauth import deployment
from native_host.oauth.deployment import SCHEMA_PATH, read_deployment, read_deployment_file, typed_in_server
from native_host.wire.errors import CompanionError

if TYPE_CHECKING:
    from pathlib import Path

ENTRY: dict[str, Any] = {
    "server": "https://Autolab.Example.edu/",
    "label": "Example University",
    "client_id": "client-1",
    "client_secret": "very-secret-value",
    "redirects": {"identity": [IDENTITY_REDIRECTS[0]], "oob": False, "device": True},
}
FILE: dict[str, Any] = {"format": "autolab-companion-deployment-1", "servers": [ENTRY]}


def changed(**members: Any) -> dict[str, Any]:
    return {**FILE, "servers": [{**ENTRY, **members}]}


def detail(value: object) -> str:
    with pytest.raises(CompanionError) as caught:
        read_deployment(value)
    assert caught.value.name in ("deployment_invalid", "origin_invalid")
    return caught.value.message


def test_a_file_gives_its_servers() -> None:
    (server,) = read_deployment(FILE)
    assert server.origin == "https://autolab.example.edu"
    assert server.ways() == ["identity", "device"]
    assert server.client_secret is not None
    assert server.client_secret.reveal() == "very-secret-value"
    assert "very-secret-value" not in json.dumps(server.public())


@pytest.mark.parametrize("label", ["Universität Zürich", "東京大学", "CMU — Autolab (2026)"])
def test_a_label_may_be_in_any_language(label: str) -> None:
    (server,) = read_deployment(changed(label=label))
    assert server.label == label


def test_without_redirects_the_usual_ways_are_offered() -> None:
    entry = {name: value for name, value in ENTRY.items() if name in ("server", "client_id")}
    (server,) = read_deployment({**FILE, "servers": [entry]})
    assert server.ways() == ["identity", "device", "oob"]
    assert server.client_secret is None
    assert server.label == "autolab.example.edu"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ([], "the file"),
        ("x", "the file"),
        ({}, "format"),
        ({**FILE, "format": "autolab-companion-deployment-2"}, "format"),
        ({**FILE, "servers": []}, "servers"),
        ({**FILE, "servers": [ENTRY] * 21}, "servers"),
        ({**FILE, "extra": 1}, "extra"),
        (changed(client_id=""), "client_id"),
        (changed(client_id="a b"), "client_id"),
        (changed(client_id="a\n"), "client_id"),
        (changed(client_id=7), "client_id"),
        (changed(client_id="x" * 256), "client_id"),
        (changed(client_secret=""), "client_secret"),
        (changed(client_secret=None), "client_secret"),
        (changed(surprise=True), "surprise"),
        (changed(server="ftp://x"), "ftp"),
        (changed(server="http://autolab.example.edu"), "http"),
        (changed(server="https://a/path"), "a"),
        (changed(redirects={"oob": "yes"}), "oob"),
        (changed(redirects={"identity": ["http://x/"]}), "identity"),
        (changed(redirects={"loopback": "http://localhost:8123/cb"}), "loopback"),
        (changed(redirects={"loopback": "http://192.168.1.5:8123/cb"}), "loopback"),
        (changed(redirects={"loopback": "http://127.0.0.1:8123@evil/cb"}), "loopback"),
        (changed(redirects={"loopback": "http://127.0.0.1:8123/cb?x=1"}), "loopback"),
        (changed(redirects={"loopback": "http://127.0.0.1:8123/cb#x"}), "loopback"),
        (changed(redirects={"other": True}), "other"),
        (changed(label="\x1b]0;title\x07"), "label"),
        (changed(label="two\nlines"), "label"),
        (changed(label="\u202eytisrevinU"), "label"),
        (
            {**FILE, "servers": [ENTRY, {**ENTRY, "server": "https://autolab.example.edu:443"}]},
            "https://autolab.example.edu twice",
        ),
    ],
)
def test_what_is_wrong_is_named(value: Any, names: str) -> None:
    assert names in detail(value)


def test_an_error_never_repeats_the_secret() -> None:
    for value in (changed(client_secret="very secret value"), changed(client_secret="very-secret-value\n")):
        assert "very" not in detail(value)


def test_typed_in_servers_obey_the_same_rules() -> None:
    typed = {**ENTRY, "redirects": None, "label": None}
    assert typed_in_server(typed).label == "autolab.example.edu"
    with pytest.raises(CompanionError) as caught:
        typed_in_server({**typed, "client_id": "a b"})
    assert caught.value.name == "invalid_params"


def test_files_are_bounded_json(tmp_path: Path) -> None:
    file = tmp_path / "deployment.json"
    file.write_text(json.dumps(FILE), "utf-8")
    assert len(read_deployment_file(str(file))) == 1
    for raw in (b"{", b"\xff\xfe", b"[" * 60_000, b" " * 70_000):
        file.write_bytes(raw)
        with pytest.raises(CompanionError) as caught:
            read_deployment_file(str(file))
        assert caught.value.name == "deployment_invalid"
    with pytest.raises(CompanionError):
        read_deployment_file(str(tmp_path / "none.json"))


def test_the_schema_uses_no_keyword_that_is_not_checked() -> None:
    known = set(deployment._CHECKS) | {
        "$schema",
        "title",
        "description",
        "properties",
        "items",
        "additionalProperties",
    }

    def walk(schema: dict[str, Any]) -> None:
        assert set(schema) <= known
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False
        for member in schema.get("properties", {}).values():
            walk(member)
        if "items" in schema:
            walk(schema["items"])

    walk(json.loads(SCHEMA_PATH.read_text("utf-8")))


def test_the_documented_example_is_accepted() -> None:
    text = (deployment.__doc__ or "").split("decides:")[1].split("Whoever")[0].replace("…", "0")
    (server,) = read_deployment(json.loads(text))
    assert server.ways() == ["identity", "device", "oob"]


PATHS = [("format",), ("servers",), ("servers", 0), *(("servers", 0, name) for name in ENTRY)]
JUNK = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=9)
    | st.lists(st.text(max_size=3), max_size=2)
)


@given(st.sampled_from(PATHS), JUNK | st.dictionaries(st.text(max_size=9), JUNK, max_size=2))
def test_any_member_of_any_kind_is_servers_or_one_catalogued_error(path: tuple[Any, ...], junk: Any) -> None:
    value = copy.deepcopy(FILE)
    target: Any = value
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = junk
    outcome = "servers"
    try:
        assert read_deployment(value)
    except CompanionError as error:
        outcome = error.name
    assert outcome in ("servers", "deployment_invalid", "origin_invalid")
