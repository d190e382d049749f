/** Routes requests of our pages and content scripts to the host, and refuses what the sender may not ask for. */

import { failure } from "../lib/errors.js";
import { ABOUT_UPLOAD, OUTLIVES_PAGE, concerns } from "./rules.js";

/**
 * @typedef {import("./senders.js").Requester} Requester
 * @typedef {import("./host-port.js").HostPort} HostPort
 */

/** Parameters that only the worker sets. */
const RESERVED = ["caller", "page_user"];
/** Failures after which the host no longer has the file. */
const LOST = new Set(["host_gone", "host_garbled", "host_not_started", "upload_unknown"]);

export class Router {
  #host;
  #onDone;
  /** @type {Map<string, number | null>} upload → the tab it came from; null: its page left while it was on its way */
  #uploads = new Map();
  /** @type {Set<string>} uploads on their way to the server */
  #committing = new Set();
  /** @type {Map<number, Set<AbortController>>} reads in flight, or refreshed after their reply, by tab */
  #reads = new Map();

  /**
   * @param {HostPort} host
   * @param {(op: string, params: Record<string, any>, result: any, pageUser: unknown) => void} onDone
   */
  constructor(host, onDone) {
    this.#host = host;
    this.#onDone = onDone;
  }

  /**
   * @param {Requester} requester
   * @param {unknown} op
   * @param {unknown} given
   * @param {unknown} [pageUser]  whom a page says it is shown to; the host looks at it
   * @param {AbortSignal} [signal]  the requester has taken it back; what becomes of a file has its own ways
   * @returns {Promise<any>}
   */
  async ask(requester, op, given, pageUser, signal) {
    if (typeof op !== "string" || typeof given !== "object" || given === null || RESERVED.some((name) => name in given)) {
      throw failure("message_unsound");
    }
    const params = /** @type {Record<string, any>} */ (given);
    if (requester.caller === "page") this.#requireOwn(requester, op, params);
    if (op === "submit.begin" && requester.tab !== null) this.#abandonUnsent(requester.tab); // each tab has one upload at the host
    if (op === "submit.commit") this.#committing.add(String(params.upload));
    try {
      const { operations } = await this.#host.ready();
      const entry = Object.hasOwn(operations, op) ? operations[op] : undefined;
      if (!entry) throw failure("operation_unknown", op);
      if (!entry.callers.includes(requester.caller)) throw failure("caller_may_not");
      const personal = requester.caller === "page" && entry.scope !== null && pageUser !== undefined;
      const pass = () => this.#pass(requester, op, personal ? { ...params, page_user: pageUser } : params, ABOUT_UPLOAD.has(op) ? undefined : signal);
      const result = await pass().catch((why) => this.#evictOldest(why).then(pass));
      this.#record(requester, op, params, result, requester.caller === "page" ? pageUser : undefined);
      return result;
    } catch (thrown) {
      if (ABOUT_UPLOAD.has(op)) this.#failed(String(params.upload), thrown);
      throw thrown;
    } finally {
      if (op === "submit.commit") this.#committing.delete(String(params.upload));
    }
  }

  /**
   * The page in `tab` is gone: its reads are cancelled and its unsent upload is abandoned. What is already being sent to
   * the server continues.
   * @param {number} tab
   */
  pageClosed(tab) {
    for (const read of this.#reads.get(tab) ?? []) read.abort();
    this.#reads.delete(tab);
    this.#abandonUnsent(tab);
    for (const [upload, owner] of this.#uploads) if (owner === tab) this.#uploads.set(upload, null);
  }

  /**
   * Abandons the uploads that a tab has not yet sent.
   * @param {number} tab
   */
  #abandonUnsent(tab) {
    for (const [upload, owner] of this.#uploads) {
      if (owner !== tab || this.#committing.has(upload)) continue;
      this.#uploads.delete(upload);
      void this.#host.request("submit.abandon", { upload, caller: "page" }).catch(() => null); // the host drops it in time anyway
    }
  }

  /** Whether a file is being prepared or sent, so that the host must not be stopped. */
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
   * @param {Requester} requester
   * @param {string} op
   * @param {Record<string, unknown>} params
   */
  #requireOwn(requester, op, params) {
    // A worker that was stopped meanwhile has forgotten it, and so has its host.
    if (ABOUT_UPLOAD.has(op) && this.tabOf(params.upload) === undefined) throw failure("upload_gone");
    const own = ABOUT_UPLOAD.has(op)
      ? requester.tab !== null && this.tabOf(params.upload) === requester.tab
      : requester.place && concerns(requester.place, params, op);
    if (!own) throw failure("not_this_page");
  }

  /**
   * @param {Requester} requester
   * @param {string} op
   * @param {Record<string, unknown>} params
   * @param {AbortSignal} [signal]
   */
  async #pass(requester, op, params, signal) {
    const request = { ...params, caller: requester.caller };
    if (requester.caller !== "page" || requester.tab === null || OUTLIVES_PAGE.has(op)) return this.#host.request(op, request, signal);
    const reads = this.#reads.get(requester.tab) ?? new Set();
    this.#reads.set(requester.tab, reads);
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
   * Where the host holds no more uploads, the oldest unsent one is abandoned: its page begins it again when its user
   * continues.
   * @param {any} why  what the host said; thrown again if it is anything else
   */
  async #evictOldest(why) {
    const [oldest] = [...this.#uploads].find(([upload]) => !this.#committing.has(upload)) ?? [];
    if (why?.name !== "too_many_uploads" || oldest === undefined) throw why;
    this.#uploads.delete(oldest);
    await this.#host.request("submit.abandon", { upload: oldest, caller: "page" });
  }

  /**
   * An upload that nobody can retry must not keep the host running.
   * @param {string} upload
   * @param {any} why
   */
  #failed(upload, why) {
    if (LOST.has(why?.name) || this.#uploads.get(upload) === null) this.#uploads.delete(upload);
  }

  /**
   * @param {Requester} requester
   * @param {string} op
   * @param {Record<string, any>} params
   * @param {any} result
   * @param {unknown} pageUser
   */
  #record(requester, op, params, result, pageUser) {
    if (op === "submit.begin" && requester.tab !== null) this.#uploads.set(String(result?.upload), requester.tab);
    if (op === "submit.commit" || op === "submit.abandon") this.#uploads.delete(String(params.upload));
    this.#onDone(op, params, result, pageUser);
  }
}
