/**
 * The place on a course page where our features draw about an assessment: one island per row, a strip of its own right
 * below Autolab's link. It is no part of the link, so nothing of ours opens the page or is read out as its name, and
 * Autolab's badges and dates stay where they are at every width. Its space is reserved from the start (content/rows.css).
 */

import { linkedAssessment } from "../../lib/page-detect.js";
import { h } from "../../lib/dom.js";
import { island, matchTheme } from "./style.js";
import { styleSheet } from "./style-sheet.js";

const STYLE = await styleSheet("features/shared/row-slot.css");

/** @typedef {"badge" | "due" | "button" | "more"} Slot   from left to right, and below them */
/** @typedef {{ assessment: string, slot: (name: Slot) => HTMLElement }} Row */

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

/** @type {WeakMap<import("../index.js").Page, Row[]>} the features of a page share its strips */
const drawn = new WeakMap();

/**
 * Every assessment row of the course page.
 * @param {import("../index.js").Page} page
 * @param {AbortSignal} signal
 * @returns {Row[]}
 */
export function rows(page, signal) {
  const present = drawn.get(page);
  if (present) return present;
  const strips = links(page.place).map(({ anchor, assessment }) => ({ assessment, ...newStrip(anchor, assessment) }));
  signal.addEventListener("abort", () => strips.forEach(({ host }) => host.remove()), { once: true });
  drawn.set(page, strips);
  return strips;
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

/** @type {HTMLElement[] | undefined} what every strip begins with: a hundred copies are made faster than built */
let blank;

/**
 * @param {HTMLAnchorElement} anchor
 * @param {string} assessment
 */
function newStrip(anchor, assessment) {
  const { host, root } = island("row", STYLE);
  host.dataset.assessment = assessment;
  blank ??= [
    h("div", { class: "line", role: "group" }, ...["badge", "due", "button"].map((name) => h("div", { "data-slot": name }))),
    h("div", { "data-slot": "more" })];
  root.append(...blank.map((part) => part.cloneNode(true)));
  root.firstElementChild?.setAttribute("aria-label", nameOf(anchor) || assessment);
  anchor.after(host);
  matchTheme(host);
  return { host, slot: (/** @type {Slot} */ name) => /** @type {HTMLElement} */ (root.querySelector(`[data-slot="${name}"]`)) };
}

/** What Autolab calls the row: its own text, without dates and badges. @param {HTMLAnchorElement} anchor */
function nameOf(anchor) {
  return [...anchor.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.nodeValue ?? "" : "")).join("").trim();
}
