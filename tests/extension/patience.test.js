import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

/** As much of an element as a note needs. */
class Element {
  children = [];

  append(node) {
    this.children.push(node);
    if (node instanceof Element) node.parent = this;
  }

  setAttribute() {}

  addEventListener(_, hear) {
    this.click = () => hear({ isTrusted: true });
  }

  remove() {
    this.parent.children = this.parent.children.filter((each) => each !== this);
  }
}
const element = () => new Element();
globalThis.Node = Element;
globalThis.document = { createElement: element, addEventListener: () => {} };

const { SLOW, patiently } = await import("../../extension/lib/patience.js");
const { ask } = await import("../../extension/lib/ask.js");
const { Cancelling } = await import("../../extension/background/cancelling.js");

test("what takes long says so and offers a way out, and nothing of it stays", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const place = element();
  const waiting = patiently(place, (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))));
  context.mock.timers.tick(SLOW - 1);
  assert.equal(place.children.length, 0);
  context.mock.timers.tick(1);
  const [note] = place.children;
  assert.equal(note.children[0].children[0], chrome.i18n.getMessage("slow"));
  note.children[1].children[0].click();
  await assert.rejects(waiting, { name: "AbortError" });
  assert.equal(place.children.length, 0);
});

test("what is quick says nothing", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const place = element();
  assert.equal(await patiently(place, async () => 7), 7);
  context.mock.timers.tick(SLOW);
  assert.equal(place.children.length, 0);
});

test("a question that is taken back is over at once, and the worker hears which", async () => {
  const sent = [];
  chrome.runtime.sendMessage = (message) => {
    sent.push(message);
    return new Promise(() => {});
  };
  const patience = new AbortController();
  const asked = ask("courses", {}, patience.signal);
  patience.abort();
  await assert.rejects(asked, { name: "cancelled", message: "The request was cancelled." });
  assert.equal(typeof sent[0].ticket, "string");
  assert.deepEqual(sent[1], { cancel: sent[0].ticket });
});

test("only whoever asked can take a question back", async () => {
  const cancelling = new Cancelling();
  const popup = { caller: "popup", place: null, tab: null };
  const page = { caller: "page", place: null, tab: 7 };
  let heard;
  const running = cancelling.run(popup, "t", (signal) => new Promise((_, reject) => {
    heard = signal;
    signal.addEventListener("abort", () => reject(signal.reason));
  }));
  cancelling.cancel(page, "t");
  cancelling.cancel(popup, "other");
  assert.ok(!heard.aborted);
  cancelling.cancel(popup, "t");
  await assert.rejects(running, { name: "cancelled" });
  assert.equal(await cancelling.run(popup, undefined, async (signal) => signal), undefined);
});
