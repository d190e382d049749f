/** What every page of ours does first: follow the colour scheme, speak the user's language. */

import { language, localize, t } from "../../lib/i18n.js";

/** Where the choice of colours is kept: of all that a page of ours can read, this alone is there before the first paint. */
const THEME = "theme";

/** @returns {string}  light, dark, or system */
export function theme() {
  return localStorage.getItem(THEME) ?? "system";
}

/** For all pages of ours; what is drawn into Autolab's pages follows those. @param {string} choice */
export function setTheme(choice) {
  localStorage.setItem(THEME, choice);
  follow();
}

const dark = matchMedia("(prefers-color-scheme: dark)");

function follow() {
  const chosen = theme();
  document.documentElement.dataset.theme = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
}

export function dress() {
  dark.addEventListener("change", follow);
  globalThis.addEventListener("storage", follow);
  follow();
  document.documentElement.lang = language();
  localize(document);
  document.title = [...new Set([document.querySelector("h1")?.textContent, t("extension_name")])].join(" – ");
}

/**
 * The element of the page's own HTML with this id.
 * @param {string} id
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no #${id}`);
  return element;
}
