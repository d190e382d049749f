import "./browser.js";
import assert from "node:assert/strict";
import test from "node:test";
import { asShown, dateOf, ownDates } from "../../extension/features/shared/own-dates.js";

const COURSE = { due_at: "2026-12-13T12:02:15.000-05:00", end_at: "2026-12-15T12:02:15.000-05:00", late_slack: 600 };

/** A page with these lines in its hand-in panel; null is a line without a date. */
function page(...lines) {
  globalThis.document = {
    querySelector: () => null,
    querySelectorAll: () => lines.map((told) => ({ querySelector: () => (told === null ? null : { textContent: ` ${told}\n` }) })),
  };
}

test("a date as Autolab writes it, and as its script rewrites it", () => {
  assert.equal(Date.parse(dateOf("2026-12-13 12:02:15 -0500")), Date.parse("2026-12-13T17:02:15Z"));
  assert.equal(Date.parse(dateOf("2026-12-13 12:02:15 UTC")), Date.parse("2026-12-13T12:02:15Z"));
  assert.equal(Date.parse(dateOf("December 13th 2026, 5:02 pm UTC (UTC +00:00)")), Date.parse("2026-12-13T17:02:00Z"));
  assert.equal(Date.parse(dateOf("January 1st 2027, 12:30 am IST (UTC +05:30)")), Date.parse("2026-12-31T19:00:00Z"));
  assert.equal(dateOf("tomorrow"), undefined);
});

test("the course's dates are not the student's own, the late slack counted or not", () => {
  page("2026-12-13 12:02:15 -0500", "2026-12-15 12:02:15 -0500");
  assert.equal(ownDates(COURSE), null);
  page("2026-12-13 12:12:15 -0500", "December 15th 2026, 5:12 pm UTC (UTC +00:00)");
  assert.equal(ownDates(COURSE), null);
});

test("an extension is told, one without an end too", () => {
  page("2026-12-23 12:02:15 -0500", "2026-12-25 12:02:15 -0500");
  assert.deepEqual(ownDates(COURSE), { due: "2026-12-23T12:02:15-05:00", end: "2026-12-25T12:02:15-05:00" });
  page(null, null);
  assert.deepEqual(ownDates(COURSE), { due: null, end: null });
});

test("what cannot be read says nothing", () => {
  page();
  assert.equal(ownDates(COURSE), null);
  page("Handins are disabled");
  assert.equal(ownDates(COURSE), null);
  page("soon", "2026-12-25 12:02:15 -0500");
  assert.equal(ownDates(COURSE), null);
});

test("a badge is judged by the dates of the page, and without any as the course does", () => {
  const closed = { ...COURSE, why_not: "closed", late: false, state: "not_submitted", due_at: "2020-12-13T17:02:15Z", end_at: "2020-12-15T17:02:15Z", late_slack: 0 };
  page();
  assert.deepEqual(asShown(closed), { badge: closed, own: false });
  page("2020-12-13 17:02:15 UTC", "2020-12-15 17:02:15 UTC");
  assert.deepEqual(asShown(closed), { badge: closed, own: true });
  page("2020-12-23 17:02:15 UTC", "2020-12-25 17:02:15 UTC");
  assert.equal(asShown(closed).badge.why_not, "closed");
  page("2020-12-23 17:02:15 UTC", null);
  assert.deepEqual([asShown(closed).badge.why_not, asShown(closed).badge.late, asShown(closed).own], [null, true, true]);
  page(null, null);
  assert.deepEqual([asShown(closed).badge.why_not, asShown(closed).badge.late], [null, false]);
});
