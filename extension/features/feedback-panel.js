/**
 * The grader's feedback on the newest submission, once its score is released.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { foldedFeedback } from "./shared/feedback.js";
import { followOne, panelSlot } from "./shared/panel.js";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["assessment"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  const { server, course, assessment } = page.place;
  const slot = panelSlot("feedback", signal);
  const body = panelSlot("body", signal);
  if (!slot || !body || !assessment) return;
  const what = { server, course, assessment, version: 0 };
  const { button, region, fold } = foldedFeedback(what, "feedback", signal);
  body.append(region);

  followOne(page, (badge) => {
    if (!badge) { // nothing is known, or nothing may be shown, any more
      fold(true);
      button.remove();
    }
    if (badge?.state !== "score" || !badge.version) return;
    if (badge.version !== what.version) fold(true); // what is shown belongs to an older version
    what.version = badge.version;
    if (!button.isConnected) slot.append(button);
  });
}
