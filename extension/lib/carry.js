/** Carries a file that the host expects to it, in parts: two in memory at a time, each with its CRC-32. */

import { ask } from "./ask.js";
import { crc32 } from "./crc32.js";

/**
 * @param {{ upload: string, part_size: number }} begun  what the host said when the file was announced
 * @param {import("./chosen.js").Chosen} file
 * @param {(done: number) => void} progress  bytes the host has
 * @param {AbortSignal} signal
 */
export async function carry({ upload, part_size: partSize }, file, progress, signal) {
  let underWay = Promise.resolve();
  for (let index = 0, at = 0; at < file.size; index += 1, at += partSize) {
    signal.throwIfAborted();
    const { data, bytes } = await file.part(at, partSize); // while the part before it travels
    await underWay;
    underWay = ask("submit.part", { upload, index, data, crc32: crc32(bytes) }).then(() => progress(at + bytes.length));
    underWay.catch(() => null); // told by the await, even if reading fails first
  }
  await underWay;
}
