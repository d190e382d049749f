/** The ports on which pages receive notifications: each page only those that concern it. */

import { mayHear } from "./rules.js";

/** @typedef {import("./senders.js").Requester} Requester */

export class PagePorts {
  /** @type {Map<chrome.runtime.Port, Requester>} */
  #ports = new Map();

  /**
   * @param {chrome.runtime.Port} port
   * @param {Requester} requester
   * @param {() => void} onGone  the last port of the page is closed
   */
  add(port, requester, onGone) {
    this.#ports.set(port, requester);
    port.onDisconnect.addListener(() => {
      this.#ports.delete(port);
      if (![...this.#ports.values()].some(({ tab }) => tab === requester.tab)) onGone();
    });
  }

  /**
   * @param {import("../lib/ask.js").Notice} notice
   * @param {number} [onlyTab]  the tab it is for, if it is for one page alone
   */
  publish(notice, onlyTab) {
    for (const [port, { caller, place, tab }] of this.#ports) {
      const wanted = caller !== "page" || (onlyTab === undefined ? place && mayHear(place, notice) : tab === onlyTab);
      if (wanted) port.postMessage(notice);
    }
  }

  /** @param {import("../lib/protocol.js").Caller} caller */
  has(caller) {
    return [...this.#ports.values()].some((requester) => requester.caller === caller);
  }
}
