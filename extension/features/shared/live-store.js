/**
 * What this page shows: asked once, kept up to date by the host's notifications, shared by all features. What the page
 * showed the same person last, the worker tells ahead, and it is drawn until the host has answered.
 */

import { ask, listen } from "../../lib/ask.js";
import { Failure } from "../../lib/errors.js";
import { patiently } from "../../lib/patience.js";
import { setClockAhead } from "../../lib/time.js";
import { Ahead } from "./ahead.js";
import { LiveList } from "./live-list.js";

/** @typedef {{ append: (note: HTMLElement) => void, remove: () => void }} Corner   where it says that it takes long */
/**
 * @template T
 * @typedef {object} Source
 * @property {"badges" | "courses.due"} op
 * @property {(visible: string[]) => any} params
 * @property {"badges" | "courses"} list   where the items stand in what the host says
 * @property {(item: T) => string} nameOf
 * @property {boolean} whole               what the host says is always all there is
 * @property {(notice: import("../../lib/ask.js").Notice) => any} news   what a notice says anew, if it is about it
 */

/**
 * @template {{ fetched_at: string | null }} T
 * @extends {LiveList<T>}
 */
export class LiveStore extends LiveList {
  #signal;
  #source;
  /** @type {string[]} */
  #visible = [];
  /** @type {(() => Corner) | undefined} */
  #corner;
  /** @type {Failure | null} why there is nothing (fresh) */
  failure = null;
  /** @type {import("../../lib/protocol.js").Account | null} whose it is */
  account = null;
  /** Nobody here may see what the host reports: the page is shown to somebody else, or that is not known yet. */
  #barred = true;
  #asked = false;
  /** The host has not said any of what is shown. */
  #provisional = false;
  #line = new AbortController();
  ahead = new Ahead();

  /**
   * @param {Source<T>} source
   * @param {AbortSignal} signal
   */
  constructor(source, signal) {
    super(signal, source.nameOf);
    this.#source = source;
    this.#signal = signal;
  }

  /** Connects to the worker, which gets the host ready for the question to come. */
  open() {
    listen((notice) => this.#onNotice(notice), AbortSignal.any([this.#signal, this.#line.signal]), () => void this.refresh());
  }

  /** The page is left: the worker is to know before the next one in its tab begins. */
  close() {
    this.#line.abort();
  }

  /** Draws what this page was last shown until the host has answered, if that is known already. */
  recall() {
    /** @type {any} */
    const shown = this.loaded ? null : this.ahead.forThisUser();
    if (!shown) return;
    this.#provisional = true;
    this.account = shown.account;
    setClockAhead(shown.clock_ahead);
    this.take(shown[this.#source.list] ?? [], this.failure);
  }

  /**
   * @param {string[]} visible  what the user sees now; the host asks for it first
   * @param {() => Corner} [corner]  makes a place for saying that it takes long
   */
  load(visible, corner) {
    this.#visible = visible;
    this.#corner = corner;
    void this.refresh();
  }

  /** Asks again: at first, after signing in, and when the line had been cut. @returns {Promise<boolean>}  the server's answer is still to come */
  async refresh() {
    this.#asked = true;
    const corner = this.#corner?.();
    const { op, params, list, whole } = this.#source;
    const asked = params(this.#visible);
    try {
      /** @type {any} */
      const answer = await (corner ? patiently(corner, (signal) => ask(op, asked, signal), this.#signal) : ask(op, asked));
      const { account, error, clock_ahead: ahead, [list]: items } = answer;
      this.#barred = false;
      if (account?.email !== this.account?.email) this.#forget();
      if (this.#provisional || whole) this.keepOnly(items);
      this.#provisional = false;
      this.account = account ?? null;
      this.failure = error ? new Failure(error) : null;
      setClockAhead(ahead);
      this.take(items, this.failure);
      return answer.stale;
    } catch (thrown) {
      if (this.#signal.aborted) return false;
      this.failure = thrown instanceof Failure ? thrown : null;
      this.#barred = this.failure?.name === "account_differs";
      /** @type {any} */
      const told = (this.#provisional || !this.all().length) && this.failure?.remembered;
      if (this.#barred || (this.#provisional && !told)) this.#forget();
      this.#provisional = false;
      const { account = this.account, [list]: items = [] } = told || {};
      this.account = account;
      this.take(items, this.failure);
      return false;
    } finally {
      corner?.remove();
    }
  }

  /** @param {import("../../lib/ask.js").Notice} notice */
  #onNotice(notice) {
    const { method, params } = notice;
    if (method === "badges.remembered") {
      this.ahead.hear(params.shown);
      return this.#asked && this.recall();
    }
    if (!this.#asked) return; // the answer will have it
    const { list, whole, news } = this.#source;
    const told = this.#barred ? null : news(notice);
    if (told) {
      this.failure = told.error ? new Failure(told.error) : null;
      setClockAhead(told.clock_ahead);
      if (whole) this.keepOnly(told[list]);
      this.take(told[list], this.failure);
    }
    if (method === "session.changed") this.#barred = true; // what comes now may be somebody else's
    if (method === "session.changed" || (method === "host.ready" && (this.failure || params.missed))) void this.refresh();
  }

  /** What was drawn for one person is taken away before another sees the page. */
  #forget() {
    this.clear();
    this.account = null;
  }
}
