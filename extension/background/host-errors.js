/** What browsers say when the host cannot be talked to, and what we make of it. Texts differ by browser and cause. */

import { failure } from "../lib/errors.js";
import { api } from "../lib/api.js";

/** First match wins. Firefox gives one text for "not there", "not for you" and "cannot be started". */
const SAID = /** @type {const} */ ([
  [/host not found|no such native application/i, "host_missing"],
  [/forbidden|not allowed to use native messaging|disabled by the system administrator/i, "host_forbidden"],
  [/failed to start/i, "host_not_started"],
  [/exceeds the limit|error when communicating/i, "host_garbled"],
]);

/**
 * @param {string | undefined} text  the browser's words, if any
 */
export function hostFailure(text) {
  const row = SAID.find(([pattern]) => pattern.test(text ?? ""));
  return failure(row ? row[1] : "host_gone", api.runtime.id);
}
