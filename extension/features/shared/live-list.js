/** What a page shows, by name, and what of it its features have not drawn yet. */

/** @template {{ fetched_at: string | null }} T */
export class LiveList {
  #signal;
  #nameOf;
  /** @type {Map<string, T>} */
  #items = new Map();
  /** @type {Set<string> | null} what the listeners have not seen yet; null: nothing at all */
  #news = null;
  /** @type {Set<(list: any) => void>} */
  #listeners = new Set();
  /** @type {Set<(list: any) => void>} of these, who shows how long it is until a moment, or since one */
  #timed = new Set();
  loaded = false;
  /** @type {unknown} */
  #beside = null;

  /**
   * @param {AbortSignal} signal  nobody draws any more
   * @param {(item: T) => string} nameOf
   */
  constructor(signal, nameOf) {
    this.#signal = signal;
    this.#nameOf = nameOf;
  }

  /** @param {string} name */
  get(name) {
    return this.#items.get(name);
  }

  /** All that are known. */
  all() {
    return [...this.#items.values()];
  }

  /**
   * Whether a listener must draw this one anew. Badges come one by one: a page that drew all its rows for each would stand
   * still for seconds.
   * @param {string} name
   */
  isNew(name) {
    return this.#news?.has(name) ?? true;
  }

  /**
   * Calls `listener` now and after every change.
   * @param {(list: this) => void} listener
   * @param {{ timed?: boolean }} [how]  timed: each minute as well, when everything is new; what then looks the same is left as it is
   */
  follow(listener, { timed = false } = {}) {
    this.#listeners.add(listener);
    if (timed) this.#timed.add(listener);
    if (!this.loaded) return;
    this.#news = null;
    listener(this);
    this.#news = new Set();
  }

  /** Time has passed. */
  retell() {
    if (!this.loaded || this.#signal.aborted) return;
    this.#news = null;
    for (const listener of this.#timed) listener(this);
    this.#news = new Set();
  }

  clear() {
    this.#items.clear();
    this.#news = null;
  }

  /** What is listed no longer goes. @param {T[]} items */
  keepOnly(items) {
    for (const each of this.#items.keys()) {
      if (!items.some((item) => this.#nameOf(item) === each) && this.#items.delete(each)) this.#news?.add(each);
    }
  }

  /**
   * @param {T[]} items
   * @param {unknown} beside  what else the listeners show: they are told of it too when it is another
   */
  take(items, beside) {
    for (const item of items) {
      const name = this.#nameOf(item);
      if (!alike(item, this.#items.get(name))) this.#news?.add(name);
      this.#items.set(name, item);
    }
    if (this.#signal.aborted) return;
    this.loaded = true;
    if (this.#news?.size === 0 && beside === this.#beside) return; // nearly always: what is remembered is still so
    this.#beside = beside;
    for (const listener of this.#listeners) listener(this);
    this.#news = new Set();
  }
}

/**
 * Whether they look the same; asked for again, most differ in when alone.
 * @template {object} T
 * @param {T} item
 * @param {T | undefined} other
 */
function alike(item, other) {
  if (!other) return false;
  const names = /** @type {(keyof T)[]} */ (Object.keys(item));
  return names.every((name) => name === "fetched_at" || item[name] === other[name] || JSON.stringify(item[name]) === JSON.stringify(other[name]));
}
