import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { BadgeStore } = await import("../../extension/features/shared/badge-store.js");

const badge = (assessment, score) => ({ assessment, state: "score", score });

test("each news is drawn once, and what has not changed not again", async () => {
  let tell;
  const listeners = { addListener: () => {} };
  globalThis.document = { addEventListener: () => {} };
  chrome.runtime.connect = () => ({ onMessage: { addListener: (hear) => (tell = hear) }, onDisconnect: listeners, disconnect: () => {} });
  chrome.runtime.sendMessage = async () => ({ result: { badges: [badge("a", 1), badge("b", 1)], error: null } });
  const store = new BadgeStore("https://autolab.example.edu", "X", new AbortController().signal);
  const drawn = [];
  store.follow((it) => drawn.push(["a", "b", "gone"].filter((each) => it.isNew(each)).join()));
  store.load([]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  const change = (...badges) => tell({ method: "badges.changed", params: { badges, error: null } });
  change(badge("b", 2));
  change(badge("b", 2), badge("a", 1));
  assert.deepEqual(drawn, ["a,b,gone", "b", ""]);
  let late;
  store.follow((it) => (late = it.isNew("a")));
  assert.ok(late, "who comes later has seen nothing");
});
