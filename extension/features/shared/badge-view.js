/** Draws one badge; what it says is in badge-words.js. */

import { h, icon, redraw, word } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { details, saying } from "./badge-words.js";

/** @typedef {import("../../lib/protocol.js").Badge} Badge */

/** The badge before anything is known; it reserves the space. */
export function loadingBadge() {
  return h("span", { class: "badge", "data-ac": "badge", "data-state": "loading", "data-tone": "quiet" }, h("span", { class: "dot" }), word(t("badge_loading"), { class: "hidden-words" }));
}

/**
 * @param {Badge} badge
 * @param {import("./badge-words.js").Page & { more?: HTMLElement, latest?: () => Badge | undefined }} [how]
 *   more: the place where its details open; they are made, of what is known by then, when somebody points at it or opens them
 */
export function badgeView(badge, { more, latest, ...page } = {}) {
  const { text, tone, icon: sign, dot, spoken } = saying(badge, page);
  const behind = () => details(latest?.() ?? badge, page);
  const props = { class: "badge", "data-ac": "badge", "data-state": badge.state, "data-tone": tone, "data-assessment": badge.assessment };
  const children = [sign && icon(sign), dot && h("span", { class: "dot" }), spoken && word(`${spoken} `, { class: "hidden-words" }), text && word(text)];
  const tip = (/** @type {MouseEvent} */ { currentTarget: it }) => void (/** @type {HTMLElement} */ (it).title = behind().join("\n"));
  if (!more) return h("span", { ...props, title: behind().join("\n") || null, onmouseover: tip }, ...children);
  const show = (/** @type {boolean} */ on) => {
    element.ariaExpanded = String(on);
    drawDetails(more, on ? behind() : []);
  };
  /** @type {HTMLButtonElement} */
  const element = h("button", {
    ...props, type: "button", "aria-expanded": String(isOpen(more)), onclick: () => show(element.ariaExpanded !== "true"), onmouseover: tip,
  }, ...children);
  return element;
}

/**
 * What is seen of a badge; while that is the same, nothing is to be drawn anew.
 * @param {Badge} badge
 * @param {import("./badge-words.js").Page} [page]
 */
export function lookOf(badge, page) {
  return JSON.stringify([badge.state, saying(badge, page)]);
}

/** Whether a badge's details are open: a badge that changes keeps them so. @param {HTMLElement} more */
export function isOpen(more) {
  return more.firstElementChild !== null;
}

/**
 * @param {HTMLElement} more
 * @param {string[]} lines  none: closed
 */
export function drawDetails(more, lines) {
  redraw(more, lines.join("\n"), () => (lines.length ? [h("ul", { class: "details", "data-ac": "details" }, ...lines.map((line) => h("li", {}, line)))] : []));
}
