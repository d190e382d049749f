/**
 * A badge on every assessment row of the course page, the moment the host knows it, changing by itself afterwards.
 *
 * Test URLs: /courses/<course>/assessments, /courses/<course>
 */

import { redraw } from "../lib/dom.js";
import { badgeView, drawDetails, isOpen, loadingBadge, lookOf } from "./shared/badge-view.js";
import { details } from "./shared/badge-words.js";
import { drawRows } from "./shared/row-slot.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["course"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  drawRows(page, signal, ({ assessment, slots: { badge: slot, more } }, store) => {
    if (!store.loaded) return redraw(slot, "loading", () => [loadingBadge()]);
    const badge = store.get(assessment);
    const shown = badge && !(badge.staff && badge.state === "not_submitted"); // nobody expects it of them
    if (isOpen(more)) drawDetails(more, shown ? details(badge) : []); // they name times as well
    // Where the host knows no such assessment, or nothing at all, nothing is said here.
    redraw(slot, shown ? lookOf(badge) : "", () => [shown && badgeView(badge, { more, latest: () => store.get(assessment) })]);
  });
}
