/** The badges of this page's course. */

import { closing } from "../../lib/time.js";
import { LiveStore } from "./live-store.js";

/** @typedef {import("../../lib/protocol.js").Badge} Badge */

/** @extends {LiveStore<Badge>} */
export class BadgeStore extends LiveStore {
  /**
   * @param {string} server
   * @param {string} course
   * @param {AbortSignal} signal
   */
  constructor(server, course, signal) {
    super({
      op: "badges", params: (visible) => ({ server, course, visible }), list: "badges", nameOf: (/** @type {Badge} */ badge) => badge.assessment, whole: false,
      news: ({ method, params }) => method === "badges.changed" && params,
    }, signal);
  }

  /** When the host would say something else of what is shown. */
  moments() {
    return this.all().flatMap((badge) => [badge.due_at, closing(badge)]);
  }
}
