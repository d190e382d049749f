/** Carries the chosen file to the host in parts: two parts in memory at a time, each with its CRC-32, the whole with SHA-256. */

import { ask } from "../../lib/ask.js";
import { crc32 } from "../../lib/crc32.js";
import { Failure } from "../../lib/errors.js";
import { PART_SIZE } from "../../lib/protocol.js";

/** The host keeps few uploads, and not for long: one that waited for its user may have made room. */
const GONE = new Set(["upload_gone", "upload_unknown"]);

/**
 * @param {import("./dialog.js").Target} target
 * @param {import("./chosen.js").Chosen} file
 * @param {AbortSignal} signal
 * @returns {Promise<{ upload: string, warnings: { code: string, message: string }[] }>}
 */
function begin(target, file, signal) {
  return ask("submit.begin", { ...target, filename: file.name, size: file.size }, signal);
}

export class Upload {
  #target;
  #file;
  #id;
  #over = false;

  /**
   * @param {import("./dialog.js").Target} target
   * @param {import("./chosen.js").Chosen} file
   * @param {{ upload: string, warnings: import("../../lib/host-words.js").Warning[] }} begun
   */
  constructor(target, file, { upload, warnings }) {
    this.#target = target;
    this.#file = file;
    this.#id = upload;
    this.warnings = warnings;
  }

  /** The name that notifications about it carry. */
  get id() {
    return this.#id;
  }

  /**
   * @param {import("./dialog.js").Target} target
   * @param {import("./chosen.js").Chosen} file
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
      await this.#carry(progress, signal);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || !GONE.has(thrown.name)) throw thrown;
      this.#id = (await begin(this.#target, this.#file, signal)).upload;
      await this.#carry(progress, signal);
    }
  }

  /**
   * @param {(done: number) => void} progress
   * @param {AbortSignal} signal
   */
  async #carry(progress, signal) {
    let underWay = Promise.resolve();
    for (let index = 0, at = 0; at < this.#file.size; index += 1, at += PART_SIZE) {
      signal.throwIfAborted();
      const { data, bytes } = await this.#file.part(index); // while the part before it travels
      await underWay;
      underWay = ask("submit.part", { upload: this.#id, index, data, crc32: crc32(bytes) }).then(() => progress(at + bytes.length));
      underWay.catch(() => null); // told by the await, even if reading fails first
    }
    await underWay;
  }

  /**
   * @param {boolean} affirmed    the course's integrity affirmation
   * @param {string[]} confirmed  what the user insisted on: `empty`, `again`
   * @returns {Promise<import("../../lib/protocol.js").Receipt>}
   */
  async commit(affirmed, confirmed) {
    const { receipt } = await ask("submit.commit", { upload: this.#id, sha256: this.#file.sha256, affirmed, confirm: confirmed });
    this.#over = true;
    return receipt;
  }

  /** Lets the host forget the file; nothing if it was sent. */
  abandon() {
    if (this.#over) return;
    this.#over = true;
    void ask("submit.abandon", { upload: this.#id }).catch(() => null); // it forgets by itself in time
  }
}
