/**
 * What the worker tells a page ahead, while the page is on its way and the host perhaps starting: what it was last shown.
 * It is drawn where Autolab shows the page to the same person again.
 */

import { pageUser } from "../../lib/page-user.js";

/** Milliseconds: a worker that must start first is not waited for. */
const PATIENCE = 100;

/** @typedef {import("../../lib/ask.js").Remembered} Remembered */

export class Ahead {
  /** @type {Remembered | null} */
  #shown = null;
  #heard = () => {};
  /** @type {Promise<void>} */
  #told = new Promise((done) => (this.#heard = done));

  /** @param {Remembered | null} shown */
  hear(shown) {
    this.#shown = shown;
    this.#heard();
  }

  /** Until the worker has told it, or that there is nothing, but not for long. */
  told() {
    return Promise.race([this.#told, new Promise((done) => setTimeout(done, PATIENCE))]);
  }

  /** What whoever the page names was last shown; the page must be there. */
  forThisUser() {
    return this.#shown?.user === JSON.stringify(pageUser()) ? this.#shown : null;
  }
}
