/**
 * The file as it was when the user chose it: its bytes are copied in that moment, and what is sent later is the copy.
 * Nothing that happens to the file afterwards changes it.
 */

import { failure } from "./errors.js";
import { Sha256 } from "./sha256.js";

/** Bytes read at a time. */
const READ = 524_288;

export class Chosen {
  #file;
  #hash = new Sha256();
  /** The browser keeps blobs out of the page's memory, on disk if it must. */
  #copy = new Blob();
  #done = 0;
  /** @type {Promise<void>} rejects with Failure if the file cannot be read */
  ready;
  sha256 = "";

  /**
   * @param {File} file
   * @param {AbortSignal} signal  nobody wants it any more
   */
  constructor(file, signal) {
    this.#file = file;
    this.name = file.name;
    this.size = file.size;
    this.ready = this.#read(signal);
    this.ready.catch(() => null); // told to whoever waits for it
  }

  /** What part of it has been read, from 0 to 1. */
  get progress() {
    return this.size ? this.#done / this.size : 1;
  }

  /**
   * A part of the copy, in base64 and as bytes.
   * @param {number} at  its first byte
   * @param {number} length  in bytes; the last part may be shorter
   */
  async part(at, length) {
    await this.ready;
    return this.#load(this.#copy.slice(at, at + length));
  }

  /** @param {AbortSignal} signal */
  async #read(signal) {
    /** @type {Blob[]} */
    const copies = [];
    for (let at = 0; at < this.size; at += READ) {
      signal.throwIfAborted();
      const { bytes } = await this.#load(this.#file.slice(at, at + READ));
      this.#hash.update(bytes);
      copies.push(new Blob([bytes]));
      this.#done += bytes.length;
    }
    if (this.#done !== this.size) throw failure("file_unreadable", this.name); // it has shrunk meanwhile
    this.#copy = new Blob(copies);
    this.sha256 = this.#hash.hex();
  }

  /**
   * As a text, because in Firefox a buffer read in a page belongs to the page.
   * @param {Blob} blob
   * @returns {Promise<{ data: string, bytes: Uint8Array<ArrayBuffer> }>}
   */
  #load(blob) {
    const reader = new FileReader();
    return new Promise((resolve, reject) => {
      reader.onload = () => {
        const data = String(reader.result).replace(/^[^,]*,/, "");
        resolve({ data, bytes: fromBase64(data) });
      };
      reader.onerror = () => reject(failure("file_unreadable", this.name));
      reader.readAsDataURL(blob);
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
