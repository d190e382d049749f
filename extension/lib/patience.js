/** Waits that say when they take long, and can be cancelled. */

import { h } from "./dom.js";
import { t } from "./i18n.js";

/** Milliseconds. */
export const SLOW = 5000;

/**
 * Waits for `work`. While it takes longer than SLOW, `place` ends in a word and a Cancel button, which aborts the
 * signal that `work` was given.
 * @template T
 * @param {{ append: (node: HTMLElement) => void }} place  an element that speaks (aria-live), or what makes one
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @param {AbortSignal} [outer]  nobody waits any more
 * @returns {Promise<T>}
 */
export async function patiently(place, work, outer) {
  const cancelled = new AbortController();
  /** @type {HTMLElement | undefined} */
  let note;
  const timer = setTimeout(() => {
    note = h("div", { class: "slow", "data-ac": "slow" },
      h("p", { class: "muted", role: "status" }, t("slow")),
      h("div", {}, h("button", { type: "button", class: "button small", "data-ac": "slow-cancel", onclick: () => cancelled.abort() }, t("cancel"))));
    place.append(note);
  }, SLOW);
  try {
    return await work(outer ? AbortSignal.any([outer, cancelled.signal]) : cancelled.signal);
  } finally {
    clearTimeout(timer);
    note?.remove();
  }
}
