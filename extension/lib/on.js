/** Listening to what we draw: only to the user and the browser, never to a script. */

/**
 * @typedef {{ hosts: WeakSet<EventTarget>, heard: WeakMap<EventTarget, Map<string, (event: any) => void>> }} Relay
 *   what content/loader.js shares with us: our elements in the page, and who listens inside of them
 */

/** @returns {Relay | undefined}  undefined outside of web pages */
export function relay() {
  return /** @type {{ autolabCompanion?: Relay }} */ (/** @type {unknown} */ (globalThis)).autolabCompanion;
}

/**
 * Calls `handle` for trusted events of one type; one listener for each type and element.
 * @param {Element} element
 * @param {string} type
 * @param {(event: any) => void} handle
 */
export function on(element, type, handle) {
  const own = (/** @type {Event} */ event) => {
    if (event.isTrusted) handle(event);
  };
  element.addEventListener(type, own);
  const heard = relay()?.heard;
  heard?.set(element, (heard.get(element) ?? new Map()).set(type, own));
}
