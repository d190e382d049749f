import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { count, until } = await import("../../extension/features/shared/course-count.js");

const at = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();
const badge = (assessment, state, more = {}) => ({
  assessment, state, why_not: null, staff: false, complete: false, score: null, total: null, due_at: at(9), end_at: at(20), late_slack: 0, late: false, ...more,
});

test("what is to do comes by what ends first; closed, in-class and staff's work is none", () => {
  const { toDo, waiting, done } = count([
    badge("never", "not_submitted", { due_at: null }),
    badge("later", "not_submitted", { due_at: at(50) }),
    badge("late", "not_submitted", { due_at: at(-5), late: true, end_at: at(2) }),
    badge("lost", "no_file"),
    badge("closed", "not_submitted", { why_not: "closed" }),
    badge("staff", "not_submitted", { staff: true }),
    badge("doubt", "in_doubt"),
    badge("graded", "unreleased"),
    badge("half", "score", { score: 3, total: 9 }),
    badge("whole", "score", { score: 9, total: 9, complete: true }),
  ]);
  assert.deepEqual(toDo.map(({ assessment }) => assessment), ["late", "lost", "later", "never"]);
  assert.deepEqual([waiting, done], [3, 1]);
});

test("the mean counts complete scores alike, and there is none without any", () => {
  const whole = (score, total) => badge("x", "score", { score, total, complete: true });
  assert.deepEqual(count([whole(5, 10), whole(100, 100), whole(4, null)]).mean, { part: 0.75, of: 2 });
  assert.equal(count([badge("x", "score", { score: 1, total: 2 })]).mean, null);
});

test("what has ended is not ahead", () => {
  assert.equal(until(badge("x", "not_submitted", { due_at: at(-1) })), null);
  assert.notEqual(until(badge("x", "not_submitted", { due_at: at(-1), late: true })), null);
});
