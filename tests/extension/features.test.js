import "./browser.js";
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { newFeature } from "../../.ci/new-feature.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const KINDS = ["courses", "course", "assessment", "history", "other"];

/** What is wrong with the features of a repository. */
async function faults(root) {
  const folder = join(root, "extension/features");
  const { FEATURES } = await import(pathToFileURL(join(folder, "index.js")));
  const names = FEATURES.map(({ name }) => name);
  const found = readdirSync(folder).filter((file) => file.endsWith(".js") && file !== "index.js").map((file) => file.slice(0, -3))
    .filter((name) => !names.includes(name)).map((name) => `${name}: no row`);
  if (new Set(names).size < names.length) found.push("two rows of one name");
  for (const { name, reserves, load } of FEATURES) {
    if (!existsSync(join(folder, `${name}.js`))) found.push(`${name}: no file`);
    if (!String(load).includes(`"./${name}.js"`)) found.push(`${name}: loads another file`);
    if (reserves && !existsSync(join(root, "extension", reserves))) found.push(`${name}: no style sheet ${reserves}`);
    const { pages = [], start } = await load().catch((error) => ({ start: error }));
    if (!pages.length || pages.some((kind) => !KINDS.includes(kind))) found.push(`${name}: runs on no page`);
    if (typeof start !== "function") found.push(`${name}: ${start}`);
    for (const language of readdirSync(join(root, "extension/_locales"))) {
      const words = JSON.parse(readFileSync(join(root, "extension/_locales", language, "messages.json"), "utf8"));
      if (!words[`feature_${name.replaceAll("-", "_")}`]?.message) found.push(`${name}: no words (${language})`);
    }
  }
  return found;
}

/** A copy of what belongs to features, for a test to change. */
function copy(t) {
  const root = mkdtempSync(join(tmpdir(), "features-"));
  t.after(() => rmSync(root, { recursive: true }));
  cpSync(join(ROOT, "package.json"), join(root, "package.json"));
  cpSync(join(ROOT, "extension"), join(root, "extension"), { recursive: true });
  mkdirSync(join(root, "tests/e2e"), { recursive: true });
  return root;
}

test("every feature has its row, its file, its pages and its words", async () => {
  assert.deepEqual(await faults(ROOT), []);
});

test("a feature that make writes is complete", async (t) => {
  const root = copy(t);
  const written = newFeature("new-thing", root);
  assert.ok(written.every((path) => existsSync(join(root, path))), String(written));
  assert.deepEqual(await faults(root), []);
  const { FEATURES } = await import(pathToFileURL(join(root, "extension/features/index.js")));
  assert.equal(FEATURES.at(-1).name, "new-thing");
  for (const language of readdirSync(join(root, "extension/_locales"))) {
    const keys = Object.keys(JSON.parse(readFileSync(join(root, "extension/_locales", language, "messages.json"), "utf8")));
    const host = keys.findIndex((key) => key.startsWith("host_"));
    assert.equal(keys[host - 1], "feature_new_thing", "the host's words stay at the end");
    assert.ok(keys.slice(host).every((key) => key.startsWith("host_")), language);
  }
});

test("a file without a row is noticed, and so is a row without a file", async (t) => {
  const root = copy(t);
  cpSync(join(root, "extension/features/downloads.js"), join(root, "extension/features/uploads.js"));
  rmSync(join(root, "extension/features/due-dates.js"));
  const found = (await faults(root)).join("\n");
  assert.match(found, /uploads: no row/);
  assert.match(found, /due-dates: no file/);
});

test("a name that cannot be a file's, or is taken, changes nothing", (t) => {
  const root = copy(t);
  for (const name of ["", "New", "new thing", "../new", "downloads"]) assert.throws(() => newFeature(name, root));
  assert.equal(readFileSync(join(root, "extension/features/index.js"), "utf8"), readFileSync(join(ROOT, "extension/features/index.js"), "utf8"));
});
