/**
 * Everything drawn into a page lives in a closed shadow root with its own style: nothing leaks in or out.
 *
 * A closed root alone does not keep the page's scripts out. What else it takes, each seen in a browser:
 * - The element is no custom element: the page could define it, and a definition's `attachInternals()` is given the root.
 * - The page's `:host` loses: our rules are `!important`, and in shadow trees the inner ones then win over the outer.
 * - No text nodes: `window.find()` searches closed roots (and Firefox's selection then hands out the node that it found).
 * - Firefox names the inner target in each event that leaves the root: content/loader.js lets none of them leave.
 */

import { h } from "../../lib/dom.js";
import { language } from "../../lib/i18n.js";
import { relay } from "../../lib/on.js";
import { spell } from "./spell.js";
import { styleSheet } from "./style-sheet.js";

const LOOK = await styleSheet("lib/look.css");

/** Names no page can know and so can't redefine: `@property` reaches into shadow trees. */
const SECRET = crypto.randomUUID().slice(0, 8);

/**
 * Switched off under an open page, Firefox ends our scripts without a word, and buttons would be dead. It takes away the
 * style sheets it put into the page as well (content/): islands that began with these go with them.
 */
const THERE = "--autolab-companion";
const LIVING = `:host([data-styled]) { display: var(${THERE}, none) !important; }`;

/** @type {Map<string, CSSStyleSheet>} what a piece adds → the sheet that all its islands share */
const sheets = new Map();

/** @type {WeakMap<Element, HTMLElement>} each of our elements → the place drawn into */
const drawn = new WeakMap();

/**
 * An element of ours with its own closed shadow root and the shared style.
 * @param {string} name         its `data-ac`
 * @param {string} [style]      what this piece adds
 * @param {HTMLElement} [root]  the place to draw into, if it is made already
 * @returns {{ host: HTMLElement, root: HTMLElement }}  the element for the page, and the place to draw into
 */
export function island(name, style = "", root = h("div", { class: "root" })) {
  const host = document.createElement("div");
  host.dataset.ac = name;
  host.lang = language(); // Autolab itself speaks English
  const shadow = host.attachShadow({ mode: "closed" });
  shadow.append(root);
  shadow.adoptedStyleSheets = [sheetOf(style)];
  spell(root);
  drawn.set(host, root);
  relay()?.hosts.add(host);
  return { host, root };
}

/**
 * Parsed once for however many islands: a hundred rows with a sheet each take longer over them than over all else.
 * @param {string} style
 */
function sheetOf(style) {
  const known = sheets.get(style);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync((LOOK + style).replaceAll("--", `--${SECRET}-`) + LIVING);
  sheets.set(style, sheet);
  return sheet;
}

/**
 * The place drawn into, if an element is one of ours: a page can imitate what it looks like from outside.
 * @param {Element | null | undefined} host
 */
export function inside(host) {
  return host ? drawn.get(host) : undefined;
}

let dark = false;
/** Whether the page has our style sheets: not where we were started in a tab that was open already. */
let styled = false;

/** Looks for our style sheets: before the page is there, when that costs nothing. */
export function seeStyled() {
  styled = getComputedStyle(document.documentElement).getPropertyValue(THERE) !== "";
}

/**
 * Takes the page to be dark or light, for the islands to come.
 * @param {boolean} on
 */
export function assumeDark(on) {
  dark = on;
}

/**
 * Looks at the page's colours, for all islands. Where the page is not laid out, the browser has to do that for it.
 * @param {Element | null} place  where the first of them stands, or is to stand
 * @returns {boolean}  whether it is dark
 */
export function seeTheme(place) {
  const seen = isDark(place);
  if (seen !== dark) {
    dark = seen;
    for (const host of document.querySelectorAll("[data-ac]")) if (inside(host)) matchTheme(/** @type {HTMLElement} */ (host));
  }
  return dark;
}

/**
 * Makes an island fit the page it stands on: Autolab itself is light whatever the system prefers.
 * @param {HTMLElement} host  already in the page
 */
export function matchTheme(host) {
  host.dataset.theme = dark ? "dark" : "light";
  host.toggleAttribute("data-styled", styled);
}

/** @param {Element | null} place */
function isDark(place) {
  for (let element = place; element; element = element.parentElement) {
    const [red, green, blue, alpha = 1] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (red === undefined || alpha < 0.5) continue;
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  return false;
}
