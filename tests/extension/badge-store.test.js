import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { BadgeStore } = await import("../../extension/features/shared/badge-store.js");

const badge = (assessment, score) => ({ assessment, state: "score", score });

/** What finds the user menu of a page. @param {string | undefined} name  whom it names */
function menuOf(name) {
  const menu = { cloneNode: () => menu, querySelectorAll: () => [], textContent: name };
  return (css) => (name && css.includes("dropdown-trigger") ? menu : null);
}

/** A store whose host answers `badges` with what `reply` gives, and how the host tells it news. */
function opened(reply, { names, ahead } = {}) {
  let tell;
  globalThis.document = { addEventListener: () => {}, querySelector: menuOf(names) };
  const port = { onMessage: { addListener: (hear) => (tell = hear) }, onDisconnect: { addListener: () => {} }, disconnect: () => {} };
  chrome.runtime.connect = () => port;
  chrome.runtime.sendMessage = async () => reply();
  const store = new BadgeStore("https://autolab.example.edu", "X", new AbortController().signal);
  store.open();
  if (ahead) tell({ method: "badges.remembered", params: { shown: ahead } });
  store.recall();
  const atOnce = store.get("a")?.score;
  store.load([]);
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { store, settled, atOnce, tell: (method, params) => tell({ method, params }) };
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

test("each news is drawn once, and what has not changed not at all", async () => {
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
  assert.deepEqual(drawn, ["a,b,gone", "b"]);
  const error = { code: 1, message: "No.", data: { name: "no", remedy: "Wait." } };
  for (const news of [error, null]) tell({ method: "badges.changed", params: { badges: [], error: news } });
  assert.deepEqual(drawn, ["a,b,gone", "b", "", ""], "a failure comes and goes");
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
  assert.ok(Math.abs(Date.now() - serverNow()) < 1000);
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

test("what was shown last is there at once for the same person, and goes where the host does not bear it out", async () => {
  const ahead = { user: JSON.stringify({ name: "Stu One" }), account: STU, badges: [badge("a", 1), badge("gone", 1)], error: null };
  const names = "Stu One";
  const refused = { error: { code: 301, message: "m", data: { name: "not_signed_in", remedy: "r" } } };
  const away = { error: { code: 101, message: "m", data: { name: "host_missing", remedy: "r" } }, remembered: { account: STU, badges: [badge("a", 1)] } };
  for (const [what, reply, expected] of [
    ["borne out", answer(STU, badge("a", 1)), [1, undefined]], ["news", answer(STU, badge("a", 2)), [2, undefined]], ["another account", answer(STELLA), [undefined, undefined]],
    ["refused", refused, [undefined, undefined]], ["somebody else's", DIFFERS, [undefined, undefined]], ["no host", away, [1, 1]]]) {
    const { store, settled, atOnce } = opened(() => reply, { names, ahead });
    assert.equal(atOnce, 1, what);
    await settled();
    assert.deepEqual([store.get("a")?.score, store.get("gone")?.score], expected, what);
  }
  assert.equal(opened(() => refused, { names: "Stella Two", ahead }).atOnce, undefined, "another person's page");
  assert.equal(opened(() => refused, { ahead }).atOnce, undefined, "a page that names nobody");
});

test("what was only asked for again is not drawn again", async () => {
  const { store, settled, tell } = opened(() => answer(STU, { ...badge("a", 1), fetched_at: "2026-11-30T10:00:00Z" }, badge("b", 1)));
  await settled();
  let drawn;
  store.follow((it) => (drawn = ["a", "b"].filter((each) => it.isNew(each)).join()));
  tell("badges.changed", { badges: [{ ...badge("a", 1), fetched_at: "2026-11-30T10:01:00Z" }, badge("b", 2)], error: null });
  assert.deepEqual([drawn, store.get("a").fetched_at], ["b", "2026-11-30T10:01:00Z"]);
});

test("in the list of courses what is told is all there is", async () => {
  const { CourseStore } = await import("../../extension/features/shared/course-store.js");
  const due = (course, toDo) => ({ course, to_do: toDo, fetched_at: "2026-11-29T10:00:00Z" });
  let tell;
  globalThis.document = { addEventListener: () => {}, querySelector: () => null };
  chrome.runtime.connect = () => ({ onMessage: { addListener: (hear) => (tell = hear) }, onDisconnect: { addListener: () => {} }, disconnect: () => {} });
  chrome.runtime.sendMessage = async ({ op, params }) => ({ result: { account: STU, courses: [due(`${op} ${JSON.stringify(params)}`, 1), due("X", 3)], error: null } });
  const store = new CourseStore("https://autolab.example.edu", new AbortController().signal);
  store.open();
  store.load([]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(store.all().map(({ course }) => course), ['courses.due {"server":"https://autolab.example.edu"}', "X"]);
  tell({ method: "changed", params: { operation: "courses", params: {}, data: [] } });
  tell({ method: "changed", params: { operation: "courses.due", params: {}, data: { account: STU, courses: [due("X", 2)], error: null } } });
  assert.deepEqual(store.all().map(({ course, to_do: toDo }) => [course, toDo]), [["X", 2]]);
});
