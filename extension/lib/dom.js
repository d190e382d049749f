/** Building nodes without markup strings: whatever a server names its things stays text. */

import { on } from "./on.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Props
 */

/** @type {(text: string) => Node | string} how a text becomes a node; what stays a string becomes a text node */
let written = (text) => text;

/**
 * From now on texts become nodes by `write`; see features/shared/spell.js.
 * @param {typeof written} write
 */
export function writeWith(write) {
  written = write;
}

/**
 * An HTML element. Functions become listeners (`onclick`), true an empty attribute, null and false nothing.
 * Events count only if they are the user's or the browser's own. While what a click has started goes on (a promise),
 * the button is busy and takes no second one.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  set(element, props);
  append(element, children);
  return element;
}

/**
 * A text that has an element of its own and never changes: no more nodes than it takes.
 * @param {string} text
 * @param {Props} [props]
 */
export function word(text, props = {}) {
  const node = written(text);
  const element = node instanceof HTMLElement ? node : h("span", {}, node);
  set(element, props);
  return element;
}

/**
 * An icon of one path on a 24-unit grid, drawn in the text's colour and hidden from screen readers.
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  const svg = icons[name] ??= newIcon(PATHS[name]);
  return svg.cloneNode(true);
}

/** @type {Partial<Record<keyof typeof PATHS, SVGElement>>} copies are made faster than built */
const icons = {};

/** @param {string} drawing */
function newIcon(drawing) {
  const svg = document.createElementNS(SVG, "svg");
  set(svg, { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" });
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", drawing);
  svg.append(path);
  return svg;
}

const PATHS = {
  upload: "M11 16V7.8L7.9 11 6.5 9.6 12 4l5.500 5.600-1.400 1.400L13 7.800V16zM5 20v-5h2v3h10v-3h2v5z",
  check: "M9.500 17.600 4.400 12.500l1.400-1.400 3.700 3.700 8.700-8.700 1.400 1.400z",
  warning: "M12 3 1.500 21h21zm-1 7h2v5h-2zm0 6.500h2v2h-2z",
  close: "M6.400 19 5 17.600l5.600-5.600L5 6.400 6.400 5l5.600 5.600L17.600 5 19 6.400 13.400 12l5.600 5.600-1.400 1.400-5.600-5.600z",
  pen: "M4 20v-4L15.500 4.500l4 4L8 20z",
  copy: "M8 3h12v14H8zm2 2v10h8V5zM4 7h2v12h10v2H4z",
  download: "M11 4h2v8.200l3.100-3.100 1.400 1.400L12 16l-5.500-5.500 1.400-1.400 3.100 3.100zM5 20v-2h14v2z",
  gear: "M10 2h4l.5 2.700 1.700 1 2.600-.9 2 3.400-2.100 1.800v2l2.100 1.800-2 3.400-2.600-.9-1.700 1L14 22h-4l-.5-2.700-1.700-1-2.600.9-2-3.400L5.300 14v-2L3.200 10.200l2-3.400 2.600.9 1.700-1zm2 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
};

/**
 * @param {Element} element
 * @param {Props} props
 */
function set(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (name === "onclick") on(element, "click", (event) => {
      if (element.ariaBusy !== "true") busy(element, /** @type {(event: any) => unknown} */ (value)(event));
    });
    else if (typeof value === "function") on(element, name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
}

/** Until the page's nodes are there. */
export async function parsed() {
  if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
}

/** Until the browser has laid the page out by itself; it does not for a page that nobody sees. */
export async function laidOut() {
  if (document.visibilityState === "visible") await new Promise((done) => requestAnimationFrame(done));
  await new Promise((done) => setTimeout(done, 0));
}

/**
 * Shows on `element` that `work` goes on, if it is anything that goes on.
 * @param {Element} element
 * @param {unknown} work
 */
export function busy(element, work) {
  if (!(work instanceof Promise)) return;
  element.ariaBusy = "true";
  void work.finally(() => {
    element.ariaBusy = null;
  });
}

/**
 * @param {Element} element
 * @param {Child[]} children
 */
function append(element, children) {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : written(String(child)));
    }
  }
}

/** What the keyboard may be at. */
const KEYS = "button, input, a, summary, select, textarea";

/**
 * Replaces the children of `element` only when `key` changed, so that typing survives a refresh. Whoever was here with the
 * keyboard stays at the same thing, or where that has gone or changed, at what stands in its place.
 * @param {HTMLElement} element
 * @param {string} key
 * @param {() => Child[]} build
 */
export function redraw(element, key, build) {
  if (element.dataset.key === key) return;
  const focused = element.querySelector(":focus"); // found in closed shadow roots too, where the document's own is the host
  const at = focused ? [...element.querySelectorAll(KEYS)].indexOf(focused) : -1;
  element.dataset.key = key;
  element.replaceChildren();
  append(element, build());
  if (!focused) return;
  const all = /** @type {HTMLElement[]} */ ([...element.querySelectorAll(KEYS)]);
  const same = [all[at], ...all].find((one) => one?.isEqualNode(focused)) ?? all[at] ?? all.at(-1);
  same?.focus({ preventScroll: true });
}
