/** Hands a text to the browser as a file to save. */

import { h } from "../../lib/dom.js";

/**
 * @param {string} filename
 * @param {string} text
 * @param {string} type  media type
 */
export function saveText(filename, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: address, download: filename }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser reads it after the click has returned
}
