/** How pages and content scripts talk to the background worker. */

import { api } from "./api.js";
import { EXTENSION_GONE, Failure, cancelled, failure } from "./errors.js";

/** @typedef {import("./protocol.js").Operations} Operations */

/** @typedef {import("./protocol.js").Badges & import("./protocol.js").CoursesDue} Shown   either of the two */
/** @typedef {Shown & { user: string }} Remembered   user: whom the page was shown to */
/**
 * What pages receive: the host's own notifications, and the background worker's.
 * @typedef {import("./protocol.js").Notice
 *   | { method: "host.ready", params: { missed?: boolean } }
 *   | { method: "badges.remembered", params: { shown: Remembered | null } }
 *   | { method: "overview.changed", params: {} }} Notice
 */

/** @type {() => import("./page-user.js").PageUser | null} */
let shownTo = () => null;

/**
 * From now on whatever this page asks says whom it is shown to.
 * @param {typeof shownTo} who
 */
export function askFor(who) {
  shownTo = who;
}

/**
 * Asks the host for an operation, by way of the background worker.
 * @template {keyof Operations} Op
 * @param {Op} op
 * @param {Operations[Op]["params"]} [params]
 * @param {AbortSignal} [signal]  takes the question back, also from the host; the answer is then `cancelled`
 * @returns {Promise<Operations[Op]["result"]>}  rejects with Failure
 */
export function ask(op, params = {}, signal) {
  const pageUser = shownTo();
  return send({ op, params, ...(pageUser && { pageUser }) }, signal);
}

/**
 * Asks the background worker itself; see background/tasks.js.
 * @param {string} name
 * @param {Record<string, unknown>} [params]
 * @param {AbortSignal} [signal]  as in ask
 * @returns {Promise<any>}
 */
export function task(name, params = {}, signal) {
  return send({ task: name, params }, signal);
}

const life = new AbortController();
/** Aborts when the extension that injected this script is updated, switched off or removed. */
export const gone = life.signal;

/** @type {Set<() => void>} reconnects the broken ports of this page */
const broken = new Set();

/**
 * @param {object} message
 * @param {AbortSignal} [signal]
 */
async function send(message, signal) {
  for (const reconnect of broken) reconnect(); // whoever asks now wants the notifications that follow
  const reply = await (signal ? untilCancelled(message, signal) : deliver(message));
  if (!reply) throw alive() ? failure("worker_gone") : EXTENSION_GONE;
  if (reply.error) throw Object.assign(new Failure(reply.error), { remembered: reply.remembered ?? null });
  return reply.result;
}

/** @param {object} message  @returns {Promise<any>} null if whoever was to answer has died meanwhile */
async function deliver(message) {
  try {
    return await api.runtime.sendMessage(message);
  } catch {
    return null;
  }
}

/**
 * @param {object} message
 * @param {AbortSignal} signal
 */
function untilCancelled(message, signal) {
  const ticket = globalThis.crypto.randomUUID();
  const takenBack = new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      void deliver({ cancel: ticket });
      reject(cancelled());
    }, { once: true });
  });
  return Promise.race([deliver({ ...message, ticket }), takenBack]);
}

/** Whether the extension is still there; whoever asks with a click starts here, for without it there are no words. */
export function alive() {
  if (!api.runtime?.id) life.abort();
  return !gone.aborted;
}

/**
 * Receives the host's notifications meant for this page until `signal` aborts.
 *
 * A port that breaks (browsers stop idle workers) is not reconnected at once, so there are no loops, but when this page
 * next asks something or becomes visible. `again` is called in the latter case: something may have been missed.
 * @param {(notice: Notice) => void} onNotice
 * @param {AbortSignal} signal
 * @param {() => void} [again]
 */
export function listen(onNotice, signal, again) {
  /** @type {chrome.runtime.Port | undefined} */
  let port;
  const connect = () => {
    broken.delete(connect);
    if (!alive() || signal.aborted) return;
    port = api.runtime.connect({ name: "live" });
    port.onMessage.addListener(onNotice);
    port.onDisconnect.addListener(() => alive() && broken.add(connect));
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || !broken.has(connect)) return;
    connect();
    again?.();
  }, { signal });
  signal.addEventListener("abort", () => {
    broken.delete(connect);
    port?.disconnect();
  }, { once: true });
  connect();
}
