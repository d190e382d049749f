/**
 * The one pipe to the native host: one port per worker life, opened for the first page that listens or asks.
 *
 * hello comes first and decides; every question is answered exactly once, if only with the pipe's end.
 */

import { failure, Failure, isErrorObject } from "../lib/errors.js";
import { PROTOCOL } from "../lib/protocol.js";
import { Backoff } from "./backoff.js";
import { refuseTooLarge } from "./frame-limit.js";
import { hostFailure, startFailure } from "./host-errors.js";
import { Parts } from "./parts.js";
import { patienceFor } from "./patience-for.js";

/**
 * @typedef {import("../lib/protocol.js").HostInfo} HostInfo
 * @typedef {{ resolve: (value: any) => void, reject: (reason: Failure) => void, timer: ReturnType<typeof setTimeout> }} Pending
 *
 * @typedef {object} Surroundings
 * @property {() => chrome.runtime.Port} connect
 * @property {(port: chrome.runtime.Port) => string | undefined} whyEnded
 * @property {{ name: string, version: string }} client
 * @property {(notice: import("../lib/protocol.js").Notice) => void} onNotice
 * @property {() => void} onReady            a host has answered hello
 * @property {() => boolean} needed          whether somebody waits for what the host may say unasked
 * @property {number} [idle]                 milliseconds without need before the host is let go
 * @property {number} [patience]             milliseconds until any question counts as unanswered
 */

const IDLE = 120_000;

export class HostPort {
  #port = /** @type {chrome.runtime.Port | null} */ (null);
  #ready = /** @type {Promise<HostInfo> | null} */ (null);
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #parts = new Parts();
  #backoff = new Backoff();
  #around;
  #lastId = 0;
  #frame = Infinity; // bytes that the host takes in one message
  #failure = /** @type {Failure | null} */ (null);
  #wellSince = /** @type {number | null} */ (null);
  #idleTimer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  #retryTimer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** @param {Surroundings} around */
  constructor(around) {
    this.#around = around;
  }

  /**
   * What hello said; opens the pipe if need be.
   * @param {{ retryNow?: boolean }} [how]  retryNow: the user asked for this attempt, so the backoff is skipped
   * @returns {Promise<HostInfo>}
   */
  ready({ retryNow = false } = {}) {
    if (retryNow) this.#backoff.reset();
    if (!this.#ready && this.#isTooSoon()) return Promise.reject(this.#failure);
    return (this.#ready ??= this.#open());
  }

  /**
   * @param {string} op
   * @param {Record<string, unknown>} params  with `caller`
   * @param {AbortSignal} [signal]  the requester went away
   * @returns {Promise<any>}
   */
  async request(op, params, signal) {
    await this.ready();
    signal?.throwIfAborted();
    return this.#call(op, params, signal);
  }

  /** Whoever is refused is told of the host that answers once the pause is over; if none does, that was all. */
  #isTooSoon() {
    const now = globalThis.performance.now();
    if (!this.#failure || this.#backoff.mayStart(now)) return false;
    const pause = this.#backoff.pause(now);
    clearTimeout(this.#retryTimer);
    if (pause !== null) this.#retryTimer = setTimeout(() => this.ready().catch(() => null), pause);
    return true;
  }

  async #open() {
    clearTimeout(this.#retryTimer);
    const { connect, client } = this.#around;
    const port = connect();
    this.#port = port;
    port.onMessage.addListener((message) => this.#receive(message));
    port.onDisconnect.addListener(() => this.#ended(port));
    try {
      const info = await this.#call("hello", { protocol: PROTOCOL, client });
      // A host that accepts our hello but speaks another protocol is older than the refusal itself.
      if (info?.protocol !== PROTOCOL) throw failure("host_speaks_otherwise");
      this.#frame = info.limits?.frame ?? Infinity;
      this.#wellSince = globalThis.performance.now();
      this.#failure = null;
      this.#around.onReady();
      return info;
    } catch (thrown) {
      const why = thrown instanceof Failure ? thrown : failure("host_garbled");
      if (this.#port === port) this.#drop(why); // one that ended by itself is counted already
      throw why;
    }
  }

  /**
   * @param {string} op
   * @param {Record<string, unknown>} params
   * @param {AbortSignal} [signal]
   * @returns {Promise<any>}
   */
  #call(op, params, signal) {
    const id = (this.#lastId += 1);
    const request = { jsonrpc: "2.0", id, method: op, params };
    return new Promise((resolve, reject) => {
      refuseTooLarge(request, this.#frame);
      const patience = this.#around.patience ?? patienceFor(op);
      const timer = setTimeout(() => this.#takePending(id)?.reject(failure("host_silent")), patience);
      this.#pending.set(id, { resolve, reject, timer });
      // Also after the reply: a refresh may go on behind it.
      signal?.addEventListener("abort", () => this.#post({ jsonrpc: "2.0", method: "cancel", params: { id } }), { once: true });
      this.#post(request);
      this.#restartIdling();
    });
  }

  /** @param {object} message */
  #post(message) {
    try {
      this.#port?.postMessage(message);
    } catch {
      // The port closed under us; its onDisconnect rejects whoever waits.
    }
  }

  /** @param {any} message */
  #receive(message) {
    if (message?.method === "part") {
      const whole = this.#reassembled(message.params);
      if (whole) this.#receive(whole);
    } else if (typeof message?.method === "string") {
      this.#around.onNotice({ method: message.method, params: message.params ?? {} });
    } else {
      const waiting = this.#takePending(message?.id);
      if (message.error) waiting?.reject(isErrorObject(message.error) ? new Failure(message.error) : failure("host_garbled"));
      else waiting?.resolve(message.result);
    }
  }

  /** @param {any} part */
  #reassembled(part) {
    try {
      return this.#parts.add(part ?? {});
    } catch {
      this.#takePending(part?.id)?.reject(failure("host_garbled"));
      return null;
    }
  }

  /** @param {any} id */
  #takePending(id) {
    const waiting = this.#pending.get(id);
    if (waiting) clearTimeout(waiting.timer);
    this.#pending.delete(id);
    return waiting;
  }

  /** @param {chrome.runtime.Port} port */
  #ended(port) {
    const text = this.#around.whyEnded(port); // must be read even if unused, or Chromium logs it as unchecked
    if (port === this.#port) this.#drop(this.#wellSince === null ? startFailure(text) : hostFailure(text));
  }

  /** @param {Failure} why */
  #drop(why) {
    clearTimeout(this.#idleTimer);
    this.#backoff.ended(globalThis.performance.now(), this.#wellSince);
    this.#failure = why;
    this.#forget();
    for (const id of [...this.#pending.keys()]) this.#takePending(id)?.reject(why);
  }

  #forget() {
    const port = this.#port;
    this.#port = this.#ready = this.#wellSince = null;
    this.#parts = new Parts();
    port?.disconnect();
  }

  /** A port keeps worker and host alive, so one that nobody needs is closed. */
  #restartIdling() {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      if (this.#pending.size || this.#around.needed()) this.#restartIdling();
      else this.#forget();
    }, this.#around.idle ?? IDLE);
  }
}
