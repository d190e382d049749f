/** All words the user reads come from _locales through here. */

import { api } from "./api.js";
import { formatter } from "./intl.js";

/** What stands for $1…$9 in a text until its values are there: no text of ours has these characters. */
const BLANKS = [..."\uE001\uE002\uE003\uE004\uE005\uE006\uE007\uE008\uE009"];
const BLANK = /[\uE001-\uE009]/g;

/** @type {Map<string, string>} texts with their blanks: asking the browser takes its time */
const known = new Map();

/** @type {Record<string, string> | null} the words of a language that was chosen; null: the browser chooses */
let chosen = null;

/** From now on all is said with these, or (null) as the browser chooses. @param {Record<string, string> | null} own */
export function speak(own) {
  chosen = own;
  speaks = undefined;
  known.clear();
}

/** @param {string} key */
function textOf(key) {
  return chosen ? (chosen[key] ?? "").replaceAll(/\$(\d)/g, (_, number) => BLANKS[number - 1]) : api.i18n.getMessage(key, BLANKS);
}

/**
 * The message `key` with $1…$9 filled in.
 * @param {string} key
 * @param {...(string | number)} values
 * @returns {string}  empty if there is none
 */
export function words(key, ...values) {
  const text = known.get(key) ?? textOf(key);
  known.set(key, text);
  return text.replace(BLANK, (blank) => String(values[BLANKS.indexOf(blank)] ?? ""));
}

/**
 * The message `key` with $1…$9 filled in; the key itself if it is missing, so a gap is seen and not blank.
 * @param {string} key
 * @param {...(string | number)} values
 */
export function t(key, ...values) {
  return words(key, ...values) || key;
}

/**
 * The message `key_one`, `key_few`, … that the user's language wants for `count`, with $1 = count and $2… filled in.
 * @param {string} key
 * @param {number} count
 * @param {...string} values
 */
export function plural(key, count, ...values) {
  const form = formatter("PluralRules", language()).select(count);
  return words(`${key}_${form}`, count, ...values) || t(`${key}_other`, count, ...values);
}

/** @type {string | undefined} */
let speaks;

/** The language of our words, for Intl and screen readers; as its variant that the browser speaks, if it does. */
export function language() {
  return (speaks ??= variantOf(t("language"), api.i18n.getUILanguage()));
}

/**
 * @param {string} ours
 * @param {string} browser
 */
function variantOf(ours, browser) {
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
