/** The host's calendar file as Thunderbird reads it: ical.js is its parser. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";

const ICAL = await import("ical.js").then((module) => module.default, () => null);

const FILE = `
from native_host.documents.calendar import calendar
import sys
item = {"server": "https://autolab.example.edu", "course": "cs101", "assessment": "lab1",
  "course_display_name": "CS 101;\\nPrinciples, part 1", "display_name": "Lab 1:\\r\\nMalloc, \\u00e4nd friends",
  "end_at": None}
sys.stdout.reconfigure(encoding="utf-8", newline="")
sys.stdout.write(calendar([item | {"due_at": sys.argv[1]}], float(sys.argv[2])))
`;

/**
 * @param {string} due
 * @param {number} knownAt
 */
function event(due, knownAt) {
  const text = execFileSync(".venv/bin/python", ["-c", FILE, due, String(knownAt)], { encoding: "utf-8" });
  const [found, ...others] = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent");
  assert.equal(others.length, 0);
  return new ICAL.Event(found);
}

test("ical.js reads the moment, the names in one line, and what is known later", { skip: ICAL ? false : "ical.js is not installed: run npm ci" }, () => {
  const before = event("2026-11-02T04:59:59Z", 1_800_000_000);
  const after = event("2026-11-03T04:59:59Z", 1_800_000_120);
  assert.equal(before.summary, "Lab 1: Malloc, änd friends");
  assert.equal(before.location, "CS 101; Principles, part 1");
  assert.equal(before.endDate.toString(), "2026-11-02T04:59:59Z");
  assert.equal(before.duration.toSeconds(), 60);
  assert.equal(after.uid, before.uid);
  assert.ok(after.sequence > before.sequence);
  assert.ok(after.component.getFirstPropertyValue("last-modified").compare(before.component.getFirstPropertyValue("last-modified")) > 0);
});
