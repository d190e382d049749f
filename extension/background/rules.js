/** What a page may ask and hear: only what is about the very page it is. Pure. */

/** @typedef {import("../lib/page-detect.js").Place} Place */

/** Operations about an upload; the upload's own tab alone may ask them. */
export const ABOUT_UPLOAD = new Set(["submit.part", "submit.commit", "submit.abandon"]);

/** Work that goes on although its page has gone. */
export const OUTLIVES_PAGE = new Set([...ABOUT_UPLOAD, "submit.begin", "downloads.save", "watch"]);

/** Notifications a page may hear, if they are about it. The rest is for our own pages. */
const FOR_PAGES = new Set(["badges.changed", "changed", "download.progress", "session.changed", "host.ready"]);

/** The one operation about no single course, for the page that lists them all. */
const OF_LIST = "courses.due";

/**
 * @param {Place} place
 * @param {{ server?: unknown, course?: unknown, assessment?: unknown }} params
 * @param {unknown} op  what is asked, or has changed
 */
export function concerns(place, params, op) {
  if (params.server !== place.server) return false;
  if (place.kind === "courses") return op === OF_LIST;
  if (place.course === null || params.course !== place.course) return false;
  return params.assessment === undefined || place.assessment === null || params.assessment === place.assessment;
}

/**
 * @param {Place} place
 * @param {import("../lib/ask.js").Notice} notice
 */
export function mayHear(place, { method, params }) {
  if (!FOR_PAGES.has(method)) return false;
  if (method === "host.ready") return true;
  if (method === "session.changed") return params.server === place.server;
  // `changed` carries the parameters of the read that changed.
  return method === "changed" ? concerns(place, params.params ?? {}, params.operation) : concerns(place, /** @type {{}} */ (params), method);
}
