/**
 * Words that are seen and read out, but that no script finds: as generated content instead of text nodes.
 *
 * `window.find()` finds text in closed shadow roots, so that a page could guess at scores; Firefox even selects the
 * node, and `getSelection()` hands it out with the root around it. Neither sees what
 * `::before` says; the rule for it is in lib/look.css.
 */

/**
 * From now on all text put into `root` is spelled, before any script of the page has its turn: observers are told at
 * the end of the very task that drew.
 * @param {HTMLElement} root
 */
export function spell(root) {
  new MutationObserver(() => respell(root)).observe(root, { subtree: true, childList: true, characterData: true });
}

/** @param {HTMLElement} root */
function respell(root) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = /** @type {Text[]} */ ([]);
  while (texts.nextNode()) found.push(/** @type {Text} */ (texts.currentNode));
  for (const text of found) {
    const words = document.createElement("span");
    words.dataset.words = text.data;
    text.replaceWith(words);
  }
}
