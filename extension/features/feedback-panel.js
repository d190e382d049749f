/**
 * The grader's feedback on the newest submission, once its score is released.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { ask } from "../lib/ask.js";
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { errorView } from "./shared/error-view.js";
import { followOne, panelSlot } from "./shared/panel.js";

/** @type {import("../content/main.js").Feature["start"]} */
export function start(page, signal) {
  const { server, course, assessment } = page.place;
  const slot = panelSlot("feedback", signal);
  const body = panelSlot("body", signal);
  if (!slot || !body || !assessment) return;
  const region = h("div", { "aria-live": "polite", "data-ac": "feedback", id: "feedback", hidden: true });
  body.append(region);
  let version = 0;

  const show = async () => {
    region.replaceChildren(h("p", { class: "muted" }, t("loading")));
    try {
      const { data } = await ask("feedback", { server, course, assessment, version });
      region.replaceChildren(data.feedback === null ? h("p", { class: "muted" }, t("feedback_empty")) : h("pre", { tabindex: "0", "aria-label": t("feedback_of", version) }, data.feedback));
    } catch (thrown) {
      region.replaceChildren(errorView(thrown));
    }
  };
  const toggle = () => {
    region.hidden = !region.hidden;
    button.setAttribute("aria-expanded", String(!region.hidden));
    button.textContent = t(region.hidden ? "feedback_show" : "feedback_hide");
    if (!region.hidden) void show();
  };
  const button = h("button", {
    type: "button", class: "button small", "data-ac": "feedback-toggle", "aria-expanded": "false", "aria-controls": "feedback", onclick: toggle,
  }, t("feedback_show"));

  followOne(page, (badge) => {
    if (badge?.state !== "score" || !badge.version) return;
    if (version && badge.version !== version && !region.hidden) toggle(); // what is shown belongs to an older version
    version = badge.version;
    if (!button.isConnected) slot.append(button);
  });
}
