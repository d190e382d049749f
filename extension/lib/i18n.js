/** All words the user reads come from _locales through here. */

import { api } from "./api.js";
import { formatter } from "./intl.js";

/** @type {Map<string, string>} what was asked for before and does not depend on values: asking the browser takes its time */
const known = new Map();

/**
 * The message `key` with $1…$9 filled in; the key itself if it is missing, so a gap is seen and not blank.
 * @param {string} key
 * @param {...(string | number)} values
 */
export function t(key, ...values) {
  if (values.length) return api.i18n.getMessage(key, values.map(String)) || key;
  const text = known.get(key) ?? (api.i18n.getMessage(key) || key);
  known.set(key, text);
  return text;
}

/**
 * The message `key_one`, `key_few`, … that the user's language wants for `count`, with $1 = count and $2… filled in.
 * @param {string} key
 * @param {number} count
 * @param {...string} values
 */
export function plural(key, count, ...values) {
  const form = formatter("PluralRules", language()).select(count);
  const text = api.i18n.getMessage(`${key}_${form}`, [String(count), ...values]);
  return text || t(`${key}_other`, count, ...values);
}

/** The language of our words, for Intl and screen readers; as its variant that the browser speaks, if it does. */
export function language() {
  const [ours, browser] = [t("language"), api.i18n.getUILanguage()];
  return browser.split(/[-_]/)[0] === ours ? browser : ours;
}

/**
 * Fills every element marked `data-i18n` (text) or `data-i18n-label` (aria-label) below `root`.
 * @param {Document | Element} root
 */
export function localize(root) {
  for (const element of root.querySelectorAll("[data-i18n]")) {
    element.textContent = t(element.getAttribute("data-i18n") ?? "");
  }
  for (const element of root.querySelectorAll("[data-i18n-label]")) {
    element.setAttribute("aria-label", t(element.getAttribute("data-i18n-label") ?? ""));
  }
}
