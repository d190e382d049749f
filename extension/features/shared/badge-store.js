/** The course's badges on this page: asked once, kept up to date by the host's notifications, shared by all features. */

import { ask, listen } from "../../lib/ask.js";
import { Failure } from "../../lib/errors.js";
import { patiently } from "../../lib/patience.js";
import { setClockAhead } from "../../lib/time.js";

/**
 * @typedef {import("../../lib/protocol.js").Badge} Badge
 * @typedef {{ append: (note: HTMLElement) => void, remove: () => void }} Corner   where it says that it takes long
 */

export class BadgeStore {
  #signal;
  /** @type {string[]} */
  #visible = [];
  /** @type {(() => Corner) | undefined} */
  #corner;
  /** @type {Map<string, Badge>} */
  #badges = new Map();
  /** @type {Set<string> | null} what the listeners have not seen yet; null: nothing at all */
  #news = null;
  /** @type {Set<(store: BadgeStore) => void>} */
  #listeners = new Set();
  /** @type {Failure | null} why there are no (fresh) badges */
  failure = null;
  /** @type {import("../../lib/protocol.js").Account | null} whose badges these are */
  account = null;
  loaded = false;
  /** Nobody here may see what the host reports: the page is shown to somebody else, or that is not known yet. */
  #barred = true;
  #asked = false;

  /**
   * @param {string} server
   * @param {string} course
   * @param {AbortSignal} signal
   */
  constructor(server, course, signal) {
    this.server = server;
    this.course = course;
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

  /** Calls `listener` now and after every change. @param {(store: BadgeStore) => void} listener */
  follow(listener) {
    this.#listeners.add(listener);
    if (!this.loaded) return;
    this.#news = null;
    listener(this);
    this.#news = new Set();
  }

  /** Connects to the worker, which gets the host ready for the question to come. */
  open() {
    listen((notice) => this.#onNotice(notice), this.#signal, () => void this.refresh());
  }

  /**
   * @param {string[]} visible  assessments the user sees now; the host asks for these first
   * @param {() => Corner} [corner]  makes a place for saying that it takes long
   */
  load(visible, corner) {
    this.#visible = visible;
    this.#corner = corner;
    void this.refresh();
  }

  /** Asks again: at first, after signing in, and when the line had been cut. */
  async refresh() {
    this.#asked = true;
    const corner = this.#corner?.();
    const asked = { server: this.server, course: this.course, visible: this.#visible };
    try {
      const answer = corner ? patiently(corner, (signal) => ask("badges", asked, signal), this.#signal) : ask("badges", asked);
      const { account, badges, error, clock_ahead: ahead } = await answer;
      this.#barred = false;
      if (account?.email !== this.account?.email) this.#forget();
      this.account = account ?? null;
      this.failure = error ? new Failure(error) : null;
      setClockAhead(ahead);
      this.#take(badges);
    } catch (thrown) {
      if (this.#signal.aborted) return;
      this.failure = thrown instanceof Failure ? thrown : null;
      this.#barred = this.failure?.name === "account_differs";
      if (this.#barred) this.#forget();
      const { account = this.account, badges = [] } = (!this.#badges.size && this.failure?.remembered) || {};
      this.account = account;
      this.#take(badges);
    } finally {
      corner?.remove();
    }
  }

  /** @param {import("../../lib/ask.js").Notice} notice */
  #onNotice({ method, params }) {
    if (!this.#asked) return; // the answer will have it
    if (method === "badges.changed" && !this.#barred) {
      this.failure = params.error ? new Failure(params.error) : null;
      setClockAhead(params.clock_ahead);
      this.#take(params.badges);
    }
    if (method === "session.changed") this.#barred = true; // what comes now may be somebody else's
    if (method === "session.changed" || (method === "host.ready" && (this.failure || params.missed))) void this.refresh();
  }

  /** What was drawn for one person is taken away before another sees the page. */
  #forget() {
    this.#badges.clear();
    this.account = null;
    this.#news = null;
  }

  /** @param {Badge[]} badges */
  #take(badges) {
    for (const badge of badges) {
      if (JSON.stringify(badge) === JSON.stringify(this.#badges.get(badge.assessment))) continue;
      this.#badges.set(badge.assessment, badge);
      this.#news?.add(badge.assessment);
    }
    this.#notify();
  }

  #notify() {
    if (this.#signal.aborted) return;
    this.loaded = true;
    for (const listener of this.#listeners) listener(this);
    this.#news = new Set();
  }
}
