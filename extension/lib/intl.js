/** Intl's formatters, each built once: building one takes longer than all that a page formats with it. */

/** @type {Map<string, any>} */
const built = new Map();

/**
 * `new Intl[kind](locale, options)`, or the one that was built before.
 * @template {"DateTimeFormat" | "NumberFormat" | "PluralRules" | "RelativeTimeFormat"} K
 * @param {K} kind
 * @param {string} locale
 * @param {ConstructorParameters<typeof Intl[K]>[1]} [options]
 * @returns {InstanceType<typeof Intl[K]>}
 */
export function formatter(kind, locale, options) {
  const key = `${kind} ${locale} ${options ? JSON.stringify(options) : ""}`;
  const known = built.get(key);
  if (known) return known;
  const Kind = /** @type {any} */ (Intl[kind]);
  const made = new Kind(locale, options);
  built.set(key, made);
  return made;
}
