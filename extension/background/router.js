/** Takes questions from our pages and content scripts, refuses what the asker may not ask, passes the rest on. */

import { failure } from "../lib/errors.js";
import { ABOUT_UPLOAD, OUTLIVES_PAGE, concerns } from "./rules.js";

/**
 * @typedef {import("./senders.js").Asker} Asker
 * @typedef {import("./host-port.js").HostPort} HostPort
 */

/** What only the worker says of the asker. */
const NOT_ASKABLE = ["caller", "page_user"];
/** Failures after which the host has the file no more. */
const LOST = new Set(["host_gone", "host_garbled", "host_not_started", "upload_unknown"]);

export class Router {
  #host;
  #onDone;
  /** @type {Map<string, number | null>} upload → the tab it came from; null: its page left while it was on its way */
  #uploads = new Map();
  /** @type {Set<string>} uploads on their way to the server */
  #committing = new Set();
  /** @type {Map<number, Set<AbortController>>} reads under way, or refreshed behind their reply, by tab */
  #reads = new Map();

  /**
   * @param {HostPort} host
   * @param {(op: string, params: Record<string, any>, result: any) => void} onDone
   */
  constructor(host, onDone) {
    this.#host = host;
    this.#onDone = onDone;
  }

  /**
   * @param {Asker} asker
   * @param {unknown} op
   * @param {unknown} given
   * @param {unknown} [pageUser]  whom a page says it is shown to; the host looks at it
   * @param {AbortSignal} [signal]  the asker has taken it back; what becomes of a file has its own ways
   * @returns {Promise<any>}
   */
  async ask(asker, op, given, pageUser, signal) {
    if (typeof op !== "string" || typeof given !== "object" || given === null || NOT_ASKABLE.some((name) => name in given)) {
      throw failure("message_unsound");
    }
    const params = /** @type {Record<string, any>} */ (given);
    if (asker.caller === "page") this.#requireOwn(asker, op, params);
    if (op === "submit.begin" && asker.tab !== null) this.#giveBack(asker.tab); // each tab has one place at the host
    if (op === "submit.commit") this.#committing.add(String(params.upload));
    try {
      const { operations } = await this.#host.ready();
      const entry = Object.hasOwn(operations, op) ? operations[op] : undefined;
      if (!entry) throw failure("operation_unknown", op);
      if (!entry.callers.includes(asker.caller)) throw failure("caller_may_not");
      const personal = asker.caller === "page" && entry.scope !== null && pageUser !== undefined;
      const pass = () => this.#pass(asker, op, personal ? { ...params, page_user: pageUser } : params, ABOUT_UPLOAD.has(op) ? undefined : signal);
      const result = await pass().catch((why) => this.#makeRoom(why).then(pass));
      this.#keepBooks(asker, op, params, result);
      return result;
    } catch (thrown) {
      if (ABOUT_UPLOAD.has(op)) this.#failed(String(params.upload), thrown);
      throw thrown;
    } finally {
      if (op === "submit.commit") this.#committing.delete(String(params.upload));
    }
  }

  /**
   * The page in `tab` is gone: what it wanted to read needs no answer any more, half a file is of no use.
   * What is already on its way to the server goes on.
   * @param {number} tab
   */
  left(tab) {
    for (const read of this.#reads.get(tab) ?? []) read.abort();
    this.#reads.delete(tab);
    this.#giveBack(tab);
    for (const [upload, owner] of this.#uploads) if (owner === tab) this.#uploads.set(upload, null);
  }

  /**
   * Lets the host forget what a tab has not yet sent.
   * @param {number} tab
   */
  #giveBack(tab) {
    for (const [upload, owner] of this.#uploads) {
      if (owner !== tab || this.#committing.has(upload)) continue;
      this.#uploads.delete(upload);
      void this.#host.request("submit.abandon", { upload, caller: "page" }).catch(() => null); // forgotten in time anyway
    }
  }

  /** Whether a file is being prepared or sent, so that the host must stay. */
  get any() {
    return this.#uploads.size > 0;
  }

  /**
   * The tab an upload belongs to.
   * @param {unknown} upload
   */
  tabOf(upload) {
    return this.#uploads.get(String(upload));
  }

  /**
   * @param {Asker} asker
   * @param {string} op
   * @param {Record<string, unknown>} params
   */
  #requireOwn(asker, op, params) {
    // A worker that was stopped meanwhile has forgotten it, and so has its host.
    if (ABOUT_UPLOAD.has(op) && this.tabOf(params.upload) === undefined) throw failure("upload_gone");
    const own = ABOUT_UPLOAD.has(op)
      ? asker.tab !== null && this.tabOf(params.upload) === asker.tab
      : asker.place && concerns(asker.place, params);
    if (!own) throw failure("not_this_page");
  }

  /**
   * @param {Asker} asker
   * @param {string} op
   * @param {Record<string, unknown>} params
   * @param {AbortSignal} [signal]
   */
  async #pass(asker, op, params, signal) {
    const request = { ...params, caller: asker.caller };
    if (asker.caller !== "page" || asker.tab === null || OUTLIVES_PAGE.has(op)) return this.#host.request(op, request, signal);
    const reads = this.#reads.get(asker.tab) ?? new Set();
    this.#reads.set(asker.tab, reads);
    const read = new AbortController();
    reads.add(read);
    let refreshing = false;
    try {
      const result = await this.#host.request(op, request, signal ? AbortSignal.any([read.signal, signal]) : read.signal);
      refreshing = result?.stale === true;
      return result;
    } finally {
      if (!refreshing) reads.delete(read);
    }
  }

  /**
   * Where the host has no room for another file, the tab that has waited longest gives up its place: its page begins
   * anew when its user goes on.
   * @param {any} why  what the host said; thrown again if it is anything else
   */
  async #makeRoom(why) {
    const [oldest] = [...this.#uploads].find(([upload]) => !this.#committing.has(upload)) ?? [];
    if (why?.name !== "too_many_uploads" || oldest === undefined) throw why;
    this.#uploads.delete(oldest);
    await this.#host.request("submit.abandon", { upload: oldest, caller: "page" });
  }

  /**
   * One that nobody can try again must not keep the host for ever.
   * @param {string} upload
   * @param {any} why
   */
  #failed(upload, why) {
    if (LOST.has(why?.name) || this.#uploads.get(upload) === null) this.#uploads.delete(upload);
  }

  /**
   * @param {Asker} asker
   * @param {string} op
   * @param {Record<string, any>} params
   * @param {any} result
   */
  #keepBooks(asker, op, params, result) {
    if (op === "submit.begin" && asker.tab !== null) this.#uploads.set(String(result?.upload), asker.tab);
    if (op === "submit.commit" || op === "submit.abandon") this.#uploads.delete(String(params.upload));
    this.#onDone(op, params, result);
  }
}
