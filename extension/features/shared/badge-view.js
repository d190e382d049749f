/** Draws one badge; what it says is in badge-words.js. */

import { h, icon, word } from "../../lib/dom.js";
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
  if (!more) return h("span", { ...props, title: behind().join("\n") || null }, ...children);
  const show = (/** @type {boolean} */ on) => {
    element.ariaExpanded = String(on);
    more.replaceChildren(...(on ? [h("ul", { class: "details", "data-ac": "details" }, ...behind().map((line) => h("li", {}, line)))] : []));
  };
  /** @type {HTMLButtonElement} */
  const element = h("button", {
    ...props, type: "button", "aria-expanded": "false", onclick: () => show(element.ariaExpanded !== "true"), onmouseover: () => void (element.title = behind().join("\n")),
  }, ...children);
  if (more.firstElementChild) show(true); // a badge that changes keeps its details open
  return element;
}
