/**
 * node .ci/new-feature.js NAME: the start of a feature drawn into assessment pages. It writes the feature's file, its
 * row in extension/features/index.js, its words in each language and a test in both browsers; all of it works as it is.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const source = (name, words) => `/**
 * TODO: what it shows, and why somebody wants to see it.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { panelSlot } from "./shared/panel.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["assessment"];

/** @type {import("./index.js").Feature["start"]} */
export function start(_page, signal) {
  panelSlot("body", signal)?.append(h("p", { class: "muted", "data-ac": "${name}" }, t("${words}")));
}
`;

const test = (name) => `"""TODO: what the feature ${name} promises."""

from __future__ import annotations

import pytest

from .stage import Stage, ac

pytestmark = pytest.mark.browser


def test_it_is_drawn_until_it_is_switched_off(stage: Stage) -> None:
    stage.enter()
    stage.assessment_page("homework0")
    stage.browser.wait(ac("${name}"))
    stage.set_feature("${name}", on=False)
    stage.assessment_page("homework0")
    assert not stage.browser.exists(ac("${name}"))
`;

/**
 * Writes it all; throws without having written anything if the name will not do.
 * @param {string} name
 * @param {string} [root]  of the repository
 * @returns {string[]}  the files written, from the root
 */
export function newFeature(name, root = ROOT) {
  if (!NAME.test(name)) throw new Error("a feature's name is of small letters, digits and hyphens, such as due-dates");
  const file = `extension/features/${name}.js`;
  if (existsSync(join(root, file))) throw new Error(`${file} is there already`);
  const words = `feature_${name.replaceAll("-", "_")}`;
  const write = (path, text) => {
    writeFileSync(join(root, path), text);
    return path;
  };
  const edit = (path, change) => write(path, change(readFileSync(join(root, path), "utf8")));
  const row = `  { name: "${name}", reserves: PANEL, load: () => import("./${name}.js") },\n`;
  return [
    edit("extension/features/index.js", (text) => text.replace(/(FEATURES = \[\n[^\]]*)(\];)/, `$1${row}$2`)),
    ...readdirSync(join(root, "extension/_locales")).map((language) =>
      edit(`extension/_locales/${language}/messages.json`, (text) => withWords(text, words, name))),
    write(file, source(name, words)),
    write(`tests/e2e/test_${name.replaceAll("-", "_")}.py`, test(name)),
  ];
}

/**
 * The extension's own words stand before those rendered from the host (tests/locale_words.py).
 * @param {string} text   a messages.json
 * @param {string} key
 * @param {string} name
 */
function withWords(text, key, name) {
  const messages = Object.entries(JSON.parse(text));
  const host = messages.findIndex(([each]) => each.startsWith("host_"));
  messages.splice(host < 0 ? messages.length : host, 0, [key, { message: name.replaceAll("-", " ") }]);
  return `${JSON.stringify(Object.fromEntries(messages), null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(`${newFeature(process.argv[2] ?? "").join("\n")}\nNow write what it shows, and its words in each language.`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
