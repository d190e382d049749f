/**
 * In the list of courses, on each that has something open: the course's next deadline, and how much the student still has to
 * do there. The API has no extensions of single students, so the deadline is always called the course's.
 *
 * Test URLs: /courses
 */

import { h, icon, redraw } from "../lib/dom.js";
import { plural, t } from "../lib/i18n.js";
import { placeOf } from "../lib/page-detect.js";
import { moment, relative } from "../lib/time.js";
import { island, matchTheme } from "./shared/style.js";
import { styleSheet } from "./shared/style-sheet.js";

const STYLE = await styleSheet("features/course-list.css");

/** The head of a course's card with assessments below it: as in content/list.css. */
const HEADS = ".card > a[href]:has(+ .collection > a)";

/** @typedef {import("../lib/protocol.js").CourseDue} CourseDue */

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["courses"];

/** @type {import("./index.js").Feature["start"]} */
export function start({ place, courses }, signal) {
  const heads = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(HEADS)]);
  const strips = heads.flatMap((head) => {
    const { server, kind, course } = placeOf(head.href) ?? {};
    return server === place.server && kind === "course" && course ? [{ course, ...newStrip(head) }] : [];
  });
  signal.addEventListener("abort", () => strips.forEach(({ host }) => host.remove()), { once: true });
  if (!courses.loaded) for (const { root } of strips) root.append(h("div", { class: "muted late" }, t("loading")));
  courses.follow((store) => {
    for (const { course, root } of strips) {
      const due = store.get(course);
      root.ariaHidden = due ? null : "true";
      const words = due && linesOf(due, store.failure !== null);
      redraw(root, JSON.stringify(words ?? null), () => (words ? drawn(words) : [])); // of what nobody knows nothing is said
    }
  }, { timed: true });
}

/** @param {HTMLAnchorElement} head */
function newStrip(head) {
  const { host, root } = island("course", STYLE);
  root.role = "group";
  root.ariaLabel = t("extension_name");
  head.after(host);
  matchTheme(host);
  return { host, root };
}

/**
 * @param {CourseDue} due
 * @param {boolean} aged  it could not be asked again
 */
function linesOf({ next, to_do: toDo, fetched_at: at }, aged) {
  return {
    first: next && t(next.late ? "list_late" : "list_next", relative(next.at)),
    what: next && next.display_name,
    toDo,
    when: aged ? t("as_of", relative(at)) : next && moment(next.at, undefined, undefined, false),
    title: next && moment(next.at),
  };
}

/** @param {ReturnType<typeof linesOf>} lines */
function drawn({ first, what, toDo, when, title }) {
  return [
    h("div", { class: "muted" }, first),
    h("div", { class: "what" }, what !== null && h("strong", { title: what }, what), toDo !== null && pill(toDo)),
    h("div", { class: "muted", title, "data-ac": "course-when" }, when),
  ];
}

/** @param {number} toDo */
function pill(toDo) {
  return h("span", { class: "badge", "data-ac": "course-to-do", "data-tone": toDo ? "news" : "good" },
    !toDo && icon("check"), plural("count_to_do", toDo));
}
