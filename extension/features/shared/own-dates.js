/**
 * What Autolab's page tells about this student's own dates. The API tells the course's alone, so where an assessment's
 * page shows others, there is an extension, and what is drawn below them must not contradict them.
 */

import { past } from "../../lib/time.js";

/** @typedef {import("../../lib/protocol.js").Badge} Badge */
/** @typedef {{ due: string | null, end: string | null }} Dates   ISO 8601; null: never */
/** @typedef {{ due_at: string | null, end_at: string | null, late_slack?: number | null }} CourseDates */

const LINES = ".handin-panel .card-content > p";
const DATE = ".moment-date-time";
const RAW = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:UTC|([+-]\d\d)(\d\d))$/;
/** As a script of the page rewrites it: `December 13th 2026, 5:02 pm UTC (UTC +00:00)`. */
const REWRITTEN = /^(\w+ \d+)\w\w (\d{4}), (\d+:\d\d [ap]m)\b.*\(UTC ([+-]\d\d):(\d\d)\)$/;
/** Milliseconds: rewritten, a date has lost its seconds. */
const SAME = 60_000;

/**
 * The dates that the page shows.
 * @returns {Dates | null}  null: none, or none that can be read
 */
function shownDates() {
  const lines = [...document.querySelectorAll(LINES)];
  if (lines.length !== 2) return null;
  const [due, end] = lines.map((line) => {
    const told = line.querySelector(DATE)?.textContent?.trim();
    return told === undefined ? null : dateOf(told);
  });
  return due === undefined || end === undefined ? null : { due, end };
}

/**
 * The dates that the page shows, where they are not the course's.
 * @param {CourseDates} course  as the API tells them
 * @returns {Dates | null}      null: none are shown, or nothing else than the course's
 */
export function ownDates(course) {
  const shown = shownDates();
  const slack = Math.max(0, course.late_slack ?? 0) * 1000;
  return !shown || (same(shown.due, course.due_at, slack) && same(shown.end, course.end_at, slack)) ? null : shown;
}

/**
 * A badge judged by the dates that the page shows, which are this student's.
 * @param {Badge} badge
 * @returns {{ badge: Badge, own: boolean }}  own: the page shows dates
 */
export function asShown(badge) {
  const shown = shownDates();
  const bound = badge.why_not === "closed" || badge.late;
  if (bound && document.querySelector("form#new_submission") && !shown) return { badge: { ...badge, why_not: null, late: false }, own: false };
  const own = ownDates(badge);
  if (!own) return { badge, own: shown !== null };
  const why = badge.why_not === "closed" ? null : badge.why_not;
  const late = past(own.due) && !past(own.end);
  return { badge: { ...badge, due_at: own.due, end_at: own.end, late_slack: null, late, why_not: why ?? (past(own.end) ? "closed" : null) }, own: true };
}

/**
 * @param {string} text
 * @returns {string | undefined}  undefined: no date of Autolab's
 */
export function dateOf(text) {
  const [, day, time, hours = "+00", minutes = "00"] = RAW.exec(text) ?? [];
  if (day) return `${day}T${time}${hours}:${minutes}`;
  const [, date, year, clock, ...zone] = REWRITTEN.exec(text) ?? [];
  const at = Date.parse(`${date} ${year} ${clock} ${zone.join("")}`);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/**
 * @param {string | null} shown
 * @param {string | null} told
 * @param {number} slack  milliseconds that the page may have added
 */
function same(shown, told, slack) {
  if (shown === null || told === null) return shown === told;
  const apart = Date.parse(shown) - Date.parse(told);
  return Math.abs(apart) < SAME || Math.abs(apart - slack) < SAME;
}
