/** How pages and content scripts talk to the background worker. */

import { api } from "./api.js";
import { Failure, failure } from "./errors.js";

/**
 * Asks the host for an operation, by way of the background worker.
 * @param {string} op
 * @param {Record<string, unknown>} [params]
 * @returns {Promise<any>}  the operation's result; rejects with Failure
 */
export function ask(op, params = {}) {
  return send({ op, params });
}

/**
 * Asks the background worker itself; see background/tasks.js.
 * @param {string} name
 * @param {Record<string, unknown>} [params]
 * @returns {Promise<any>}
 */
export function task(name, params = {}) {
  return send({ task: name, params });
}

/** @param {object} message */
async function send(message) {
  const reply = await api.runtime.sendMessage(message).catch(() => null);
  // No reply: this script outlived the extension that injected it (updated, switched off, removed).
  if (!reply) throw failure("extension_gone");
  if (reply.error) throw new Failure(reply.error);
  return reply.result;
}

/**
 * Hears the host's notifications meant for this page until `signal` aborts.
 *
 * A broken line is not mended at once (no loops): it is when the page is next looked at, and `again` is
 * called then, because something may have been missed.
 * @param {(notice: import("./protocol.js").Notice) => void} hear
 * @param {AbortSignal} signal
 * @param {() => void} [again]
 */
export function listen(hear, signal, again) {
  /** @type {chrome.runtime.Port | null} */
  let port = null;
  const connect = () => {
    if (!api.runtime?.id) return;
    port = api.runtime.connect({ name: "live" });
    port.onMessage.addListener(hear);
    port.onDisconnect.addListener(() => {
      port = null;
    });
  };
  const look = () => {
    if (document.visibilityState !== "visible" || port) return;
    connect();
    again?.();
  };
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => port?.disconnect(), { once: true });
  connect();
}
