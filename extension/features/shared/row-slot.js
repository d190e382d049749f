/**
 * The place on a course page's row where our features draw: one island per row, inside the link and above the date
 * as Autolab's own badges, with its space reserved from the start so that nothing moves when answers come.
 */

import { linkedAssessment } from "../../lib/page-detect.js";
import { h, icon } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { inside, island, matchTheme } from "./style.js";
import { styleSheet } from "./style-sheet.js";

/** Two columns of cards leave rows about 300 px wide. */
const ROOMY = 460;

const STYLE = await styleSheet("features/shared/row-slot.css");

/** @typedef {{ assessment: string, slot: (name: "badge" | "button") => HTMLElement }} Row */

/**
 * The links to this course's assessments, in page order.
 * @param {import("../../lib/page-detect.js").Place} place
 */
function links(place) {
  const anchors = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a.collection-item[href]")]);
  return anchors.flatMap((anchor) => {
    const assessment = linkedAssessment(anchor.href, place);
    return assessment ? [{ anchor, assessment }] : [];
  });
}

/**
 * Every assessment row of the course page.
 * @param {import("../index.js").Page} page
 * @param {AbortSignal} signal
 * @returns {Row[]}
 */
export function rows({ place }, signal) {
  return links(place).map(({ anchor, assessment }) => ({ assessment, ...slotIn(anchor, assessment, signal) }));
}

/**
 * The lines on which Autolab shows the dates.
 * @param {import("../../lib/page-detect.js").Place} place
 */
export function dateLines(place) {
  return links(place).flatMap(({ anchor, assessment }) => {
    const line = /** @type {HTMLElement | null} */ (anchor.querySelector(":scope > p.date"));
    return line ? [{ assessment, line }] : [];
  });
}

/**
 * The assessments whose rows are in view.
 * @param {import("../../lib/page-detect.js").Place} place
 */
export function visibleAssessments(place) {
  if (place.assessment) return [place.assessment];
  return links(place).filter(({ anchor }) => {
    const { top, bottom } = anchor.getBoundingClientRect();
    return bottom > 0 && top < globalThis.innerHeight;
  }).map(({ assessment }) => assessment);
}

/**
 * @param {HTMLAnchorElement} anchor
 * @param {string} assessment
 * @param {AbortSignal} signal
 */
function slotIn(anchor, assessment, signal) {
  const present = [...anchor.querySelectorAll(':scope > [data-ac="row"]')].find(inside);
  const root = inside(present ?? newSlot(anchor, assessment, signal));
  return { slot: (/** @type {string} */ name) => /** @type {HTMLElement} */ (root?.querySelector(`[data-slot="${name}"]`)) };
}

/**
 * @param {HTMLAnchorElement} anchor
 * @param {string} assessment
 * @param {AbortSignal} signal
 */
function newSlot(anchor, assessment, signal) {
  const { host, root } = island("row", STYLE);
  host.dataset.assessment = assessment;
  if (anchor.clientWidth >= ROOMY) host.dataset.roomy = "";
  root.append(
    // As wide as the widest usual content in the reader's font and language.
    h("span", { class: "line room", "aria-hidden": "true" },
      h("span", { class: "button small" }, icon("upload"), h("span", { class: "words" }, t("submit"))),
      h("span", { class: "badge" }, t("badge_not_submitted"))),
    h("span", { class: "line" }, ...["button", "badge"].map((name) => h("span", { "data-slot": name }))));
  insert(anchor, host);
  matchTheme(host);
  signal.addEventListener("abort", () => host.remove(), { once: true });
  return host;
}

/**
 * A float: before the name it keeps the row's corner and never pushes the date. Where Autolab's own badge was there
 * first, ours stands beside it, unless that would wrap the date.
 * @param {HTMLAnchorElement} anchor
 * @param {HTMLElement} host
 */
function insert(anchor, host) {
  const own = [...anchor.querySelectorAll(":scope > .badge")].at(-1);
  const date = /** @type {HTMLElement | null} */ (anchor.querySelector(":scope > p.date"));
  const height = date?.offsetHeight ?? 0;
  own?.after(host);
  if (!own || (date?.offsetHeight ?? 0) > height) anchor.prepend(host);
}
