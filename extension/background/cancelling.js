/** Requests that their sender may cancel: each carries a ticket, which a later message may name. */

import { cancelled } from "../lib/errors.js";

/** @typedef {import("./senders.js").Requester} Requester */

export class Cancelling {
  /** @type {Map<string, AbortController>} */
  #running = new Map();

  /**
   * @template T
   * @param {Requester} requester
   * @param {unknown} ticket  what the request calls itself, if its sender may cancel it
   * @param {(signal?: AbortSignal) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async run(requester, ticket, work) {
    if (typeof ticket !== "string") return work();
    const key = keyOf(requester, ticket);
    const running = new AbortController();
    this.#running.set(key, running);
    try {
      return await work(running.signal);
    } finally {
      this.#running.delete(key);
    }
  }

  /**
   * Cancels a request; only its own sender can.
   * @param {Requester} requester
   * @param {string} ticket
   */
  cancel(requester, ticket) {
    this.#running.get(keyOf(requester, ticket))?.abort(cancelled());
  }
}

/**
 * @param {Requester} requester
 * @param {string} ticket
 */
function keyOf({ caller, tab }, ticket) {
  return JSON.stringify([caller, tab, ticket]);
}
