/**
 * A badge on every assessment row of the course page, the moment the host knows it, changing by itself afterwards.
 *
 * Test URLs: /courses/<course>/assessments, /courses/<course>
 */

import { badgeView, loadingBadge } from "./shared/badge-view.js";
import { rows } from "./shared/row-slot.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["course"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  const places = rows(page, signal).map(({ assessment, slot }) => ({ assessment, slot: slot("badge") }));
  for (const { slot } of places) slot.replaceChildren(loadingBadge());
  page.badges.follow((store) => {
    for (const { assessment, slot } of places) {
      if (!store.isNew(assessment)) continue;
      const badge = store.get(assessment);
      if (badge?.staff && badge.state === "not_submitted") slot.replaceChildren(); // nobody expects it of them
      else if (badge) slot.replaceChildren(badgeView(badge));
      else slot.replaceChildren(); // the host knows no such assessment, or nothing at all: say nothing here
    }
  });
}
