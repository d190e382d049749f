/**
 * The place on a course page where our features draw about an assessment: one island per row, a strip of its own right
 * below Autolab's link. It is no part of the link, so nothing of ours opens the page or is read out as its name, and
 * Autolab's badges and dates stay where they are at every width. Its space is reserved from the start (content/rows.css).
 */

import { linkedAssessment } from "../../lib/page-detect.js";
import { h, laidOut } from "../../lib/dom.js";
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

/**
 * How many strips are drawn in one go. The first are there before the page is laid out; those further down, which hardly
 * anybody sees yet, let the page have its turns between them.
 */
const BATCH = 40;

/** @typedef {(row: Row, badges: import("./badge-store.js").BadgeStore) => void} Draw */
/** @typedef {{ found: Link[], rows: Row[], draws: Draw[] }} Strips   rows: those that are made */

/** @type {WeakMap<import("../index.js").Page, Strips>} the features of a page share its strips */
const strips = new WeakMap();

/**
 * Has `draw` called for every assessment row of the course page, again for each whose badge has changed, and each minute.
 * @param {import("../index.js").Page} page
 * @param {AbortSignal} signal
 * @param {Draw} draw
 */
export function drawRows(page, signal, draw) {
  const { rows, draws } = strips.get(page) ?? begin(page, signal);
  draws.push(draw);
  if (!page.badges.loaded) for (const row of rows) draw(row, page.badges);
  page.badges.follow((badges) => {
    for (const row of rows) if (badges.isNew(row.assessment)) draw(row, badges);
  }, { timed: true });
}

/**
 * @param {import("../index.js").Page} page
 * @param {AbortSignal} signal
 */
function begin(page, signal) {
  /** @type {Strips} */
  const made = { found: links(page.place), rows: [], draws: [] };
  signal.addEventListener("abort", () => made.rows.forEach(({ host }) => host.remove()), { once: true });
  strips.set(page, made);
  makeSome(made);
  if (made.rows.length < made.found.length) void drawOn(page, signal, made);
  return made;
}

/** @param {Strips} made  @returns {Row[]} the new ones */
function makeSome({ found, rows }) {
  const fresh = found.slice(rows.length, rows.length + BATCH).map(newStrip);
  rows.push(...fresh);
  return fresh;
}

/**
 * Draws the rows that remain.
 * @param {import("../index.js").Page} page
 * @param {AbortSignal} signal
 * @param {Strips} made
 */
async function drawOn({ badges }, signal, made) {
  const { dataset } = document.documentElement;
  dataset.autolabCompanion = "rows"; // the room of the others is kept; see content/rows.css
  await laidOut();
  while (made.rows.length < made.found.length && !signal.aborted) {
    for (const row of makeSome(made)) for (const draw of made.draws) draw(row, badges);
    await /** @type {any} */ (globalThis).scheduler.yield();
  }
  if (!signal.aborted) dataset.autolabCompanion = "";
}

/**
 * The assessments whose rows are in view.
 * @param {import("../index.js").Page} page
 */
export function visibleAssessments(page) {
  if (page.place.assessment) return [page.place.assessment];
  return (strips.get(page)?.found ?? links(page.place)).filter(({ anchor }) => {
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
  let name = "";
  for (let node = anchor.firstChild; node; node = node.nextSibling) if (node.nodeType === Node.TEXT_NODE) name += node.nodeValue;
  return name.trim();
}
