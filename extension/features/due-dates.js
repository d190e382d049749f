/**
 * How long until the course deadline, on the date's own line wherever it fits without moving anything, and the full
 * date with its UTC offset behind it. The API has no extensions of single students, so it is always called the course's deadline.
 *
 * Test URLs: /courses/<course>/assessments
 */

import { t } from "../lib/i18n.js";
import { closing, moment, relative, serverNow } from "../lib/time.js";
import { dateLines } from "./shared/row-slot.js";
import { inside, island, matchTheme } from "./shared/style.js";
import { styleSheet } from "./shared/style-sheet.js";

const STYLE = await styleSheet("features/due-dates.css");

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["course"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  const lines = dateLines(page.place);
  page.badges.follow((store) => {
    const drawn = lines.flatMap(({ assessment, line }) => {
      if (!store.isNew(assessment)) return [];
      const badge = store.get(assessment);
      if (!badge) clear(line);
      return badge ? draw(line, badge) : [];
    });
    // All drawn, then all measured: one layout instead of one per row. No room beside the date: the tip has to do.
    const lost = drawn.filter((host) => host.getBoundingClientRect().bottom > (host.parentElement?.getBoundingClientRect().bottom ?? 0) + 1);
    for (const host of lost) host.remove();
    for (const host of drawn) matchTheme(host);
  });
  signal.addEventListener("abort", () => lines.forEach(({ line }) => clear(line)), { once: true });
}

/**
 * @param {HTMLElement} line
 * @param {import("../lib/protocol.js").Badge} badge
 * @returns {HTMLElement[]}  what was drawn, if anything
 */
function draw(line, { late, due_at: dueAt, ...badge }) {
  const until = late ? closing(badge) : dueAt;
  clear(line);
  if (!until) return [];
  line.title = t(late ? "course_end_at" : "course_deadline_at", moment(until));
  if (new Date(until).valueOf() < serverNow()) return [];
  const { host, root } = island("due", STYLE);
  root.textContent = t(late ? "late_until" : "due_in", relative(until));
  line.append(host);
  return [host];
}

/** @param {HTMLElement} line */
function clear(line) {
  [...line.querySelectorAll('[data-ac="due"]')].find(inside)?.remove();
  line.removeAttribute("title");
}
