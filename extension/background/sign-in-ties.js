/**
 * What ties the attempts to sign in to tabs and to this browser's session: kept where the next worker finds them, with an
 * alarm that brings it back while there are any.
 */

import { api } from "../lib/api.js";

const KEY = "signIn";
const ALARM = "sign-in";

/** @typedef {{ attempt: string, server: string, way: import("../lib/protocol.js").Way, tab: number | null }} Tie */

export class Ties {
  /** @type {Map<string, Tie>} attempts under way */
  #ties = new Map();
  #loaded;
  /** @type {Promise<void>} a tab may move before it is tied: a skipped consent answers at once */
  #opening = Promise.resolve();

  constructor() {
    this.#loaded = api.storage.session.get({ [KEY]: [] }).then((stored) => {
      for (const tie of /** @type {Tie[]} */ (stored[KEY])) this.#ties.set(tie.attempt, tie);
    });
  }

  /** Whether there are any, as far as they have been loaded. */
  get any() {
    return this.#ties.size > 0;
  }

  /** @param {string} attempt */
  has(attempt) {
    return this.#ties.has(attempt);
  }

  /** @returns {Promise<Tie[]>} */
  async all() {
    await this.#loaded;
    await this.#opening;
    return [...this.#ties.values()];
  }

  /**
   * Opens a tab for an attempt.
   * @param {Tie} tie
   * @param {string} url
   */
  openTab(tie, url) {
    const tied = api.tabs.create({ url }).then(({ id }) => this.keep({ ...tie, tab: id ?? null }));
    this.#opening = tied.catch(() => {}); // our caller hears of it
    return tied;
  }

  /** @param {Tie} tie */
  async keep(tie) {
    await this.#loaded;
    this.#ties.set(tie.attempt, tie);
    await this.#save();
  }

  /** @param {string} attempt */
  async drop(attempt) {
    await this.#loaded;
    if (this.#ties.delete(attempt)) await this.#save();
  }

  async #save() {
    await api.storage.session.set({ [KEY]: [...this.#ties.values()] });
    // Should the worker die while a code is being entered, the alarm brings it back.
    if (this.any) await api.alarms.create(ALARM, { periodInMinutes: 1 });
    else await api.alarms.clear(ALARM);
  }
}
