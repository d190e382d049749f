import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const EXTENSION = fileURLToPath(new URL("../../extension/", import.meta.url));
const MESSAGES = JSON.parse(readFileSync(join(EXTENSION, "_locales/en/messages.json"), "utf8"));
const sources = files(EXTENSION).filter((name) => /\.(js|html|json)$/.test(name) && !name.includes("_locales"))
  .map((name) => readFileSync(name, "utf8")).join("\n");

/** Every literal that could be a key, and the fixed parts of those put together from parts. */
const literals = new Set([...sources.matchAll(/["`]([A-Za-z][\w-]*)["`]/g)].map((match) => match[1]));
const prefixes = [...sources.matchAll(/`([a-z_]+_)\$\{/g)].map((match) => match[1]);

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

test("every key the code asks for by name has words", () => {
  const asked = [
    ...[...sources.matchAll(/\bt\(\s*"([^"]+)"/g)].map((match) => match[1]),
    ...[...sources.matchAll(/data-i18n(?:-label)?="([^"]+)"/g)].map((match) => match[1]),
    ...[...sources.matchAll(/__MSG_(\w+)__/g)].map((match) => match[1]),
    ...[...sources.matchAll(/\bplural\("([^"]+)"/g)].map((match) => `${match[1]}_other`),
    ...[...sources.matchAll(/\bfailure\("([^"]+)"/g)].flatMap((match) => [`error_${match[1]}`, `error_${match[1]}_remedy`]),
  ];
  assert.ok(asked.length > 100);
  assert.deepEqual(asked.filter((key) => !MESSAGES[key]), []);
});

test("no words are left over", () => {
  const used = (key) => key.startsWith("host_") || literals.has(key) || sources.includes(`__MSG_${key}__`) || prefixes.some((prefix) => key.startsWith(prefix))
    || (/_(one|few|many|other)$/.test(key) && literals.has(key.replace(/_[a-z]+$/, "")))
    || (key.startsWith("error_") && literals.has(key.replace(/^error_|_remedy$/g, "")));
  assert.deepEqual(Object.keys(MESSAGES).filter((key) => !used(key)), []);
});

test("every cause has its remedy", () => {
  const causes = Object.keys(MESSAGES).filter((key) => key.startsWith("error_") && !key.endsWith("_remedy"));
  assert.deepEqual(causes.filter((key) => !MESSAGES[`${key}_remedy`]), []);
});

test("every language says the same things with the same blanks", () => {
  const blanks = (words) => [...new Set(words.match(/\$\d/g))].sort().join();
  for (const language of readdirSync(join(EXTENSION, "_locales"))) {
    const words = JSON.parse(readFileSync(join(EXTENSION, "_locales", language, "messages.json"), "utf8"));
    assert.deepEqual(Object.keys(words).sort(), Object.keys(MESSAGES).sort(), language);
    for (const [key, { message }] of Object.entries(words)) {
      assert.equal(blanks(message), blanks(MESSAGES[key].message), `${language} ${key}`);
      assert.match(key, /^[A-Za-z0-9_]+$/); // Chromium refuses the whole extension otherwise
    }
  }
});
