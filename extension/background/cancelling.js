/** Questions that their asker may take back: each carries a ticket, and a later message may name it. */

import { cancelled } from "../lib/errors.js";

/** @typedef {import("./senders.js").Asker} Asker */

export class Cancelling {
  /** @type {Map<string, AbortController>} */
  #running = new Map();

  /**
   * @template T
   * @param {Asker} asker
   * @param {unknown} ticket  what the question names itself, if its asker may take it back
   * @param {(signal?: AbortSignal) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async run(asker, ticket, work) {
    if (typeof ticket !== "string") return work();
    const key = keyOf(asker, ticket);
    const running = new AbortController();
    this.#running.set(key, running);
    try {
      return await work(running.signal);
    } finally {
      this.#running.delete(key);
    }
  }

  /**
   * Takes a question back; only whoever asked it can.
   * @param {Asker} asker
   * @param {string} ticket
   */
  cancel(asker, ticket) {
    this.#running.get(keyOf(asker, ticket))?.abort(cancelled());
  }
}

/**
 * @param {Asker} asker
 * @param {string} ticket
 */
function keyOf({ caller, tab }, ticket) {
  return JSON.stringify([caller, tab, ticket]);
}
