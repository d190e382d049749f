/** Submissions whose score somebody waits for, so that the score is announced although the page is closed. */

import { api } from "../lib/api.js";
import { scoreReleased } from "./notify.js";
import { countNewScore } from "./toolbar.js";

const MOST = 20;

/** @typedef {{ server: string, course: string, assessment: string, version: number }} Submission */

export class Watches {
  /** @type {Map<string, Submission>} newest version per assessment */
  #open = new Map();
  #ask;

  /** @param {import("./ask.js").Ask} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  get any() {
    return this.#open.size > 0;
  }

  /** Takes up again what a former worker watched. */
  async resume() {
    const { watches } = /** @type {{ watches: Submission[] }} */ (await api.storage.session.get({ watches: [] }));
    for (const watch of watches) void this.add(watch);
  }

  /**
   * Waits until the host has seen the score or has given up.
   * @param {Submission} submission
   */
  async add({ server, course, assessment, version }) {
    const submission = { server, course, assessment, version };
    const key = JSON.stringify([server, course, assessment]);
    if ((this.#open.get(key)?.version ?? 0) >= version) return;
    this.#open.set(key, submission);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST) this.#open.delete(oldest);
    await this.#save();
    const { outcome, badge, news = true } = await this.#ask("watch", submission).catch(() => ({ outcome: "failed", badge: null, news: false })); // an older host does not say
    if (this.#open.get(key) !== submission) return; // a newer version is watched meanwhile
    this.#open.delete(key);
    await this.#save();
    if (outcome === "released" && badge && news) await Promise.all([countNewScore(), scoreReleased(submission, badge)]);
  }

  /**
   * Its version is no longer listed: nobody waits for its score, and its number may come again.
   * @param {Submission} submission
   */
  async drop({ server, course, assessment, version }) {
    const key = JSON.stringify([server, course, assessment]);
    if (this.#open.get(key)?.version !== version) return;
    this.#open.delete(key);
    await this.#save();
  }

  #save() {
    return api.storage.session.set({ watches: [...this.#open.values()] });
  }
}
