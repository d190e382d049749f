/**
 * The place on a course page's row where our features draw: one island per row, inside the link and above the date
 * as Autolab's own badges, with its room reserved from the start so that nothing moves when answers come.
 */

import { linkedAssessment } from "../../lib/page-detect.js";
import { h } from "../../lib/dom.js";
import { island, matchTheme } from "./style.js";

/** Two columns of cards leave rows about 300 px wide. */
const ROOMY = 460;

/* The page's stylesheet outranks :host unless :host says !important. */
const STYLE = `
:host { float: right !important; display: block !important; margin: 1px 0 1px 8px !important; cursor: auto; }
.root { display: flex; justify-content: flex-end; align-items: center; gap: 6px; height: 22px; }
[data-slot="badge"] { display: flex; justify-content: flex-end; min-width: 96px; }
[data-slot="button"] { display: flex; justify-content: flex-end; min-width: 26px; }
:host([data-roomy]) [data-slot="button"] { min-width: 82px; }
.button.small { height: 22px; min-height: 22px; padding: 0 8px; font-size: 12px; }
:host(:not([data-roomy])) .button.small { width: 26px; padding: 0; }
[data-slot="due"] { display: none; font-size: 12px; white-space: nowrap; min-width: 88px; text-align: end; }
:host([data-roomy]) [data-slot="due"] { display: block; }
`;

/** @typedef {{ assessment: string, slot: (name: "due" | "badge" | "button") => HTMLElement, roomy: boolean }} Row */

/**
 * Every assessment row of the course page, in page order.
 * @param {import("../../content/main.js").Page} page
 * @param {AbortSignal} signal
 * @returns {Row[]}
 */
export function rows({ place }, signal) {
  /** @type {Row[]} */
  const found = [];
  for (const anchor of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a.collection-item[href]"))) {
    const assessment = linkedAssessment(anchor.href, place);
    if (assessment) found.push({ assessment, ...slotIn(anchor, assessment, signal) });
  }
  return found;
}

/**
 * The assessments whose rows are in view.
 * @param {import("../../lib/page-detect.js").Place} place
 */
export function visibleAssessments(place) {
  if (place.assessment) return [place.assessment];
  const anchors = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a.collection-item[href]")]);
  return anchors.filter((anchor) => {
    const { top, bottom } = anchor.getBoundingClientRect();
    return bottom > 0 && top < globalThis.innerHeight;
  }).map((anchor) => linkedAssessment(anchor.href, place)).filter((name) => name !== null);
}

/**
 * @param {HTMLAnchorElement} anchor
 * @param {string} assessment
 * @param {AbortSignal} signal
 */
function slotIn(anchor, assessment, signal) {
  const present = /** @type {HTMLElement | null} */ (anchor.querySelector(':scope > autolab-companion[data-ac="row"]'));
  const host = present ?? newSlot(anchor, assessment, signal);
  return {
    roomy: "roomy" in host.dataset,
    slot: (/** @type {string} */ name) => /** @type {HTMLElement} */ (host.shadowRoot?.querySelector(`[data-slot="${name}"]`)),
  };
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
  root.append(...["due", "button", "badge"].map((name) => h("span", { "data-slot": name })));
  anchor.prepend(host); // a float: before the name it stays in the row's corner and never pushes the date
  matchTheme(host);
  signal.addEventListener("abort", () => host.remove(), { once: true });
  return host;
}
