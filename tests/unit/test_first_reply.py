"""Start-up is a feature: the first reply may import only these modules."""

from __future__ import annotations

import json
import subprocess
import sys

from native_host.identity import CHROMIUM_ORIGINS
from tests.host import HELLO

CAUGHT = """
import os, sys
bare = set(sys.modules)
real = os.write
def write(fd, data):
    real(2, " ".join(sorted(set(sys.modules) - bare)).encode())
    os._exit(0)
os.write = write
from autolab_companion.host import start
start()
"""
STANDARD = {
    "__future__", "_collections", "_functools", "_json", "_operator", "_sre", "_thread", "collections", "copyreg",
    "enum", "functools", "importlib", "importlib._bootstrap", "importlib._bootstrap_external", "itertools", "json",
    "json.decoder", "json.encoder", "json.scanner", "keyword", "math",
    "operator", "re", "re._casefix", "re._compiler", "re._constants", "re._parser", "reprlib", "types", "warnings",
}  # fmt: skip
"""json and importlib with what they pull in; every further module would have to justify its milliseconds."""
OURS = {
    "autolab_companion", "autolab_companion.host", "native_host", "native_host.__main__",
    "native_host.dispatcher", "native_host.identity", "native_host.limits", "native_host.operations",
    "native_host.operations.session", "native_host.paths", "native_host.rpc", "native_host.rpc.fields",
    "native_host.rpc.index", "native_host.rpc.operation", "native_host.services", "native_host.wire",
    "native_host.wire.errors", "native_host.wire.frames", "native_host.wire.jsonrpc",
    "native_host.wire.strict_json", "native_host.writer",
}  # fmt: skip


def test_the_first_reply_imports_only_what_it_needs() -> None:
    hello = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "hello", "params": HELLO}).encode()
    done = subprocess.run(
        [sys.executable, "-I", "-c", CAUGHT, CHROMIUM_ORIGINS[0]],
        input=len(hello).to_bytes(4, sys.byteorder) + hello,
        capture_output=True,
        timeout=30,
        check=True,
    )
    imported = set(done.stderr.decode().split())
    assert imported - STANDARD - OURS == set()
    assert imported >= {"native_host.dispatcher", "json"}, "the child really answered"
