/** Submissions whose score somebody waits for, so that the score is announced although the page is closed. */

import { api } from "../lib/api.js";
import { scoreArrived } from "./badge.js";
import { scoreReleased } from "./notify.js";

/** A score that has not come by then comes by hand; the page shows it. */
const LONGEST = 6 * 3_600_000;
const MOST = 20;

/**
 * @typedef {{ server: string, course: string, assessment: string, version: number }} Submission
 */

export class Watches {
  /** @type {Map<string, Submission & { since: number }>} */
  #open = new Map();
  #ask;

  /** @param {(op: string, params: Record<string, unknown>) => Promise<any>} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  get any() {
    return this.#open.size > 0;
  }

  /** Takes up again what a former worker watched. */
  async resume() {
    const { watches } = /** @type {{ watches: any[] }} */ (await api.storage.session.get({ watches: [] }));
    for (const watch of watches) this.#open.set(keyOf(watch), watch);
    const late = Date.now() - LONGEST;
    for (const [key, watch] of this.#open) {
      if (watch.since < late) this.#open.delete(key);
      else await this.#watch(watch);
    }
    await this.#save();
  }

  /** @param {Submission} submission */
  async add({ server, course, assessment, version }) {
    const submission = { server, course, assessment, version };
    this.#open.set(keyOf(submission), { ...submission, since: Date.now() });
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST) this.#open.delete(oldest);
    await this.#save();
    await this.#watch(submission);
  }

  /**
   * @param {{ server: string, course: string, badges: import("../lib/protocol.js").Badge[] }} news  of badges.changed
   */
  async heard({ server, course, badges }) {
    for (const badge of badges) {
      const key = keyOf({ server, course, assessment: badge.assessment });
      const watch = this.#open.get(key);
      if (!watch || (badge.version ?? 0) < watch.version || badge.state !== "score") continue;
      this.#open.delete(key);
      await this.#save();
      await Promise.all([scoreArrived(), scoreReleased(watch, badge)]);
    }
  }

  /** @param {Submission} submission */
  async #watch({ server, course, assessment, version }) {
    await this.#ask("watch", { server, course, assessment, version }).catch(() => null); // the page shows the score later
  }

  #save() {
    return api.storage.session.set({ watches: [...this.#open.values()] });
  }
}

/** @param {{ server: string, course: string, assessment: string }} what */
function keyOf({ server, course, assessment }) {
  return JSON.stringify([server, course, assessment]);
}
