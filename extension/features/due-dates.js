/**
 * How long until the course deadline, beside the badges of work that is still open. The API tells no extensions,
 * so it is always called the course's deadline, and the full date carries its UTC offset.
 *
 * Test URLs: /courses/<course>/assessments
 */

import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { moment, relative } from "../lib/time.js";
import { rows } from "./shared/row-slot.js";

const SOON = 7 * 24 * 3_600_000;

/** @type {import("../content/main.js").Feature["start"]} */
export function start(page, signal) {
  const places = rows(page, signal).map(({ assessment, slot }) => ({ assessment, slot: slot("due") }));
  page.badges.follow((store) => {
    for (const { assessment, slot } of places) {
      const badge = store.get(assessment);
      slot.replaceChildren(...(badge ? [due(badge)] : []).filter((element) => element !== null));
    }
  });
}

/** @param {import("../lib/protocol.js").Badge} badge */
function due({ submittable, late, due_at: dueAt, end_at: endAt }) {
  const until = late ? endAt : dueAt;
  if (!submittable || !until) return null;
  const left = new Date(until).valueOf() - Date.now();
  if (left < 0 || left > SOON) return null;
  const [words, tip] = late ? ["late_until", "course_end_at"] : ["due_in", "course_deadline_at"];
  return h("span", { class: "due", "data-ac": "due", title: t(tip, moment(until)) }, t(words, relative(until)));
}
