/** The lines on which pages hear what the host says unasked: each page only what is about it. */

import { mayHear } from "./rules.js";

/** @typedef {import("./senders.js").Asker} Asker */

export class Live {
  /** @type {Map<chrome.runtime.Port, Asker>} */
  #lines = new Map();

  /**
   * @param {chrome.runtime.Port} port
   * @param {Asker} asker
   * @param {() => void} onGone  the page's last line is cut
   */
  add(port, asker, onGone) {
    this.#lines.set(port, asker);
    port.onDisconnect.addListener(() => {
      this.#lines.delete(port);
      if (![...this.#lines.values()].some(({ tab }) => tab === asker.tab)) onGone();
    });
  }

  /**
   * @param {import("../lib/ask.js").Notice} notice
   * @param {number} [onlyTab]  the tab it is for, if it is for one page alone
   */
  tell(notice, onlyTab) {
    for (const [port, { caller, place, tab }] of this.#lines) {
      const wanted = caller !== "page" || (onlyTab === undefined ? place && mayHear(place, notice) : tab === onlyTab);
      if (wanted) port.postMessage(notice);
    }
  }

  /** @param {import("../lib/protocol.js").Caller} caller */
  has(caller) {
    return [...this.#lines.values()].some((asker) => asker.caller === caller);
  }
}
