import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { deflateRawSync } from "node:zlib";
import { buildExtension } from "../../.ci/build-extension.js";

const read = (folder, path) => readFileSync(join(folder, path), "utf8");
const files = (folder) => readdirSync(folder, { recursive: true }).filter((path) => statSync(join(folder, path)).isFile()).sort();

/** Two builds, each in a folder of its own. */
async function builds(t) {
  const root = mkdtempSync(join(tmpdir(), "builds-"));
  t.after(() => rmSync(root, { recursive: true }));
  const folders = [join(root, "one"), join(root, "another")];
  for (const folder of folders) await buildExtension(folder);
  return folders;
}

test("two builds are the same to the byte", async (t) => {
  const [one, another] = await builds(t);
  assert.deepEqual(files(one), files(another));
  for (const path of files(one)) assert.ok(readFileSync(join(one, path)).equals(readFileSync(join(another, path))), path);
});

test("nothing packaged is web-accessible, and the content script needs no file", async (t) => {
  const [built] = await builds(t);
  const source = JSON.parse(readFileSync(new URL("../../extension/manifest.json", import.meta.url), "utf8"));
  const { web_accessible_resources: open, ...rest } = source;
  assert.ok(open, "the sources need it");
  assert.deepEqual(JSON.parse(read(built, "manifest.json")), rest);
  const script = read(built, "content/loader.js").replaceAll(/\/\*.*?\*\//gs, "");
  assert.doesNotMatch(script, /\bimport\b|\bfetch\(|runtime\.getURL/);
  assert.match(script, /\.panel\{/);
});

test("all that the packaged files name is there", async (t) => {
  const [built] = await builds(t);
  for (const path of files(built).filter((file) => /\.(js|html)$/.test(file) && file !== "content/loader.js")) {
    const named = path.endsWith(".html") ? /(?:src|href)="([^"]+\.(?:js|css|png))"/g : /^import .*? from "([^"]+)";$/gm;
    for (const [, other] of read(built, path).matchAll(named)) assert.ok(existsSync(join(built, dirname(path), other)), `${path}: ${other}`);
  }
  const { background, icons, options_ui: options } = JSON.parse(read(built, "manifest.json"));
  for (const path of [background.service_worker, options.page, ...Object.values(icons)]) assert.ok(existsSync(join(built, path)), path);
});

test("whoever starts waits for one script and no import", async (t) => {
  const [built] = await builds(t);
  const scripts = files(built).filter((file) => file.endsWith(".js"));
  const { background, content_scripts: none } = JSON.parse(read(built, "manifest.json"));
  assert.equal(none, undefined);
  const pages = files(built).filter((file) => file.endsWith(".html"));
  assert.deepEqual(scripts, ["content/loader.js", background.service_worker, ...pages.map((page) => page.replace(".html", ".js"))].sort());
  for (const path of scripts) assert.doesNotMatch(read(built, path), /\bimport[ {*"]/, path);
});

test("the popup waits for one style sheet, which has all that its sources have", async (t) => {
  const [built] = await builds(t);
  const sheets = [...read(built, "pages/popup/popup.html").matchAll(/<link rel="stylesheet" href="([^"]+)">/g)].map(([, href]) => href);
  assert.deepEqual(sheets, ["popup.css"]);
  const style = read(built, "pages/popup/popup.css");
  for (const path of ["pages/shared/page.css", "lib/look.css"]) assert.ok(style.includes(read(built, path)), path);
});

test("it stays small", async (t) => {
  const [built] = await builds(t);
  const packed = files(built).reduce((sum, path) => sum + deflateRawSync(readFileSync(join(built, path)), { level: 9 }).length, 0);
  assert.ok(packed < 160_000, `${packed} bytes`);
});
