/** What a worker keeps in the browser's memory (storage.session) for itself and for the next one. */

import { api } from "../lib/api.js";

/** @template T */
export class Kept {
  #key;
  #first;
  /** @type {Promise<unknown>} */
  #changes = Promise.resolve();

  /**
   * @param {string} key
   * @param {T} first  until it is changed
   */
  constructor(key, first) {
    this.#key = key;
    this.#first = first;
  }

  /** With every change begun so far. @returns {Promise<T>} */
  async get() {
    await this.#changes;
    return /** @type {any} */ (await api.storage.session.get({ [this.#key]: this.#first }))[this.#key];
  }

  /**
   * One change after the other: each is told what the one before has left, and another waits for what this one does.
   * @param {(kept: T) => T | Promise<T>} how  if it fails, nothing changes and the caller hears of it
   */
  change(how) {
    const changed = this.get().then(async (before) => {
      const after = await how(before);
      if (after !== before) await api.storage.session.set({ [this.#key]: after });
    });
    this.#changes = changed.catch(() => null);
    return changed;
  }
}
