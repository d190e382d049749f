#!/usr/bin/env bash
# WebExtensions: modules of a content script whose web_accessible_resources have `"use_dynamic_url": true`.
#
# Seen with Debian's Chromium 156.0.8078.108, driven by playwright 1.65.2: chrome.runtime.getURL() gives the dynamic
# address (another UUID in each session) and import() of a module there works. But the relative imports of that module
# are resolved against the extension's fixed ID, which is refused as long as `use_dynamic_url` is on. The error is
#   TypeError: Failed to fetch dynamically imported module: chrome-extension://<UUID>/importing.mjs
# and names the outer module, which was fetched; the console alone tells more:
#   Denying load of chrome-extension://<fixed ID>/alone.mjs. Resources must be listed in the web_accessible_resources ...
# where it is listed. Without `use_dynamic_url` the same files work. So a content script made of several modules cannot
# hide its address, short of bundling them.
#
# Needs Chromium (Debian: apt-get install chromium), python3 with venv, and PyPI for playwright. Nothing else leaves
# this machine.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet playwright==1.65.2

for dynamic in true false; do
  mkdir "$folder/$dynamic"
  cat > "$folder/$dynamic/manifest.json" <<JSON
{"manifest_version": 3, "name": "probe", "version": "1",
 "content_scripts": [{"matches": ["http://127.0.0.1/*"], "js": ["script.js"]}],
 "web_accessible_resources": [{"resources": ["*.mjs"], "matches": ["http://127.0.0.1/*"], "use_dynamic_url": $dynamic}]}
JSON
  cat > "$folder/$dynamic/script.js" <<'JS'
(async () => {
  const tried = {};
  for (const name of ["alone.mjs", "importing.mjs"]) {
    tried[name] = await import(chrome.runtime.getURL(name)).then(({ word }) => word, (error) => String(error));
  }
  tried.fixed = chrome.runtime.getURL("alone.mjs").includes(chrome.runtime.id);
  document.documentElement.dataset.tried = JSON.stringify(tried);
})();
JS
  echo 'export const word = "works";' > "$folder/$dynamic/alone.mjs"
  echo 'export { word } from "./alone.mjs";' > "$folder/$dynamic/importing.mjs"
done

cat > "$folder/drive.py" <<'PYTHON'
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from playwright.sync_api import sync_playwright


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>page</title>")

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()


def tried(playwright, dynamic):
    extension = f"{sys.argv[1]}/{dynamic}"
    context = playwright.chromium.launch_persistent_context(
        f"{sys.argv[1]}/profile-{dynamic}",
        executable_path="/usr/bin/chromium",
        headless=True,
        chromium_sandbox=False,
        ignore_default_args=["--disable-extensions"],
        args=[f"--disable-extensions-except={extension}", f"--load-extension={extension}"],
    )
    page = context.pages[0]
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.wait_for_selector("[data-tried]", state="attached")
    seen = json.loads(page.get_attribute("html", "data-tried"))
    context.close()
    print(f"use_dynamic_url {dynamic}: {seen} {said}")
    return seen, said


with sync_playwright() as playwright:
    (hidden, said), (plain, _) = tried(playwright, "true"), tried(playwright, "false")
assert hidden["alone.mjs"] == plain["alone.mjs"] == plain["importing.mjs"] == "works"
assert hidden["importing.mjs"].startswith("TypeError: Failed to fetch dynamically imported module"), hidden
assert any(words.startswith("Denying load of") and "/alone.mjs" in words for words in said), said
assert plain["fixed"] and not hidden["fixed"]
PYTHON
chromium --version
"$folder/venv/bin/python" "$folder/drive.py" "$folder"
