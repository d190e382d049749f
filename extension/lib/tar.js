/** Several files as one tar archive (POSIX ustar); nothing is read for it, so it costs no memory. */

import { failure } from "./errors.js";

const BLOCK = 512;
/** Bytes that a name may have. */
const LONGEST = 100;

/**
 * @param {File[]} files
 * @param {string} name  the archive's
 * @returns {File}  throws Failure: a name is too long, or there twice
 */
export function tar(files, name) {
  const names = new Set();
  const parts = files.flatMap((file) => {
    const bytes = new TextEncoder().encode(file.name);
    if (bytes.length > LONGEST || names.has(file.name)) throw failure("archive_names", file.name);
    names.add(file.name);
    return [header(bytes, file.size, Math.floor(file.lastModified / 1000)), file, new Uint8Array(-file.size & (BLOCK - 1))];
  });
  return new File([...parts, new Uint8Array(2 * BLOCK)], name);
}

/**
 * @param {Uint8Array} name
 * @param {number} size      bytes
 * @param {number} modified  epoch seconds
 */
function header(name, size, modified) {
  const block = new Uint8Array(BLOCK);
  const put = (/** @type {number} */ at, /** @type {string} */ text) => block.set(new TextEncoder().encode(text), at);
  const octal = (/** @type {number} */ value, /** @type {number} */ digits) => value.toString(8).padStart(digits, "0");
  block.set(name);
  put(100, `${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`);
  put(124, `${octal(size, 11)} ${octal(Math.max(0, modified), 11)} `);
  put(148, " ".repeat(8)); // the sum counts its own place as blanks
  put(156, "0");
  put(257, "ustar\u000000");
  put(148, `${octal(block.reduce((sum, byte) => sum + byte, 0), 6)}\0 `);
  return block;
}
