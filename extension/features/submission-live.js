/**
 * The state of this assessment's newest submission, changing by itself when the score is released.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { h } from "../lib/dom.js";
import { Failure } from "../lib/errors.js";
import { t } from "../lib/i18n.js";
import { badgeView, loadingBadge } from "./shared/badge-view.js";
import { errorView } from "./shared/error-view.js";
import { ownDates } from "./shared/own-dates.js";
import { followOne, panelSlot } from "./shared/panel.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["assessment"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  const slot = panelSlot("status", signal);
  slot?.replaceChildren(loadingBadge());
  const why = h("div", { hidden: true });
  panelSlot("body", signal)?.prepend(why);
  followOne(page, (badge) => {
    slot?.replaceChildren(...(badge ? [
      ...(badge.version === null ? [] : [h("span", { class: "muted" }, t("version", badge.version), " ")]),
      badgeView(asThePage(badge)),
    ] : []));
    why.hidden = !badge?.error;
    why.replaceChildren(...(badge?.error ? [errorView(new Failure(badge.error))] : [])); // the badge's tip needs a mouse
  });
}

/**
 * The badge without what the course's dates say, where the page shows dates of this student's own or its form is open.
 * @param {import("../lib/protocol.js").Badge} badge
 * @returns {import("../lib/protocol.js").Badge}
 */
function asThePage(badge) {
  if (badge.why_not !== "closed" && !badge.late) return badge;
  const own = ownDates(badge) !== null || (badge.why_not === "closed" && document.querySelector("form#new_submission") !== null);
  return own ? { ...badge, why_not: null, late: false } : badge;
}
