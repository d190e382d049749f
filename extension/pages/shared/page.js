/** What every page of ours does first: follow the colour scheme, speak the user's language. */

import { parsed } from "../../lib/dom.js";
import { language, localize, t } from "../../lib/i18n.js";
import { choose, speakAsChosen } from "../../lib/language.js";

/** Where the choice of colours is kept: of all that a page of ours can read, this alone is there before the first paint. */
const THEME = "theme";

/** There as well, whether another language than the browser's was chosen. */
const LANGUAGE = "language";

/** For everything of ours. @param {string} choice  a language, or system */
export async function setLanguage(choice) {
  await choose(choice);
  if (choice === "system") localStorage.removeItem(LANGUAGE);
  else localStorage.setItem(LANGUAGE, choice);
  location.reload();
}

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

/** Whose language is the browser's waits for nothing but the page. */
export async function dress() {
  dark.addEventListener("change", follow);
  globalThis.addEventListener("storage", follow);
  follow();
  await Promise.all([localStorage.getItem(LANGUAGE) && speakAsChosen(), parsed()]);
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
