/** Maps what browsers say when the host cannot be reached to our errors. The texts differ by browser and cause. */

import { failure } from "../lib/errors.js";
import { api } from "../lib/api.js";

/** First match wins. Firefox gives one text for "not there", "not for you" and "cannot be started". */
const OF_ANY_HOST = /** @type {const} */ ([
  [/host not found|no such native application/i, "host_missing"],
  [/forbidden|not allowed to use native messaging|disabled by the system administrator/i, "host_forbidden"],
  [/failed to start/i, "host_not_started"],
  [/exceeds the limit/i, "host_garbled"],
]);
/** Chromium also says this of a host that had exited before it was written to, as one that cannot start does. */
const OF_A_RUNNING_HOST = /** @type {const} */ ([[/error when communicating/i, "host_garbled"]]);

/**
 * Why the pipe to a host that had answered hello was closed.
 * @param {string | undefined} text  the browser's words, if any
 */
export function hostFailure(text) {
  return mapped(text, [...OF_ANY_HOST, ...OF_A_RUNNING_HOST], "host_gone");
}

/**
 * Why it was closed before: the interpreter is gone, the launcher is not executable, the host crashed at once. Both browsers only
 * say that it has exited, or that something unexpected happened.
 * @param {string | undefined} text
 */
export function startFailure(text) {
  return mapped(text, OF_ANY_HOST, "host_not_started");
}

/**
 * @param {string | undefined} text
 * @param {readonly (readonly [RegExp, string])[]} rows
 * @param {string} otherwise
 */
function mapped(text, rows, otherwise) {
  const row = rows.find(([pattern]) => pattern.test(text ?? ""));
  return failure(row ? row[1] : otherwise, api.runtime.id);
}
