import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const stored = {};
const made = [];
Object.assign(globalThis.chrome, {
  contextMenus: { removeAll: async () => void made.splice(0), create: (item) => made.push(item) },
  storage: { session: { get: async (defaults) => ({ ...defaults, ...stored }), set: async (values) => Object.assign(stored, values) } },
});
const { offerInMenus } = await import("../../extension/background/commands.js");
const { speak } = await import("../../extension/lib/i18n.js");
const HERE = "https://autolab.example.edu/*";

test("the menus are made once, by whichever worker, and anew when a server or the language changes", async () => {
  await offerInMenus([HERE]);
  const [link, page] = made;
  assert.deepEqual([link.targetUrlPatterns, page.documentUrlPatterns], [["https://autolab.example.edu/courses/*/assessments/*"], link.targetUrlPatterns]);
  const later = await import("../../extension/background/commands.js?later");
  await Promise.all([offerInMenus([HERE]), later.offerInMenus([HERE])]);
  assert.ok(made[0] === link && made.length === 2, "the very same");

  await later.offerInMenus([HERE, "https://other.example.edu/*"]);
  assert.deepEqual([made.length, made[0].targetUrlPatterns.length], [2, 2]);
  speak({ menu_submit: "Abgeben" });
  await later.offerInMenus([HERE, "https://other.example.edu/*"]);
  assert.deepEqual(made.map(({ title }) => title), ["Abgeben", "Abgeben"]);
  await later.offerInMenus([]);
  assert.deepEqual(made, []);
});
