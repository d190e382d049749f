/** Everything drawn into a page lives in a shadow root with its own style: nothing leaks in or out. */

import { h } from "../../lib/dom.js";
import { language } from "../../lib/i18n.js";
import { LOOK } from "../../lib/look.js";

/**
 * An element of ours with its own open shadow root and the shared style.
 * @param {string} name         its `data-ac`
 * @param {string} [style]      what this piece adds
 * @returns {{ host: HTMLElement, root: HTMLElement }}  the element for the page, and the place to draw into
 */
export function island(name, style = "") {
  const host = document.createElement("autolab-companion");
  host.dataset.ac = name;
  host.lang = language(); // Autolab itself speaks English
  const root = h("div", { class: "root" });
  host.attachShadow({ mode: "open" }).append(h("style", {}, LOOK + style), root);
  return { host, root };
}

/**
 * Makes an island fit the page it stands on: Autolab itself is light whatever the system prefers.
 * @param {HTMLElement} host  already in the page
 */
export function matchTheme(host) {
  /** @type {Element | null} */
  let element = host.parentElement;
  for (; element; element = element.parentElement) {
    const [red, green, blue, alpha = 1] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (red === undefined || alpha < 0.5) continue;
    host.dataset.theme = 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
    return;
  }
}
