import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";

const { details, saying } = await import("../../extension/features/shared/badge-words.js");

const HOUR = 3_600_000;
const at = (hours) => new Date(Date.now() + hours * HOUR).toISOString();
const BADGE = {
  assessment: "hw1", display_name: "Homework 1", state: "not_submitted", in_doubt: false, score: null, score_kind: null, total: 100, complete: false, autograded: null, version: null,
  submissions: 0, submittable: true, why_not: null, start_at: at(-99), due_at: at(99), end_at: at(120), late_slack: 0, staff: false, late: false, versions_left: null, error: null, fetched_at: at(-1),
};
const said = (badge, page) => {
  const { text, tone } = saying({ ...BADGE, ...badge }, page);
  return [text, tone];
};

test("a doubt about what was sent last is told beside whatever is known of the versions before", () => {
  const scored = { state: "score", score: 75, complete: true, version: 2, submissions: 2 };
  assert.deepEqual(said({ ...scored, in_doubt: true }), ["75/100 · 75% · arrived?", "fair"]);
  assert.deepEqual(said({ state: "loading", in_doubt: true }), ["arrived?", "quiet"]);
  assert.deepEqual(said({ state: "in_doubt", in_doubt: true }), ["arrived?", "news"]);
  const told = (badge) => details({ ...BADGE, ...badge })[0];
  assert.match(told({ ...scored, in_doubt: true }), /newer version/);
  assert.match(told({ state: "in_doubt", in_doubt: true }), /^What you sent may have arrived;/);
  assert.doesNotMatch(details({ ...BADGE, ...scored, in_doubt: false }).join(), /arrived/);
});

test("a score looks and reads by its part of all points, and one that is not complete by none", () => {
  const score = (got, total = 100, complete = true) => said({ state: "score", score: got, total, complete });
  assert.deepEqual(score(100), ["100/100 · 100%", "good"]);
  assert.equal(saying({ ...BADGE, state: "score", score: 100, complete: true }).icon, "check");
  assert.deepEqual(score(99.6), ["99.6/100 · 99%", "good"]);
  assert.equal(saying({ ...BADGE, state: "score", score: 99.6, complete: true }).icon, undefined);
  assert.deepEqual(score(75), ["75/100 · 75%", "fair"]);
  assert.deepEqual(score(30), ["30/100 · 30%", "low"]);
  assert.deepEqual(score(30, 100, false), ["30/100 so far", "news"]);
  assert.deepEqual(score(7, null), ["7", "good"]);
  assert.deepEqual(score(0, 0), ["0/0", "good"]);
});

test("what is not handed in is missed only where the dates are known to be the student's", () => {
  assert.deepEqual(said({}), ["not submitted", "quiet"]);
  assert.deepEqual(said({ due_at: at(30) }), ["not submitted", "warn"]);
  assert.deepEqual(said({ due_at: at(-26), late: true }), ["late by 26 hours", "warn"]);
  assert.deepEqual(said({ due_at: at(-50), late: true }), ["late by 2 days", "warn"]);
  assert.deepEqual(said({ why_not: "closed", submittable: false }), ["closed for the course", "bad"]);
  assert.deepEqual(said({ why_not: "closed", submittable: false }, { own: true }), ["missed", "bad"]);
  assert.deepEqual(said({ why_not: "disabled" }), ["no handin", "quiet"]);
  assert.deepEqual(said({ why_not: "not_open" }), ["Not open yet", "quiet"]);
});

test("what is handed in waits for whom it is known to wait", () => {
  assert.deepEqual(said({ state: "submitted", autograded: true }), ["waiting for autograder", "news"]);
  assert.deepEqual(said({ state: "submitted", autograded: null }), ["submitted", "news"]);
  assert.deepEqual(said({ state: "unreleased" }), ["not released", "open"]);
});

test("behind a badge stand the adjustments it does not know, its version, its dates and its age", () => {
  const lines = details({ ...BADGE, state: "score", score: 3, score_kind: "before_adjustments", version: 2, submissions: 2, versions_left: 1 });
  assert.match(lines[0], /^Before penalties, tweaks and excuses/);
  assert.equal(lines[1], "Version 2 · 2 submissions · 1 left");
  assert.match(lines[2], /^Course deadline: /);
  assert.equal(lines.at(-1), "As of 60 minutes ago");
  assert.ok(details({ ...BADGE, why_not: "closed" }).some((line) => line.startsWith("Closed for the course. With an extension of your own")));
});

test("where the page shows Autolab's own total, that is what is told", () => {
  const score = { state: "score", score: 160, total: 175.5, complete: true, score_kind: "before_adjustments" };
  assert.deepEqual(said(score, { total: "93.0" }), ["93/175.5 · 52%", "low"]);
  assert.deepEqual(said(score, { total: "EXC" }), ["EXC", "quiet"]);
  assert.ok(!details({ ...BADGE, ...score }, { total: "EXC" }).some((line) => line.startsWith("Before")));
});
