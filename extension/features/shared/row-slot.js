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
/** @typedef {{ anchor: HTMLAnchorElement, assessment: string }} Link */
/** @typedef {Link & { host: HTMLElement, slots: Record<Slot, HTMLElement> }} Row */

/**
 * The links to this course's assessments, in page order.
 * @param {import("../../lib/page-detect.js").Place} place
 * @returns {Link[]}
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
  const strips = links(page.place).map(newStrip);
  signal.addEventListener("abort", () => strips.forEach(({ host }) => host.remove()), { once: true });
  drawn.set(page, strips);
  return strips;
}

/**
 * The assessments whose rows are in view.
 * @param {import("../index.js").Page} page
 */
export function visibleAssessments(page) {
  if (page.place.assessment) return [page.place.assessment];
  return (drawn.get(page) ?? links(page.place)).filter(({ anchor }) => {
    const { top, bottom } = anchor.getBoundingClientRect();
    return bottom > 0 && top < globalThis.innerHeight;
  }).map(({ assessment }) => assessment);
}

/** @type {HTMLElement | undefined} what every strip begins with: a hundred copies are made faster than built */
let blank;

/** @param {Link} link  @returns {Row} */
function newStrip({ anchor, assessment }) {
  blank ??= h("div", { class: "root" }, h("div", { class: "line", role: "group" }, ...["badge", "due", "button"].map((name) => h("div", { "data-slot": name }))),
    h("div", { "data-slot": "more" }));
  const { host, root } = island("row", STYLE, /** @type {HTMLElement} */ (blank.cloneNode(true)));
  host.dataset.assessment = assessment;
  const [line, more] = /** @type {any} */ (root.children);
  line.setAttribute("aria-label", nameOf(anchor) || assessment);
  const [badge, due, button] = line.children;
  anchor.after(host);
  matchTheme(host);
  return { anchor, assessment, host, slots: { badge, due, button, more } };
}

/** What Autolab calls the row: its own text, without dates and badges. @param {HTMLAnchorElement} anchor */
function nameOf(anchor) {
  return [...anchor.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.nodeValue ?? "" : "")).join("").trim();
}
