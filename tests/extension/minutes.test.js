import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { followTime } = await import("../../extension/features/shared/minutes.js");
const { BadgeStore } = await import("../../extension/features/shared/badge-store.js");
const { CourseStore } = await import("../../extension/features/shared/course-store.js");
const { setClockAhead } = await import("../../extension/lib/time.js");

const SERVER = "https://autolab.example.edu";
const NOW = Date.parse("2026-03-01T12:00:00Z");
const MINUTE = 60_000;
const at = (minutes) => new Date(NOW + minutes * MINUTE).toISOString();

/** A page that is open, whose time the test lets pass. `due`: the moments it shows */
function open(t, ...due) {
  t.mock.timers.enable({ apis: ["setInterval", "Date"], now: NOW });
  const page = new globalThis.EventTarget();
  globalThis.document = page;
  page.visibilityState = "visible";
  const told = { asked: 0, drawn: 0 };
  const ending = new AbortController();
  followTime({ moments: () => due, refresh: async () => (told.asked += 1), retell: () => (told.drawn += 1) }, ending.signal);
  const see = (/** @type {boolean} */ seen) => {
    page.visibilityState = seen ? "visible" : "hidden";
    page.dispatchEvent(new Event("visibilitychange"));
  };
  return { told, see, ending, pass: (minutes) => t.mock.timers.tick(minutes * MINUTE) };
}

test("what is shown is drawn anew each minute, and the host asked once when a moment has come", (t) => {
  const { told, pass } = open(t, at(2.5), null, at(-1));
  pass(2);
  assert.deepEqual(told, { asked: 0, drawn: 2 });
  pass(1);
  assert.deepEqual(told, { asked: 1, drawn: 3 });
  pass(60);
  assert.deepEqual(told, { asked: 1, drawn: 63 });
});

test("a page that nobody sees does nothing, and is up to date the moment it is seen again", (t) => {
  const { told, pass, see } = open(t, at(30));
  see(false);
  pass(600);
  assert.deepEqual(told, { asked: 0, drawn: 0 });
  see(true);
  assert.deepEqual(told, { asked: 1, drawn: 1 });
});

test("moments come by the server's clock, also where it is known only later", (t) => {
  t.after(() => setClockAhead(0));
  const { told, pass } = open(t, at(-4.5));
  setClockAhead(5 * 60); // there it is five minutes before noon
  pass(0.5);
  assert.equal(told.asked, 0);
  pass(1);
  assert.equal(told.asked, 1);
});

test("a page that is gone asks nothing", (t) => {
  const { told, pass, see, ending } = open(t, at(1));
  ending.abort();
  pass(5);
  see(true);
  assert.deepEqual(told, { asked: 0, drawn: 0 });
});

test("the moments of badges are deadlines and ends with what is granted after them, those of courses what comes next", () => {
  const { signal } = new AbortController();
  const badges = new BadgeStore(SERVER, "X", signal);
  badges.take([{ assessment: "a", due_at: at(1), end_at: at(2), late_slack: 60 }, { assessment: "b", due_at: null, end_at: null }], null);
  assert.deepEqual(badges.moments(), [at(1), at(3), null, null]);
  const courses = new CourseStore(SERVER, signal);
  courses.take([{ course: "X", next: { at: at(1) } }, { course: "Y", next: null }], null);
  assert.deepEqual(courses.moments(), [at(1), null]);
});

test("each minute only those are told who show how long something takes, and everything is new to them", () => {
  const store = new BadgeStore(SERVER, "X", new AbortController().signal);
  const told = [];
  store.follow((it) => told.push(["timed", it.isNew("a")]), { timed: true });
  store.follow(() => told.push(["other"]));
  store.retell();
  assert.deepEqual(told, [], "nothing is known yet");
  store.take([{ assessment: "a", state: "score" }], null);
  told.length = 0;
  store.retell();
  store.take([{ assessment: "a", state: "score" }], null);
  assert.deepEqual(told, [["timed", true]]);
});
