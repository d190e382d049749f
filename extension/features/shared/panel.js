/**
 * Our card on the assessment page, right below Autolab's handin panel and clearly not part of it: one island that
 * the features of this page share. Its usual height is reserved from the start.
 */

import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { inside, island, matchTheme } from "./style.js";

const STYLE = `
:host { display: block !important; clear: both !important; margin: 16px 0 !important; }
.panel { min-height: 146px; padding: 14px 16px; border: 1px solid var(--line); border-inline-start: 4px solid var(--accent); border-radius: 8px; background: var(--bg); }
.panel.over { background: var(--news-bg); border-color: var(--accent); }
.top { display: flex; justify-content: space-between; align-items: center; gap: 12px; min-height: 24px; white-space: nowrap; }
.brand { font-weight: 600; }
[data-slot="account"] { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; font-size: 13px; }
[data-slot="facts"] { min-height: 20px; margin-top: 4px; color: var(--muted); }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; min-height: 26px; align-items: center; }
.actions > span { display: contents; }
.actions:has([data-slot="submit"]) { min-height: 34px; gap: 12px; }
[data-slot="body"] > * { margin-top: 12px; }
pre + .copying { display: block; margin-top: 8px; }
pre { margin: 0; padding: 12px; max-height: 420px; overflow: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--raised);
  font: 12px/18px monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
`;

/** @typedef {"account" | "status" | "facts" | "submit" | "left" | "downloads" | "feedback" | "body"} Slot */

/**
 * A slot of the page's panel, which is made by whoever asks first.
 * @param {Slot} name
 * @param {AbortSignal} signal
 * @returns {HTMLElement | null}  null on a page without a place for it
 */
export function panelSlot(name, signal) {
  const present = [...document.querySelectorAll('[data-ac="panel"]')].find(inside);
  return inside(present ?? newPanel(signal))?.querySelector(`[data-slot="${name}"]`) ?? null;
}

/** @param {AbortSignal} signal */
function newPanel(signal) {
  const anchor = document.querySelector(".handin-panel") ?? document.querySelector("#content h2");
  if (!anchor) return null;
  const { host, root } = island("panel", STYLE);
  const slot = (/** @type {Slot} */ name) => h("span", { "data-slot": name });
  root.append(h("section", { class: "panel", "data-ac": "panel-box", "aria-label": t("extension_name") },
    h("div", { class: "top" }, h("span", { class: "brand" }, t("extension_name")), slot("account"), h("span", { "data-slot": "status", "aria-live": "polite" })),
    h("div", { "data-slot": "facts" }),
    h("div", { class: "actions" }, slot("submit"), slot("left")),
    h("div", { class: "actions" }, slot("downloads"), slot("feedback")),
    h("div", { "data-slot": "body" })));
  anchor.after(host);
  matchTheme(host);
  signal.addEventListener("abort", () => host.remove(), { once: true });
  return host;
}

/**
 * The one badge this page is about.
 * @param {import("../index.js").Page} page
 * @param {(badge: import("../../lib/protocol.js").Badge | undefined) => void} draw
 */
export function followOne({ place, badges }, draw) {
  const one = place.assessment ?? "";
  badges.follow((store) => store.isNew(one) && draw(store.get(one)));
}
