/* What a hostile page's script does; `drawn` and `found` look at what it cannot see, and run where all is seen. */
({
  spy: () => {
  const seen = window.seen = new Set();
  const read = (node, by) => node?.getRootNode?.() instanceof ShadowRoot && seen.add(by);
  const take = (event) => {
    for (const name of ["target", "originalTarget", "explicitOriginalTarget", "rangeParent", "relatedTarget"]) read(event[name], `${event.type} ${name}`);
    event.composedPath().forEach((one) => read(one, `${event.type} path`));
    const selected = getSelection();
    for (const one of [selected.anchorNode, selected.focusNode]) read(one, `${event.type} selection`);
  };
  for (const type in HTMLElement.prototype) if (type.startsWith("on")) window.addEventListener(type.slice(2), take, true);
  for (const type of ["focusin", "focusout", "DOMMouseScroll"]) window.addEventListener(type, take, true);
  for (const type of ["event", "first-input", "largest-contentful-paint"]) {
    new PerformanceObserver((list) => list.getEntries().forEach(({ target, element }) => [target, element].forEach((one) => read(one, type))))
      .observe({ type, buffered: true });
  }
},

  seen: () => [...window.seen],

  search: (words) => words.filter((one) => {
  getSelection().removeAllRanges();
  return window.find(one, true, false, true, false, true);
}),

  read: () => {
  const hosts = [...document.querySelectorAll("[data-ac]")];
  getSelection().selectAllChildren(document.body);
  return [
    hosts.length, hosts.filter((one) => one.shadowRoot).length, hosts.filter((one) => one.innerText).length,
    document.getAnimations().length, hosts.flatMap((one) => one.getAnimations({ subtree: true })).length,
    getSelection().toString(),
  ];
},

  define: () => document.querySelectorAll("[data-ac]").forEach((one) => {
  const name = one.localName.includes("-") && one.localName;
  if (name) customElements.define(name, class extends HTMLElement { constructor() { super(); window.root = this.attachInternals().shadowRoot; } });
}) ?? typeof window.root,

  style: () => {
  const sheet = document.head.appendChild(document.createElement("style"));
  sheet.textContent = `
    [data-ac], [data-ac]::before, dialog, button, * { opacity: 0 !important; transform: scale(30) !important; filter: opacity(0) !important;
      color: transparent !important; font-size: 400px !important; pointer-events: none !important; visibility: hidden !important;
      display: none !important; translate: 500px !important; rotate: 40deg !important; clip-path: inset(50%) !important;
      transition: all 1e6s !important; animation: none !important; position: fixed !important; cursor: none !important; }
    html, body { display: block !important; } html { opacity: 1 !important; transform: none !important; translate: none !important;
      rotate: none !important; filter: none !important; visibility: visible !important; clip-path: none !important; pointer-events: auto !important }
    ::backdrop { opacity: 0 !important } @property --bg { syntax: "<length>"; inherits: false; initial-value: 0px }
    @property --fg { syntax: "<length>"; inherits: false; initial-value: 0px }
    ${["system-ui", "sans-serif", "monospace"].map((name) => `@font-face { font-family: "${name}"; src: local("DejaVu Sans"); size-adjust: 400% }`).join("")}
    @starting-style { [data-ac] { opacity: 0 !important } }`;
  const host = document.querySelector('[data-ac="submit-dialog"]');
  host.style.setProperty("opacity", "0", "important");
  host.style.setProperty("display", "none", "important");
  host.animate({ opacity: [0, 0], transform: ["scale(9)", "scale(9)"] }, { duration: 1e9, fill: "both" });
  const adopted = new CSSStyleSheet();
  adopted.replaceSync("[data-ac] { opacity: 0 !important } dialog, button { width: 100vw !important; height: 100vh !important }");
  document.adoptedStyleSheets = [adopted];
},

  drawn: () => {
  const dialog = find(['[data-ac="dialog"]']);
  const { top, left, right, bottom, width, height } = dialog.getBoundingClientRect();
  const inView = top >= 0 && left >= 0 && right <= window.innerWidth && bottom <= window.innerHeight;
  const parts = [dialog, ...dialog.querySelectorAll("*")];
  const sizes = parts.map((one) => [one.offsetWidth, one.offsetHeight].join());
  return [inView, Math.round(width), Math.round(height), sizes, parts.map(getComputedStyle).map(({ opacity, color, transform, fontSize, visibility, filter, backgroundColor }) =>
    [opacity, color, transform, fontSize, visibility, filter, backgroundColor].join())];
},

  forged: () => {
  for (const type of ["pagehide", "pageshow", "autolab-companion-leave", "autolab-companion-look", "beforeunload", "visibilitychange"]) {
    for (const target of [document, window]) target.dispatchEvent(new Event(type, { bubbles: true }));
  }
  window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
},

  drop: () => {
  const carried = new DataTransfer();
  carried.items.add(new File(["theirs"], "theirs.c"));
  const how = { dataTransfer: carried, bubbles: true, cancelable: true, composed: true };
  for (const one of [...document.querySelectorAll("[data-ac]"), window.stolen]) {
    for (const type of ["dragenter", "dragover", "drop"]) one?.dispatchEvent(new DragEvent(type, how));
  }
},

  swap: () => {
  const carried = new DataTransfer();
  carried.items.add(new File(["theirs"], "theirs.c"));
  window.stolen.files = carried.files;
  for (const type of ["input", "change"]) window.stolen.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
},

  tick: () => {
  window.stolen.click();
  window.stolen.checked = true;
  for (const type of ["input", "change"]) window.stolen.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
},

  grab: () => {
  const host = document.querySelector('[data-ac="submit-dialog"]');
  host.tabIndex = 0;
  host.autofocus = true;
  for (const one of [document.activeElement, host]) one.focus();
  host.accessKey = "x";
},

  covers: {
    "a popover that lets clicks through": () => {
      const one = document.body.appendChild(document.createElement("div"));
      one.popover = "manual";
      one.style.cssText = "position: fixed; inset: 0; width: 100%; height: 100%; background: #fff; pointer-events: none; opacity: .9";
      one.showPopover();
      return () => one.remove();
    },
    "a dialog above ours": () => {
      const one = document.body.appendChild(document.createElement("dialog"));
      one.style.cssText = "position: fixed; inset: auto 0 0 auto; width: 10px; height: 10px; pointer-events: none";
      one.showModal();
      return () => one.remove();
    },
    "a popover in a closed root": () => {
      const host = document.body.appendChild(document.createElement("section"));
      const one = host.attachShadow({ mode: "closed" }).appendChild(document.createElement("div"));
      one.popover = "manual";
      one.style.cssText = "position: fixed; inset: 0; width: 100%; height: 100%; background: #fff; pointer-events: none";
      one.showPopover();
      return () => host.remove();
    },
    "a picture of the page": () => {
      const sheet = document.head.appendChild(document.createElement("style"));
      sheet.textContent = "::view-transition-group(*), ::view-transition-old(*), ::view-transition-new(*) { animation: none 1e4s !important; }"
        + "::view-transition-group(root) { animation-name: still !important } @keyframes still { from, to { opacity: 1 } }";
      const shown = document.startViewTransition(() => {});
      return () => {
        shown.skipTransition();
        sheet.remove();
      };
    },
    "everything huge": () => {
      document.documentElement.style.zoom = "9";
      return () => document.documentElement.style.removeProperty("zoom");
    },
    "our element somewhere else": () => {
      const [host, hidden] = [document.querySelector('[data-ac="submit-dialog"]'), document.createElement("div")];
      hidden.style.cssText = "opacity: 0";
      document.body.append(hidden);
      if (hidden.moveBefore) hidden.moveBefore(host, null); else document.documentElement.style.zoom = "9";
      return () => (hidden.moveBefore ? document.documentElement.moveBefore(host, null) : document.documentElement.style.removeProperty("zoom"));
    },
  },
})
