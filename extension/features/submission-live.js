/**
 * The state of this assessment's newest submission, changing by itself when the score is released.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { badgeView, loadingBadge } from "./shared/badge-view.js";
import { followOne, panelSlot } from "./shared/panel.js";

/** @type {import("../content/main.js").Feature["start"]} */
export function start(page, signal) {
  const slot = panelSlot("status", signal);
  slot?.replaceChildren(loadingBadge());
  let drawn = "";
  followOne(page, (badge) => {
    const key = JSON.stringify(badge ?? null);
    if (key === drawn) return; // a live region speaks on every change
    drawn = key;
    slot?.replaceChildren(...(badge ? [
      ...(badge.version === null ? [] : [h("span", { class: "muted" }, t("version", badge.version), " ")]),
      badgeView(badge),
    ] : []));
  });
}
