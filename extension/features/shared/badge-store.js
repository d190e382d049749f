/**
 * The course's badges on this page: asked once, kept up to date by the host's notifications, shared by all features. What
 * this page showed the same person last, the worker tells ahead, and it is drawn until the host has answered.
 */

import { ask, listen } from "../../lib/ask.js";
import { Failure } from "../../lib/errors.js";
import { patiently } from "../../lib/patience.js";
import { setClockAhead } from "../../lib/time.js";
import { Ahead } from "./ahead.js";
import { BadgeList } from "./badge-list.js";

/** @typedef {{ append: (note: HTMLElement) => void, remove: () => void }} Corner   where it says that it takes long */

export class BadgeStore extends BadgeList {
  #signal;
  /** @type {string[]} */
  #visible = [];
  /** @type {(() => Corner) | undefined} */
  #corner;
  /** @type {Failure | null} why there are no (fresh) badges */
  failure = null;
  /** @type {import("../../lib/protocol.js").Account | null} whose badges these are */
  account = null;
  /** Nobody here may see what the host reports: the page is shown to somebody else, or that is not known yet. */
  #barred = true;
  #asked = false;
  /** The host has not said any of what is shown. */
  #provisional = false;
  #line = new AbortController();
  ahead = new Ahead();

  /**
   * @param {string} server
   * @param {string} course
   * @param {AbortSignal} signal
   */
  constructor(server, course, signal) {
    super(signal);
    this.server = server;
    this.course = course;
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
    const shown = this.loaded ? null : this.ahead.forThisUser();
    if (!shown) return;
    this.#provisional = true;
    this.account = shown.account;
    setClockAhead(shown.clock_ahead);
    this.take(shown.badges);
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
      if (this.#provisional) this.keepOnly(badges);
      this.#provisional = false;
      this.account = account ?? null;
      this.failure = error ? new Failure(error) : null;
      setClockAhead(ahead);
      this.take(badges);
    } catch (thrown) {
      if (this.#signal.aborted) return;
      this.failure = thrown instanceof Failure ? thrown : null;
      this.#barred = this.failure?.name === "account_differs";
      const told = (this.#provisional || !this.all().length) && this.failure?.remembered;
      if (this.#barred || (this.#provisional && !told)) this.#forget();
      this.#provisional = false;
      const { account = this.account, badges = [] } = told || {};
      this.account = account;
      this.take(badges);
    } finally {
      corner?.remove();
    }
  }

  /** @param {import("../../lib/ask.js").Notice} notice */
  #onNotice({ method, params }) {
    if (method === "badges.remembered") {
      this.ahead.hear(params.shown);
      return this.#asked && this.recall();
    }
    if (!this.#asked) return; // the answer will have it
    if (method === "badges.changed" && !this.#barred) {
      this.failure = params.error ? new Failure(params.error) : null;
      setClockAhead(params.clock_ahead);
      this.take(params.badges);
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
