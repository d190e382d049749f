import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { ask, gone } = await import("../../extension/lib/ask.js");

const refused = (name) => assert.rejects(ask("badges"), { name });

test("a worker that died owes its answer: it is not called an update", async () => {
  chrome.runtime.sendMessage = () => Promise.reject(new Error("The message channel closed before a response was received."));
  await refused("worker_gone");
  chrome.runtime.sendMessage = () => Promise.resolve(undefined); // Firefox
  await refused("worker_gone");
  assert.ok(!gone.aborted);
});

test("a script that outlived its extension still has words for it", async () => {
  const { getMessage } = chrome.i18n;
  delete chrome.runtime.id;
  chrome.i18n.getMessage = chrome.runtime.sendMessage = () => {
    throw new Error("Extension context invalidated.");
  };
  await assert.rejects(ask("badges"), { name: "extension_gone", message: getMessage("error_extension_gone") });
  assert.ok(gone.aborted, "what it drew can be taken away");
});
