import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { dueWithin } = await import("../../extension/background/reminders.js");
const { quiet } = await import("../../extension/background/notify.js");

const HOUR = 3_600_000;
const at = (hours) => new Date(Date.now() + hours * HOUR).toISOString();
const item = (assessment, due, more = {}) => ({ assessment, to_do: true, late: false, due_at: at(due), end_at: at(due + 24), late_slack: null, clock_ahead: 0, ...more });
const names = (items, hours) => dueWithin(items, hours).map(({ assessment }) => assessment);

test("only what is to do and ends within the hours is due", () => {
  const items = [item("soon", 3), item("later", 60), item("past", -1), item("done", 3, { to_do: false }), { ...item("never", 3), due_at: null }];
  assert.deepEqual(names(items, 48), ["soon"]);
});

test("late work is due when the course stops taking it, by the server's clock", () => {
  const late = { late: true, end_at: at(20) };
  assert.deepEqual(names([item("late", -1, late), item("slack", -1, { ...late, late_slack: 5 * 3600 })], 24), ["late"]);
  assert.deepEqual(names([item("ahead", 23, { clock_ahead: 2 * 3600 }), item("behind", 23, { clock_ahead: -22 * 3600 })], 24), ["behind"]);
});

test("quiet hours may span midnight, and equal times are never quiet", () => {
  const clock = (text) => new Date(`2026-11-29T${text}:00`);
  assert.deepEqual(["21:59", "22:00", "03:00", "07:00"].map((time) => quiet(clock(time), "22:00", "07:00")), [false, true, true, false]);
  assert.deepEqual(["08:00", "12:00", "13:00"].map((time) => quiet(clock(time), "12:00", "13:00")), [false, true, false]);
  assert.equal(quiet(clock("12:00"), "12:00", "12:00"), false);
});
