/*
 * Content scripts are classic scripts in both browsers; this one imports the module that does the work, and keeps events
 * inside our shadow roots from the page. It runs before any script of the page.
 */
(() => {
  const world = /** @type {{ autolabCompanion?: import("../lib/on.js").Relay, browser?: typeof chrome }} */ (/** @type {unknown} */ (globalThis));
  if (world.autolabCompanion) return; // injected twice: registered and started in an open tab
  const leaky = "originalTarget" in Event.prototype;
  const { hosts, listeners } = world.autolabCompanion = { hosts: new WeakSet(), listeners: leaky ? new WeakMap() : undefined };

  /* Firefox names the inner target of an event in `originalTarget`, `explicitOriginalTarget` and `rangeParent` to all who hear it, closed shadow
     root or not. So nobody hears it but us, who come first; what the browser does by itself goes on. */
  const LEAVING = ["auxclick", "beforeinput", "blur", "click", "compositionend", "compositionstart", "compositionupdate", "contextmenu",
    "copy", "cut", "dblclick", "DOMMouseScroll", "drag", "dragend", "dragenter", "dragexit", "dragleave", "dragover", "dragstart", "drop",
    "focus", "focusin", "focusout", "gotpointercapture", "input", "keydown", "keypress", "keyup", "lostpointercapture", "mousedown",
    "mouseenter", "mouseleave", "mousemove", "mouseout", "mouseover", "mouseup", "MozMousePixelScroll", "paste", "pointercancel",
    "pointerdown", "pointerenter", "pointerleave", "pointermove", "pointerout", "pointerover", "pointerrawupdate", "pointerup", "touchcancel",
    "touchend", "touchmove", "touchstart", "wheel"];
  const within = (/** @type {any} */ node) => hosts.has(node?.getRootNode?.().host);
  const keep = (/** @type {any} */ event) => {
    const ours = hosts.has(event.target);
    // Mouse events on elements of the page may still name one of ours as their related inner target.
    if (!ours && ![event.originalTarget, event.explicitOriginalTarget, event.rangeParent].some(within)) return;
    event.stopImmediatePropagation();
    if (!ours) return;
    if (!event.isTrusted) return event.preventDefault(); // a script must not tick a box, even if it has got hold of one
    for (let node = event.originalTarget ?? null; node; node = node.parentNode) listeners?.get(node)?.get(event.type)?.(event);
  };
  if (leaky) for (const type of LEAVING) globalThis.addEventListener(type, keep, true);

  const api = world.browser ?? chrome;
  import(api.runtime.getURL("content/main.js")).catch((error) => console.error("Autolab Companion:", error));
})();
