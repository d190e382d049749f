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
  followOne(page, (told) => {
    const { badge, own } = told ? asShown(told) : {};
    slot?.replaceChildren(...(badge ? [
      ...(badge.version === null ? [] : [h("span", { class: "muted" }, t("version", badge.version), " ")]),
      badgeView(badge, { own, total: ownTotal(badge.version) }),
    ] : []));
    why.hidden = !badge?.error;
    why.replaceChildren(...(badge?.error ? [errorView(new Failure(badge.error))] : [])); // the badge's tip needs a mouse
  });
}
