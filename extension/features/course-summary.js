/**
 * Where the student stands in this course, in one line above Autolab's cards: how much is done, waits, is to do, and what is
 * due next. The work that is to do opens as a list of our own, by deadline: Autolab's cards stay in their order. Staff have
 * nothing to hand in; they find the way to their tables here.
 *
 * Test URLs: /courses/<course>/assessments
 */

import { task } from "../lib/ask.js";
import { h, redraw } from "../lib/dom.js";
import { percent } from "../lib/format.js";
import { plural, t } from "../lib/i18n.js";
import { assessmentUrl } from "../lib/page-detect.js";
import { moment, relative } from "../lib/time.js";
import { badgeView, lookOf } from "./shared/badge-view.js";
import { age, count, until } from "./shared/course-count.js";
import { island, matchTheme } from "./shared/style.js";
import { styleSheet } from "./shared/style-sheet.js";

const STYLE = await styleSheet("features/course-summary.css");

/** @typedef {import("../lib/protocol.js").Badge} Badge */

const NO_BREAK = "\u00A0";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["course"];

/** @type {import("./index.js").Feature["start"]} */
export function start({ place, badges }, signal) {
  const cards = document.querySelector(".assessments")?.parentElement;
  if (!cards) return;
  const { host, root } = island("summary", STYLE);
  const counts = h("span", { "data-ac": "counts", role: "status" });
  const next = h("span", { class: "next muted", "data-ac": "next" });
  const list = h("ul", { id: "to-do", "data-ac": "to-do", hidden: true });
  /** @type {import("./shared/course-count.js").Count | undefined} */
  let known;
  const mean = meanView();
  const open = (/** @type {boolean} */ on) => {
    list.hidden = !on;
    button.ariaExpanded = String(on);
    const parts = on && known ? JSON.stringify([known.mean, known.toDo.map((badge) => [badge.assessment, badge.display_name, ahead(badge), lookOf(badge)])]) : "";
    redraw(list, parts, () => (on && known ? rows(place, known, badges, mean(known.mean)) : []));
  };
  const button = h("button", {
    type: "button", class: "button small", "data-ac": "to-do-toggle", "aria-controls": "to-do", "aria-expanded": "false", hidden: true, onclick: () => open(list.hidden),
  }, t("still_to_do"));
  const tables = h("button", { type: "button", class: "button small", "data-ac": "open-tables", hidden: true, onclick: () => task("open", { page: "tables" }) }, t("open_tables"));
  root.append(h("section", { class: "box", "aria-label": t("extension_name") }, h("div", { class: "line" }, counts, next, button, tables), list));
  cards.before(host);
  matchTheme(host);
  signal.addEventListener("abort", () => host.remove(), { once: true });

  let said = "";
  badges.follow((store) => {
    const all = store.all();
    known = count(all);
    const told = all.some(({ staff }) => !staff);
    const words = told ? line(known) : all.length ? t("staff_here") : "";
    if (words !== said) counts.textContent = said = words; // badges come one by one; it must not be read out with each
    const first = known.toDo.find((badge) => until(badge));
    next.textContent = first ? t("next_due", first.display_name, relative(until(first) ?? "")) : "";
    const since = age(store);
    if (since) next.textContent = t("as_of", relative(since));
    next.title = first ? moment(until(first) ?? "") : "";
    button.hidden = !told;
    tables.hidden = told || !all.length;
    root.ariaHidden = told || all.length ? null : "true";
    if (!list.hidden) open(told);
  }, { timed: true });
}

/** @param {import("./shared/course-count.js").Count} count */
function line({ toDo, waiting, done }) {
  const counts = [plural("count_to_do", toDo.length), plural("count_waiting", waiting), plural("count_done", done)];
  return counts.map((words) => words.replaceAll(" ", NO_BREAK)).join(`${NO_BREAK}· `);
}

/** How long there is still time for it. @param {Badge} badge */
function ahead(badge) {
  const at = until(badge);
  return at && t(badge.late ? "ends_in" : "due_in", relative(at));
}

/**
 * @param {import("./index.js").CoursePlace} place
 * @param {import("./shared/course-count.js").Count} known
 * @param {import("./index.js").BadgeStore} store
 * @param {HTMLElement | null} mean
 */
function rows({ server, course }, { toDo }, store, mean) {
  const work = toDo.map((badge) => {
    const at = until(badge);
    return h("li", {},
      h("a", { href: assessmentUrl({ server, course, assessment: badge.assessment }) }, badge.display_name),
      at && h("span", { class: "muted", title: moment(at) }, ahead(badge)),
      badgeView(badge, { latest: () => store.get(badge.assessment) }));
  });
  return [...(work.length ? work : [h("li", { class: "muted" }, t("nothing_to_do"))]), mean];
}

/** The mean is told only to whoever asks for it, and then as it is. */
function meanView() {
  /** @type {import("./shared/course-count.js").Count["mean"]} */
  let known = null;
  const told = h("span", { role: "status", "data-ac": "mean" });
  let said = "";
  const tell = () => {
    const words = known ? plural("mean_of", known.of, percent(known.part)) : "";
    if (words !== said) told.textContent = said = words;
  };
  const ask = h("button", { type: "button", class: "link", "data-ac": "mean-ask", onclick: () => {
    ask.hidden = true;
    tell();
  } }, t("mean_ask"));
  const row = h("li", {}, ask, told);
  return (/** @type {typeof known} */ mean) => {
    known = mean;
    if (ask.hidden) tell();
    return mean && row;
  };
}
