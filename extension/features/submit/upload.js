/** Brings the chosen file to the host, which then submits it. */

import { ask } from "../../lib/ask.js";
import { carry } from "../../lib/carry.js";
import { Failure } from "../../lib/errors.js";

/** @typedef {import("../../lib/protocol.js").CommitParams["confirm"]} Confirmed */

/** The host keeps few uploads, and not for long: one that waited for its user may have made room. */
const GONE = new Set(["upload_gone", "upload_unknown"]);

/**
 * @param {import("../../lib/protocol.js").AssessmentParams} target
 * @param {import("../../lib/chosen.js").Chosen} file
 * @param {AbortSignal} signal
 * @returns {Promise<import("../../lib/protocol.js").Begun>}
 */
function begin(target, file, signal) {
  return ask("submit.begin", { ...target, filename: file.name, size: file.size }, signal);
}

export class Upload {
  #target;
  #file;
  #begun;
  #over = false;

  /**
   * @param {import("../../lib/protocol.js").AssessmentParams} target
   * @param {import("../../lib/chosen.js").Chosen} file
   * @param {import("../../lib/protocol.js").Begun} begun
   */
  constructor(target, file, begun) {
    this.#target = target;
    this.#file = file;
    this.#begun = begun;
  }

  /** The name that notifications about it carry. */
  get id() {
    return this.#begun.upload;
  }

  /** What the student should know before it is sent. */
  get warnings() {
    return this.#begun.warnings;
  }

  /**
   * @param {import("../../lib/protocol.js").AssessmentParams} target
   * @param {import("../../lib/chosen.js").Chosen} file
   * @param {AbortSignal} signal
   */
  static async begin(target, file, signal) {
    return new Upload(target, file, await begin(target, file, signal));
  }

  /**
   * @param {(done: number) => void} progress  bytes the host has
   * @param {AbortSignal} signal
   */
  async transfer(progress, signal) {
    try {
      await carry(this.#begun, this.#file, progress, signal);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || !GONE.has(thrown.name)) throw thrown;
      this.#begun = await begin(this.#target, this.#file, signal);
      await carry(this.#begun, this.#file, progress, signal);
    }
  }

  /**
   * @param {boolean} affirmed    the course's integrity affirmation
   * @param {Confirmed} confirmed  what the user insisted on
   * @returns {Promise<import("../../lib/protocol.js").Receipt>}
   */
  async commit(affirmed, confirmed) {
    const { receipt } = await ask("submit.commit", { upload: this.id, sha256: this.#file.sha256, affirmed, confirm: confirmed });
    this.#over = true;
    return receipt;
  }

  /** Lets the host forget the file; nothing if it was sent. */
  abandon() {
    if (this.#over) return;
    this.#over = true;
    void ask("submit.abandon", { upload: this.id }).catch(() => null); // it forgets by itself in time
  }
}
