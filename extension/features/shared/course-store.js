/** What is ahead in each of the user's courses on this page's server. */

import { LiveStore } from "./live-store.js";

/** @typedef {import("../../lib/protocol.js").CourseDue} CourseDue */

/** @extends {LiveStore<CourseDue>} */
export class CourseStore extends LiveStore {
  /**
   * @param {string} server
   * @param {AbortSignal} signal
   */
  constructor(server, signal) {
    super({
      op: "courses.due", params: () => ({ server }), list: "courses", nameOf: (/** @type {CourseDue} */ { course }) => course, whole: true,
      news: ({ method, params }) => method === "changed" && params.operation === "courses.due" && params.data,
    }, signal);
  }

  /** When the host would say something else of what is shown. */
  moments() {
    return this.all().map(({ next }) => next && next.at);
  }
}
