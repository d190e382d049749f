/** Carries a file to the host in parts: one part in memory at a time, each with its CRC-32, the whole with SHA-256. */

import { ask } from "../../lib/ask.js";
import { crc32 } from "../../lib/crc32.js";
import { failure } from "../../lib/errors.js";
import { PART_SIZE } from "../../lib/protocol.js";
import { Sha256 } from "../../lib/sha256.js";

/** Characters per String.fromCharCode call; engines limit the number of arguments. */
const RUN = 0x8000;

export class Upload {
  #file;
  #id;
  #over = false;
  #sha256 = "";

  /**
   * @param {File} file
   * @param {{ upload: string, warnings: { code: string, message: string }[] }} begun
   */
  constructor(file, { upload, warnings }) {
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
   * @param {File} file
   */
  static async begin(target, file) {
    return new Upload(file, await ask("submit.begin", { ...target, filename: file.name, size: file.size }));
  }

  /**
   * @param {(done: number) => void} progress  bytes the host has
   * @param {AbortSignal} signal
   */
  async transfer(progress, signal) {
    const hash = new Sha256();
    for (let index = 0, at = 0; at < this.#file.size; index += 1, at += PART_SIZE) {
      signal.throwIfAborted();
      const bytes = await this.#read(at);
      hash.update(bytes);
      await ask("submit.part", { upload: this.#id, index, data: base64(bytes), crc32: crc32(bytes) });
      progress(at + bytes.length);
    }
    this.#sha256 = hash.hex();
  }

  /**
   * @param {string[]} confirmed  what the user insisted on: `empty`, `again`
   * @returns {Promise<import("../../lib/protocol.js").Receipt>}
   */
  async commit(confirmed) {
    const { receipt } = await ask("submit.commit", { upload: this.#id, sha256: this.#sha256, affirmed: true, confirm: confirmed });
    this.#over = true;
    return receipt;
  }

  /** Lets the host forget the file; nothing if it was sent. */
  abandon() {
    if (this.#over) return;
    this.#over = true;
    void ask("submit.abandon", { upload: this.#id }).catch(() => null); // it forgets by itself in time
  }

  /** @param {number} at */
  async #read(at) {
    try {
      return new Uint8Array(await this.#file.slice(at, at + PART_SIZE).arrayBuffer());
    } catch {
      throw failure("file_unreadable", this.#file.name);
    }
  }
}

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += RUN) binary += String.fromCharCode(...bytes.subarray(at, at + RUN));
  return btoa(binary);
}
