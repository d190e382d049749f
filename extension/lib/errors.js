/** One shape for every failure, the host's and our own: cause, remedy, and the server's own words. */

import { spoken } from "./host-words.js";
import { t } from "./i18n.js";

/** @typedef {import("./protocol.js").ErrorObject} ErrorObject */

export class Failure extends Error {
  /** @param {ErrorObject} object */
  constructor(object) {
    const { message, remedy } = spoken(object);
    super(message);
    this.object = object;
    /** Stable name from the catalogue, or one of ours. */
    this.name = object.data.name;
    this.remedy = remedy;
    this.serverSaid = object.data.server_said ?? null;
    /** @type {import("./protocol.js").Badges | null} what was known before it happened */
    this.remembered = null;
  }
}

/**
 * A failure the extension found itself; its words are `error_<name>` and `error_<name>_remedy`.
 * @param {string} name
 * @param {...(string | number)} values
 */
export function failure(name, ...values) {
  const data = { name, remedy: t(`error_${name}_remedy`, ...values) };
  return new Failure({ code: 0, message: t(`error_${name}`, ...values), data });
}

/** The asker took the question back; the host's own row, since the host may say it as well. */
export function cancelled() {
  return new Failure({ code: 109, message: "The request was cancelled.", data: { name: "cancelled", remedy: "Ask again if you still need it." } });
}

/** Made while there are words: a script that outlived its extension gets none any more. */
export const EXTENSION_GONE = failure("extension_gone");

/**
 * Whatever was thrown, as an error object fit to travel.
 * @param {unknown} thrown
 * @returns {ErrorObject}
 */
export function asObject(thrown) {
  if (thrown instanceof Failure) return thrown.object;
  console.error(thrown);
  return failure("unexpected", thrown instanceof Error ? thrown.message : String(thrown)).object;
}

/**
 * Whether `value` is an error object: a host of another version may send anything.
 * @param {any} value
 * @returns {value is ErrorObject}
 */
export function isErrorObject(value) {
  return typeof value?.message === "string" && typeof value?.data?.name === "string";
}
