/** Carries a file to the host in parts: two parts in memory at a time, each with its CRC-32, the whole with SHA-256. */

import { ask } from "../../lib/ask.js";
import { crc32 } from "../../lib/crc32.js";
import { failure } from "../../lib/errors.js";
import { PART_SIZE } from "../../lib/protocol.js";
import { Sha256 } from "../../lib/sha256.js";

export class Upload {
  #file;
  #id;
  #over = false;
  #sha256 = "";

  /**
   * @param {File} file
   * @param {{ upload: string, warnings: import("../../lib/host-words.js").Warning[] }} begun
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
    let underWay = Promise.resolve();
    for (let index = 0, at = 0; at < this.#file.size; index += 1, at += PART_SIZE) {
      signal.throwIfAborted();
      const data = await this.#read(at); // while the part before it travels
      const bytes = fromBase64(data);
      hash.update(bytes);
      await underWay;
      underWay = ask("submit.part", { upload: this.#id, index, data, crc32: crc32(bytes) }).then(() => progress(at + bytes.length));
      underWay.catch(() => null); // told by the await, even if reading fails first
    }
    await underWay;
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

  /**
   * The part at `at` in base64. As a text, because in Firefox a buffer read in a page belongs to the page.
   * @param {number} at
   * @returns {Promise<string>}
   */
  #read(at) {
    const reader = new FileReader();
    return new Promise((resolve, reject) => {
      reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
      reader.onerror = () => reject(failure("file_unreadable", this.#file.name));
      reader.readAsDataURL(this.#file.slice(at, at + PART_SIZE));
    });
  }
}

/** @param {string} text */
function fromBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
