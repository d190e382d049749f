/** Formats numbers and names for people. */

import { language } from "./i18n.js";
import { formatter } from "./intl.js";

const STEP = 1024;
const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte"];

/**
 * A file size, as `1.4 MB` (1024 bytes to the kB, as Autolab counts its limit).
 * @param {number} bytes
 * @param {string} [locale]
 */
export function size(bytes, locale = language()) {
  const power = bytes < STEP ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log2(bytes) / 10));
  const format = formatter("NumberFormat", locale, {
    style: "unit", unit: SIZES[power], unitDisplay: power ? "short" : "long", maximumFractionDigits: power ? 1 : 0,
  });
  return format.format(bytes / STEP ** power);
}

/**
 * Two file sizes that differ, so that they look different.
 * @param {...number} bytes
 */
export function apart(...bytes) {
  const told = bytes.map((each) => size(each));
  return new Set(told).size > 1 ? told : bytes.map((each) => formatter("NumberFormat", language(), { style: "unit", unit: "byte", unitDisplay: "long" }).format(each));
}

/**
 * A score without noise: at most two decimals, none if whole.
 * @param {number} score
 * @param {string} [locale]
 */
export function points(score, locale = language()) {
  return formatter("NumberFormat", locale, { maximumFractionDigits: 2, useGrouping: false }).format(score);
}

/**
 * @param {number} part  0 to 1
 * @param {string} [locale]
 */
export function percent(part, locale = language()) {
  return formatter("NumberFormat", locale, { style: "percent", maximumFractionDigits: 0 }).format(part);
}

/**
 * An account in words: Stu One (student1@foo.bar).
 * @param {import("./protocol.js").Account} account
 */
export function who({ email, name }) {
  return name ? `${name} (${email})` : email;
}
