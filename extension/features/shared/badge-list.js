/** The badges that a page shows, and what its features have not drawn yet. */

/** @typedef {import("../../lib/protocol.js").Badge} Badge */

export class BadgeList {
  #signal;
  /** @type {Map<string, Badge>} */
  #badges = new Map();
  /** @type {Set<string> | null} what the listeners have not seen yet; null: nothing at all */
  #news = null;
  /** @type {Set<(list: any) => void>} */
  #listeners = new Set();
  loaded = false;

  /** @param {AbortSignal} signal  nobody draws any more */
  constructor(signal) {
    this.#signal = signal;
  }

  /** @param {string} assessment */
  get(assessment) {
    return this.#badges.get(assessment);
  }

  /** All that are known. */
  all() {
    return [...this.#badges.values()];
  }

  /**
   * Whether a listener must draw this assessment anew. Badges come one by one: a page that drew all its rows for each
   * would stand still for seconds.
   * @param {string} assessment
   */
  isNew(assessment) {
    return this.#news?.has(assessment) ?? true;
  }

  /** Calls `listener` now and after every change. @param {(list: this) => void} listener */
  follow(listener) {
    this.#listeners.add(listener);
    if (!this.loaded) return;
    this.#news = null;
    listener(this);
    this.#news = new Set();
  }

  clear() {
    this.#badges.clear();
    this.#news = null;
  }

  /** What is listed no longer goes. @param {Badge[]} badges */
  keepOnly(badges) {
    for (const each of this.#badges.keys()) {
      if (!badges.some(({ assessment }) => assessment === each) && this.#badges.delete(each)) this.#news?.add(each);
    }
  }

  /** @param {Badge[]} badges */
  take(badges) {
    for (const badge of badges) {
      if (!alike(badge, this.#badges.get(badge.assessment))) this.#news?.add(badge.assessment);
      this.#badges.set(badge.assessment, badge);
    }
    if (this.#signal.aborted) return;
    this.loaded = true;
    for (const listener of this.#listeners) listener(this);
    this.#news = new Set();
  }
}

/** Whether they look the same; asked for again, most differ in when alone. @param {Badge} badge  @param {Badge | undefined} other */
function alike(badge, other) {
  if (!other) return false;
  const names = /** @type {(keyof Badge)[]} */ (Object.keys(badge));
  return names.every((name) => name === "fetched_at" || badge[name] === other[name] || JSON.stringify(badge[name]) === JSON.stringify(other[name]));
}
