/**
 * The state of this assessment's newest submission, changing by itself when the score is released.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { h, redraw } from "../lib/dom.js";
import { Failure } from "../lib/errors.js";
import { t } from "../lib/i18n.js";
import { badgeView, loadingBadge, lookOf } from "./shared/badge-view.js";
import { errorView } from "./shared/error-view.js";
import { asShown } from "./shared/own-dates.js";
import { ownTotal } from "./shared/own-total.js";
import { followOne, panelSlot } from "./shared/panel.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["assessment"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  const slot = panelSlot("status", signal);
  if (!page.badges.loaded) slot?.replaceChildren(loadingBadge());
  const why = h("div", { hidden: true });
  panelSlot("body", signal)?.prepend(why);
  /** @type {import("../lib/protocol.js").Badge | undefined} */
  let latest;
  followOne(page, (told) => {
    const { badge, own } = told ? asShown(told) : {};
    latest = badge;
    const how = badge && { own, total: ownTotal(badge.version), latest: () => latest };
    // Only what is another is drawn, for it is read out.
    if (slot) redraw(slot, badge ? `${badge.version} ${lookOf(badge, how)}` : "", () => (badge ? [
      badge.version !== null && h("span", { class: "muted" }, t("version", badge.version), " "),
      badgeView(badge, how),
    ] : []));
    why.hidden = !badge?.error;
    redraw(why, JSON.stringify(badge?.error ?? ""), () => [badge?.error && errorView(new Failure(badge.error))]); // the badge's tip needs a mouse
  }, { timed: true }); // this student's own dates are the page's, and nobody else tells when they have come
}
