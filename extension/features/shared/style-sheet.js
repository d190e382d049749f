/**
 * The style sheets of our shadow roots, as texts: style.js gives their custom properties names that no page can know.
 *
 * Call it as `await styleSheet("…")` at the top of a module: .ci/build-extension.js puts the text in that place, so
 * that the packaged extension fetches nothing and no site may load anything of it.
 */

import { api } from "../../lib/api.js";

/** @param {string} path  from the extension's folder */
export async function styleSheet(path) {
  const reply = await fetch(api.runtime.getURL(path));
  return reply.text();
}
