/**
 * Our card on the assessment page, right below Autolab's handin panel and clearly not part of it: one island that
 * the features of this page share. Its usual height is reserved from the start.
 */

import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { inside, island, matchTheme } from "./style.js";
import { styleSheet } from "./style-sheet.js";

const STYLE = await styleSheet("features/shared/panel.css");

/** @typedef {"account" | "status" | "facts" | "submit" | "left" | "downloads" | "feedback" | "versions" | "body"} Slot */

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
    h("div", { class: "actions" }, slot("downloads"), slot("feedback"), slot("versions")),
    h("div", { "data-slot": "body" })));
  const { position, top } = getComputedStyle(anchor);
  if (position === "relative") host.style.setProperty("--raised-by", top); // Autolab's panel stands above its place
  anchor.after(host);
  matchTheme(host);
  signal.addEventListener("abort", () => host.remove(), { once: true });
  return host;
}

/**
 * The one badge this page is about.
 * @param {import("../index.js").Page} page
 * @param {(badge: import("../../lib/protocol.js").Badge | undefined) => void} draw
 * @param {{ timed?: boolean }} [how]  as in live-list.js
 */
export function followOne({ place, badges }, draw, how = {}) {
  const one = place.assessment ?? "";
  badges.follow((store) => store.isNew(one) && draw(store.get(one)), how);
}
