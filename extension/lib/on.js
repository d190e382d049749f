/** Event listeners on what we draw: for trusted events only, never for those that a script makes. */

/**
 * @typedef {{ hosts: WeakSet<EventTarget>, listeners?: WeakMap<EventTarget, Map<string, (event: any) => void>> }} Relay
 *   what content/loader.js shares with us: our shadow hosts, and the listeners inside them where it calls these
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
  const listeners = relay()?.listeners;
  listeners?.set(element, (listeners.get(element) ?? new Map()).set(type, own));
}
