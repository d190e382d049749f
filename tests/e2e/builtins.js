/*
 * The first script of a hostile page: it replaces what browsers offer before anybody else can use it. `gained` says what
 * came of it. Our code is told by its place in the stack, or by what it hands over: the page itself has no shadow roots.
 */
(() => {
  const gained = window.gained = [];
  const say = gained.push.bind(gained);
  const ours = (one) => (one instanceof Node && (one instanceof ShadowRoot || one.getRootNode() instanceof ShadowRoot || one.dataset?.ac !== undefined));
  let busy = false;
  const look = (what, ...seen) => {
    if (busy) return;
    busy = true;
    if (/extension:/.test(new Error().stack) || seen.some(ours)) say(what);
    busy = false;
  };
  const replace = (owner, name, made) => {
    const { value, get } = Object.getOwnPropertyDescriptor(owner, name) ?? {};
    if (typeof value === "function") Object.defineProperty(owner, name, { value: made(value), configurable: true, writable: true });
    else if (get) Object.defineProperty(owner, name, { get: made(get), configurable: true });
  };
  const watch = (owner, where) => {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (name === "constructor") continue;
      replace(owner, name, (real) => function (...given) {
        const result = Reflect.apply(real, this, given);
        look(`${where}.${name}`, this, result, ...given);
        return result;
      });
    }
  };

  for (const name of ["EventTarget", "Node", "Element", "HTMLElement", "HTMLDialogElement", "HTMLInputElement", "HTMLStyleElement", "ShadowRoot", "Document",
    "DocumentFragment", "CSSStyleSheet", "MutationObserver", "FileReader", "Blob", "File", "AbortController", "AbortSignal", "CustomElementRegistry", "URL",
    "MessagePort", "Crypto", "SubtleCrypto", "WeakMap", "WeakSet", "Map", "Set", "Promise"]) watch(window[name].prototype, name);
  for (const name of ["JSON", "Promise", "Object"]) watch(window[name], name);
  for (const name of ["fetch", "atob", "btoa", "setTimeout", "setInterval", "queueMicrotask", "getComputedStyle", "matchMedia", "structuredClone"]) {
    replace(window, name, (real) => (...given) => {
      look(name, ...given);
      return real.apply(window, given);
    });
  }
  for (const name of ["MutationObserver", "IntersectionObserver", "AbortController", "FileReader", "Blob", "URL", "Map", "WeakMap", "Promise"]) {
    window[name] = new Proxy(window[name], { construct(real, given, by) {
      look(`new ${name}`, ...given);
      return Reflect.construct(real, given, by);
    } });
  }

  /* Not watched but turned against us: if any of these reached our code, a root would be open, a forged event real, the
     last question answered at once, a hidden button seen, a name known. */
  const turn = (owner, name, value) => Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  const { attachShadow } = Element.prototype;
  turn(Element.prototype, "attachShadow", function () {
    say("attachShadow");
    return attachShadow.call(this, { mode: "open" });
  });
  for (const name of ["preventDefault", "stopPropagation", "stopImmediatePropagation"]) turn(Event.prototype, name, () => {});
  turn(Document.prototype, "hasFocus", () => true);
  turn(Element.prototype, "checkVisibility", () => true);
  turn(Performance.prototype, "now", () => 1e12);
  turn(Crypto.prototype, "randomUUID", () => "00000000-0000-4000-8000-000000000000");
  turn(HTMLDialogElement.prototype, "showModal", function () {
    say("showModal", this);
  });
  turn(Array.prototype, "every", () => true);
  turn(Array.prototype, "some", () => false);
  for (const name of ["then", "isTrusted", "hosts", "heard", "autolabCompanion", "result", "op", "pageUser", "sha256"]) {
    Object.defineProperty(Object.prototype, name, { configurable: true, get() {
      look(`Object.prototype.${name}`, this);
      return undefined;
    }, set(value) {
      look(`Object.prototype.${name} =`, value);
      Object.defineProperty(this, name, { value, configurable: true, writable: true, enumerable: true });
    } });
  }
})();
