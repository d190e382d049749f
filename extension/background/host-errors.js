/** What browsers say when the host cannot be talked to, and what we make of it. Texts differ by browser and cause. */

import { failure } from "../lib/errors.js";
import { api } from "../lib/api.js";

/** First match wins. Firefox gives one text for "not there", "not for you" and "cannot be started". */
const SAID_OF_ANY = /** @type {const} */ ([
  [/host not found|no such native application/i, "host_missing"],
  [/forbidden|not allowed to use native messaging|disabled by the system administrator/i, "host_forbidden"],
  [/failed to start/i, "host_not_started"],
  [/exceeds the limit/i, "host_garbled"],
]);
/** Chromium says it also of a host that had ended when it was written to, as one does that cannot start. */
const SAID_OF_A_RUNNING_ONE = /** @type {const} */ ([[/error when communicating/i, "host_garbled"]]);

/**
 * Why the pipe to a host that had answered hello has ended.
 * @param {string | undefined} text  the browser's words, if any
 */
export function hostFailure(text) {
  return told(text, [...SAID_OF_ANY, ...SAID_OF_A_RUNNING_ONE], "host_gone");
}

/**
 * Why one ended before: its interpreter is gone, its launcher may not be run, it fell over at once. Both browsers only
 * say that it has exited, or that something unexpected happened.
 * @param {string | undefined} text
 */
export function startFailure(text) {
  return told(text, SAID_OF_ANY, "host_not_started");
}

/**
 * @param {string | undefined} text
 * @param {readonly (readonly [RegExp, string])[]} rows
 * @param {string} otherwise
 */
function told(text, rows, otherwise) {
  const row = rows.find(([pattern]) => pattern.test(text ?? ""));
  return failure(row ? row[1] : otherwise, api.runtime.id);
}
