/**
 * How long until the course deadline, in its place below every row. The API has no extensions of single students, so its
 * full date, behind it, is always called the course's.
 *
 * Test URLs: /courses/<course>/assessments
 */

import { h, redraw, word } from "../lib/dom.js";
import { plural, t } from "../lib/i18n.js";
import { closing, moment, past, relative } from "../lib/time.js";
import { drawRows } from "./shared/row-slot.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["course"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  drawRows(page, signal, ({ assessment, slots }, store) => draw(slots.due, store.get(assessment)));
}

/**
 * @param {HTMLElement} slot
 * @param {import("../lib/protocol.js").Badge | undefined} badge
 */
function draw(slot, badge) {
  const until = badge && (badge.late ? closing(badge) : badge.due_at);
  const time = until && !past(until) && relative(until);
  const count = badge && left(badge);
  const beside = badge?.submittable; // what is put elsewhere is drawn anew
  redraw(slot, [time, badge?.late, count, beside].join(), () => [(time || count) && h("span", { "data-ac": "due" },
    time && h("span", { class: "time" }, !badge?.late && word(time, { class: "short" }), word(t(badge?.late ? "ends_in" : "due_in", time), { class: badge?.late ? "" : "long" })),
    count && word(time ? `· ${count}` : count))]);
  if (until) slot.title = t(badge?.late ? "course_end_at" : "course_deadline_at", moment(until));
  else slot.removeAttribute("title");
}

/** How many submissions are left, where they are counted. @param {import("../lib/protocol.js").Badge} badge */
function left({ versions_left: count, submittable, staff }) {
  return submittable && !staff && count !== null && plural("left", count);
}
