/* global structuredClone */
import "./browser.js";
import assert from "node:assert/strict";
import test, { mock } from "node:test";

const stored = {};
const shown = [];
const alarms = {};
const toolbar = {};
const NEVER_QUIET = { quiet_from: "00:00", quiet_to: "00:00" };
const settings = { notifications: true, ...NEVER_QUIET };
Object.assign(globalThis.chrome, {
  action: { setBadgeText: async ({ text }) => Object.assign(toolbar, { text }), setBadgeBackgroundColor: async () => {}, setTitle: async () => {} },
  alarms: { create: async (name, { when }) => Object.assign(alarms, { [name]: when }) },
  notifications: { create: async (id, options) => shown.push({ id, ...options }) },
  storage: {
    local: { get: async (defaults) => ({ ...defaults, ...settings }) },
    session: { get: async (defaults) => ({ ...defaults, ...structuredClone(stored) }), set: async (values) => Object.assign(stored, structuredClone(values)), remove: async (key) => delete stored[key] },
  },
});
globalThis.chrome.runtime.getURL = (path) => path;
const { Watches } = await import("../../extension/background/watches.js");

const LAB = { server: "https://autolab.example.edu", course: "X", assessment: "lab1" };
const RELEASED = { outcome: "released", badge: { display_name: "Lab 1", score: 7, total: 10 } };
const settle = () => new Promise((resolve) => setImmediate(resolve));

function world() {
  const asked = [];
  return { asked, watches: new Watches((op, params) => new Promise((resolve) => asked.push({ op, params, resolve }))) };
}

test("a released score is announced once, though it was told of twice", async () => {
  const { asked, watches } = world();
  void watches.add({ ...LAB, version: 3 });
  void watches.add({ ...LAB, version: 3 });
  void watches.add({ ...LAB, version: 2 });
  await settle();
  assert.deepEqual(asked.map(({ op, params }) => [op, params.version]), [["watch", 3]]);
  asked[0].resolve(RELEASED);
  await settle();
  assert.equal(shown.length, 1);
  assert.ok(!watches.any);
});

test("a released score is announced only to those who asked for it, not in their quiet hours, in a browser that lets us", async () => {
  const allDay = () => Object.assign(settings, { quiet_from: "00:00", quiet_to: "24:00" });
  for (const without of [allDay, () => delete settings.notifications, () => delete globalThis.chrome.notifications]) {
    const { notifications } = globalThis.chrome;
    shown.length = 0;
    without();
    const { asked, watches } = world();
    void watches.add({ ...LAB, version: 3 });
    await settle();
    asked[0].resolve(RELEASED);
    await settle();
    Object.assign(settings, NEVER_QUIET, { notifications: true });
    globalThis.chrome.notifications = notifications;
    assert.deepEqual([shown, watches.any], [[], false]);
  }
});

test("a score that another browser tells is not announced here as well", async () => {
  const { asked, watches } = world();
  shown.length = 0;
  void watches.add({ ...LAB, version: 3 });
  await settle();
  asked[0].resolve({ ...RELEASED, news: false });
  await settle();
  assert.deepEqual([shown, watches.any], [[], false]);
});

test("a newer version takes the place of an older one", async () => {
  const { asked, watches } = world();
  shown.length = 0;
  void watches.add({ ...LAB, version: 3 });
  void watches.add({ ...LAB, version: 4 });
  await settle();
  asked[0].resolve({ outcome: "superseded", badge: null });
  await settle();
  assert.deepEqual([shown.length, watches.any], [0, true]);
  asked[1].resolve(RELEASED);
  await settle();
  assert.equal(shown.length, 1);
});

test("a version that staff deleted is watched no more, and its number may come again", async () => {
  const { asked, watches } = world();
  shown.length = 0;
  void watches.add({ ...LAB, version: 4 });
  await watches.drop({ ...LAB, version: 3 });
  assert.ok(watches.any);
  await watches.drop({ ...LAB, version: 4 });
  assert.ok(!watches.any);
  void watches.add({ ...LAB, version: 4 });
  await settle();
  assert.equal(asked.length, 2);
  asked[0].resolve(RELEASED);
  await settle();
  assert.equal(shown.length, 0, "that was the deleted one's");
  asked[1].resolve(RELEASED);
  await settle();
  assert.equal(shown.length, 1);
});

