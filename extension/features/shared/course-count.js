/** How a student stands in a course, counted from its badges: pure. */

import { closing, past } from "../../lib/time.js";

/**
 * @typedef {import("../../lib/protocol.js").Badge} Badge
 * @typedef {{ toDo: Badge[], waiting: number, done: number, mean: { part: number, of: number } | null }} Count
 *   toDo: by what is due first, what is due never last; mean: of the complete scores, each counted alike; part: of their points
 */

/** Handed in, and nobody knows the whole score yet. */
const WAITING = new Set(["submitted", "in_doubt", "unreleased"]);
const MISSING = new Set(["not_submitted", "no_file"]);

/**
 * @param {Badge[]} badges
 * @returns {Count}
 */
export function count(badges) {
  const mine = badges.filter(({ staff }) => !staff);
  const toDo = mine.filter(({ state, why_not: why }) => MISSING.has(state) && why === null); // where the program is gone, nothing is submittable, yet to do
  const scored = mine.filter(({ state }) => state === "score");
  const done = scored.filter(({ complete }) => complete);
  const parts = done.flatMap(({ score, total }) => (score !== null && total ? [score / total] : []));
  return {
    toDo: toDo.map((badge) => ({ badge, at: Date.parse(until(badge) ?? "") || Infinity })).sort((a, b) => a.at - b.at).map(({ badge }) => badge),
    waiting: mine.filter(({ state }) => WAITING.has(state)).length + scored.length - done.length,
    done: done.length,
    mean: parts.length ? { part: parts.reduce((sum, part) => sum + part, 0) / parts.length, of: parts.length } : null,
  };
}

/**
 * What is ahead of the student: the deadline, or where that has passed the end of late work.
 * @param {Pick<Badge, "due_at" | "end_at" | "late_slack" | "late">} badge
 * @returns {string | null}  null: nothing, or nothing any more
 */
export function until(badge) {
  const at = badge.late ? closing(badge) : badge.due_at;
  return past(at) ? null : at;
}

/**
 * When what is shown was last asked for, where that could not be done again.
 * @param {import("../index.js").BadgeStore | import("../index.js").CourseStore} store
 * @returns {string | null}  null: it is up to date, or nothing is shown
 */
export function age(store) {
  return store.failure && (store.all().flatMap(({ fetched_at: at }) => at ?? []).sort().at(-1) ?? null); // those that may have changed are asked about each time
}
