#!/usr/bin/env bash
# Native messaging: what a browser makes of a frame whose length is right and whose payload is no JSON.
#
# Seen with Debian's Chromium 156.0.8078.108, driven by playwright 1.65.2: the frame vanishes. The port stays open,
# onDisconnect is not called, lastError is not set and nothing is logged; the next valid frame arrives as if nothing
# had been. Documentation says only that each message is JSON. So an extension cannot learn that the answer to its
# question was unreadable: every question needs a time limit of its own.
# (Firefox ends the port in the same case.)
#
# Needs Chromium (Debian: apt-get install chromium), python3 with venv, and PyPI for playwright. Nothing else leaves
# this machine.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet playwright==1.65.2

cat > "$folder/host.py" <<'PYTHON'
import sys

def send(payload: bytes) -> None:
    sys.stdout.buffer.write(len(payload).to_bytes(4, sys.byteorder) + payload)
    sys.stdout.buffer.flush()

sys.stdin.buffer.read(4)
send(b'{"frame": 1}')
send(b"no json")
send(b'{"frame": 3}')
sys.stdin.buffer.read()
PYTHON

mkdir "$folder/extension"
cat > "$folder/extension/manifest.json" <<'JSON'
{"manifest_version": 3, "name": "probe", "version": "1", "permissions": ["nativeMessaging"],
 "background": {"service_worker": "worker.js"}}
JSON
cat > "$folder/extension/worker.js" <<'JS'
globalThis.probe = () => new Promise((resolve) => {
  const seen = [];
  const port = chrome.runtime.connectNative("findings_probe");
  port.onDisconnect.addListener(() => resolve([...seen, `ended: ${chrome.runtime.lastError?.message}`]));
  port.onMessage.addListener((message) => {
    seen.push(message.frame);
    if (message.frame === 3) resolve([...seen, `error: ${chrome.runtime.lastError?.message ?? "none"}`]);
  });
  port.postMessage({});
});
JS

cat > "$folder/drive.py" <<'PYTHON'
import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

folder = Path(sys.argv[1])
profile = folder / "profile"
launcher = folder / "host"
launcher.write_text(f"#!/bin/sh\nexec {sys.executable} {folder}/host.py\n")
launcher.chmod(0o755)

with sync_playwright() as playwright:
    context = playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path="/usr/bin/chromium",
        headless=True,
        chromium_sandbox=False,
        ignore_default_args=["--disable-extensions"],
        args=[f"--disable-extensions-except={folder}/extension", f"--load-extension={folder}/extension"],
    )
    worker = context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
    origin = worker.url.removesuffix("worker.js")
    about = {
        "name": "findings_probe",
        "description": "probe",
        "path": str(launcher),
        "type": "stdio",
        "allowed_origins": [origin],
    }
    hosts = profile / "NativeMessagingHosts"
    hosts.mkdir(exist_ok=True)
    (hosts / "findings_probe.json").write_text(json.dumps(about))
    print("Chromium", context.browser.version if context.browser else "")
    seen = worker.evaluate("probe()")
    context.close()

print("frames 1 and 3 are JSON, 2 is not; seen:", seen)
assert seen == [1, 3, "error: none"], seen
PYTHON
chromium --version
"$folder/venv/bin/python" "$folder/drive.py" "$folder"