test("the next worker goes on watching", async () => {
  void world().watches.add({ ...LAB, version: 5 });
  await settle();
  const { asked, watches } = world();
  await watches.resume();
  await settle();
  assert.deepEqual(asked.map(({ params }) => params.version), [5]);
});

test("a score of quiet hours is announced once when they are over, also by another worker", async () => {
  Object.assign(settings, { quiet_from: "00:00", quiet_to: "24:00" });
  const { scoreReleased } = await import("../../extension/background/notify.js");
  shown.length = 0;
  await scoreReleased(LAB, { ...RELEASED.badge, score: 5 });
  await scoreReleased(LAB, RELEASED.badge);
  await scoreReleased({ ...LAB, assessment: "lab2" }, RELEASED.badge);
  assert.deepEqual(shown, []);
  assert.ok(alarms.held > Date.now() && new Date(alarms.held).getHours() === 0, "the end of the day");
  const { tellHeld } = await import("../../extension/background/notify.js?later");
  await tellHeld("held");
  assert.deepEqual(shown, [], "they still go on");
  Object.assign(settings, NEVER_QUIET);
  await tellHeld("due");
  assert.deepEqual(shown, []);
  await tellHeld("held");
  await tellHeld("held");
  assert.deepEqual(shown.map(({ id }) => id.split("/").at(-1)), ["lab1", "lab2"]);
  assert.match(shown[0].message, /7/, "the newest of one assessment");
});

test("of scores released at once each is told once, in quiet hours and while those before are told, and each counts", async () => {
  Object.assign(settings, { quiet_from: "00:00", quiet_to: "24:00" });
  const { scoreReleased, tellHeld } = await import("../../extension/background/notify.js");
  const { countNewScore, showOnToolbar } = await import("../../extension/background/toolbar.js");
  const labs = ["lab1", "lab2", "lab3", "lab4"].map((assessment) => ({ ...LAB, assessment }));
  const told = () => shown.map(({ id }) => id.split("/").at(-1)).sort();
  shown.length = 0;
  await Promise.all(labs.slice(0, 2).map((lab) => scoreReleased(lab, RELEASED.badge)));
  const late = scoreReleased(labs[2], RELEASED.badge);
  Object.assign(settings, NEVER_QUIET);
  await Promise.all([tellHeld("held"), late, scoreReleased(labs[3], RELEASED.badge)]);
  await tellHeld("held");
  assert.deepEqual(told(), labs.map(({ assessment }) => assessment));

  await showOnToolbar({ news: 0 });
  await Promise.all([countNewScore(), showOnToolbar({ due: 1 }), countNewScore()]);
  assert.equal(toolbar.text, "2");
});

test("a score that comes as quiet hours end is told then, not a day later", async () => {
  const { scoreReleased, tellHeld } = await import("../../extension/background/notify.js");
  Object.assign(settings, { quiet_from: "00:00", quiet_to: "12:00" });
  const clock = mock.timers;
  clock.enable({ apis: ["Date"], now: new Date(2026, 10, 30, 11, 59, 59, 999) });
  try {
    const last = scoreReleased(LAB, RELEASED.badge);
    clock.setTime(new Date(2026, 10, 30, 12).valueOf());
    await Promise.all([last, tellHeld("held")]);
    assert.equal(alarms.held, Date.now());
  } finally {
    clock.reset();
    Object.assign(settings, NEVER_QUIET);
  }
});

test("nothing is held back for whoever wants no notifications", async () => {
  Object.assign(settings, { notifications: false, quiet_from: "00:00", quiet_to: "24:00" });
  const { scoreReleased, tellHeld } = await import("../../extension/background/notify.js");
  shown.length = 0;
  await scoreReleased(LAB, RELEASED.badge);
  Object.assign(settings, NEVER_QUIET);
  await tellHeld("held");
  Object.assign(settings, { notifications: true });
  assert.deepEqual(shown, []);
});
