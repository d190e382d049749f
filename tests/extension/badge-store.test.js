import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { BadgeStore } = await import("../../extension/features/shared/badge-store.js");

const badge = (assessment, score) => ({ assessment, state: "score", score });

/** A store whose host answers `badges` with what `reply` gives, and how the host tells it news. */
function opened(reply) {
  let tell;
  globalThis.document = { addEventListener: () => {} };
  const port = { onMessage: { addListener: (hear) => (tell = hear) }, onDisconnect: { addListener: () => {} }, disconnect: () => {} };
  chrome.runtime.connect = () => port;
  chrome.runtime.sendMessage = async () => reply();
  const store = new BadgeStore("https://autolab.example.edu", "X", new AbortController().signal);
  store.open();
  store.load([]);
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { store, settled, tell: (method, params) => tell({ method, params }) };
}

const STU = { email: "stu@foo.bar", name: "Stu One" };
const STELLA = { email: "stella@foo.bar", name: "Stella Two" };
const answer = (account, ...badges) => ({ result: { account, badges, error: null } });
const DIFFERS = { error: { code: 315, message: "m", data: { name: "account_differs", remedy: "r" } } };

test("badges of somebody else are taken away, and none is drawn until the page is one's own again", async () => {
  let reply = answer(STU, badge("a", 1), badge("b", 1));
  const { store, settled, tell } = opened(() => reply);
  await settled();
  assert.deepEqual([store.get("a")?.score, store.account], [1, STU]);
  reply = DIFFERS;
  tell("session.changed", {});
  tell("badges.changed", { badges: [badge("a", 99)], error: null }); // the other account's, before it is known
  assert.equal(store.get("a").score, 1);
  let redrawn = "";
  store.follow((it) => (redrawn = ["a", "b"].filter((each) => it.isNew(each)).join()));
  await settled();
  tell("badges.changed", { badges: [badge("a", 99)], error: null });
  assert.deepEqual([store.get("a"), store.account, store.failure.name, redrawn], [undefined, null, "account_differs", "a,b"]);
  reply = answer(STU, badge("a", 2));
  tell("session.changed", {});
  await settled();
  assert.deepEqual([store.get("a").score, store.get("b"), store.failure], [2, undefined, null]);
});

test("another account on a page that names nobody starts with nothing", async () => {
  let reply = answer(STU, badge("a", 1), badge("b", 1));
  const { store, settled, tell } = opened(() => reply);
  await settled();
  reply = answer(STELLA, badge("b", 5));
  tell("session.changed", {});
  await settled();
  assert.deepEqual([store.get("a"), store.get("b").score, store.account], [undefined, 5, STELLA]);
});

test("each news is drawn once, and what has not changed not again", async () => {
  let tell;
  const listeners = { addListener: () => {} };
  globalThis.document = { addEventListener: () => {} };
  chrome.runtime.connect = () => ({ onMessage: { addListener: (hear) => (tell = hear) }, onDisconnect: listeners, disconnect: () => {} });
  chrome.runtime.sendMessage = async () => ({ result: { badges: [badge("a", 1), badge("b", 1)], error: null } });
  const store = new BadgeStore("https://autolab.example.edu", "X", new AbortController().signal);
  const drawn = [];
  store.follow((it) => drawn.push(["a", "b", "gone"].filter((each) => it.isNew(each)).join()));
  store.open();
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

test("what a busy browser missed is asked for again, and deadlines are counted by the server's clock", async () => {
  const { relative, serverNow } = await import("../../extension/lib/time.js");
  let reply = { result: { account: STU, badges: [badge("a", 1)], error: null, clock_ahead: 3 * 86_400 } };
  const { store, settled, tell } = opened(() => reply);
  await settled();
  assert.equal(Math.round((Date.now() - serverNow()) / 1000), 3 * 86_400);
  assert.equal(relative(new Date(Date.now() - 86_400_000).toISOString(), undefined, "en"), "in 2 days");
  reply = { result: { ...reply.result, badges: [badge("a", 2)], clock_ahead: null } };
  tell("host.ready", {});
  await settled();
  assert.equal(store.get("a").score, 1);
  tell("host.ready", { missed: true });
  await settled();
  assert.equal(store.get("a").score, 2);
  assert.equal(Math.round((Date.now() - serverNow()) / 1000), 0);
});

test("before it has asked whose page this is, it believes nobody's badges", async () => {
  let tell;
  globalThis.document = { addEventListener: () => {} };
  chrome.runtime.connect = () => ({ onMessage: { addListener: (hear) => (tell = hear) }, onDisconnect: { addListener: () => {} }, disconnect: () => {} });
  chrome.runtime.sendMessage = async () => DIFFERS;
  const store = new BadgeStore("https://autolab.example.edu", "X", new AbortController().signal);
  store.open();
  tell({ method: "badges.changed", params: { badges: [badge("a", 99)], error: null } });
  tell({ method: "session.changed", params: {} });
  assert.deepEqual([store.get("a"), store.loaded], [undefined, false]);
  store.load([]);
  tell({ method: "badges.changed", params: { badges: [badge("a", 99)], error: null } });
  assert.equal(store.get("a"), undefined);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(store.failure.name, "account_differs");
});
