/**
 * Words that are seen and read out, but that no script finds: as generated content instead of text nodes.
 *
 * `window.find()` finds text in closed shadow roots, so that a page could guess at scores; Firefox even selects the
 * node, and `getSelection()` hands it out with the root around it. Neither sees what
 * `::before` says; the rule for it is in lib/look.css.
 */

import { writeWith } from "../../lib/dom.js";

/** @type {MutationObserver | undefined} one for all roots */
let observer;

/**
 * From now on all text put into `root` is spelled, before any script of the page has its turn: observers are told at
 * the end of the very task that drew.
 * @param {HTMLElement} root
 */
export function spell(root) {
  observer ??= new MutationObserver(hear);
  observer.observe(root, { subtree: true, childList: true, characterData: true });
}

/**
 * Walks only what is new: what is spelled already is not walked again.
 * @param {MutationRecord[]} records
 */
function hear(records) {
  for (const { type, target, addedNodes } of records) {
    for (const node of type === "characterData" ? [target] : addedNodes) respell(node);
  }
  observer?.takeRecords(); // of our own work just now
}

/** @param {Node} node */
function respell(node) {
  if (!node.textContent) return; // nearly always: what lib/dom.js builds is spelled from the start
  if (node.nodeType !== Node.TEXT_NODE) return node.childNodes.forEach(respell);
  /** @type {Text} */ (node).replaceWith(spelled(node.nodeValue ?? ""));
}

/** @param {string} text */
function spelled(text) {
  const words = document.createElement("span");
  words.setAttribute("data-words", text);
  return words;
}

writeWith(spelled);
