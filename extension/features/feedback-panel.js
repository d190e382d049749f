/**
 * The grader's feedback on the newest submission, once its score is released.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { h } from "../lib/dom.js";
import { Failure } from "../lib/errors.js";
import { t } from "../lib/i18n.js";
import { read } from "../lib/read.js";
import { errorView } from "./shared/error-view.js";
import { followOne, panelSlot } from "./shared/panel.js";

/** Failures after which feedback shown before is no longer to be shown. */
const GONE = new Set(["feedback_withheld", "feedback_none", "submission_unknown", "assessment_unreleased", "not_enrolled"]);

/** @type {import("../content/main.js").Feature["start"]} */
export function start(page, signal) {
  const { server, course, assessment } = page.place;
  const slot = panelSlot("feedback", signal);
  const body = panelSlot("body", signal);
  if (!slot || !body || !assessment) return;
  const region = h("div", { "aria-live": "polite", "data-ac": "feedback", id: "feedback", hidden: true });
  body.append(region);
  let version = 0;
  let reading = new AbortController();
  signal.addEventListener("abort", () => reading.abort(), { once: true });

  const show = () => {
    reading = new AbortController();
    const text = h("div", {}, h("p", { class: "muted" }, t("loading")));
    const trouble = h("div", {});
    region.replaceChildren(text, trouble);
    /** @param {{ feedback: string | null }} data */
    const tell = ({ feedback }) => {
      trouble.replaceChildren();
      text.replaceChildren(feedback === null ? h("p", { class: "muted" }, t("feedback_empty")) : h("pre", { tabindex: "0", "aria-label": t("feedback_of", version) }, feedback));
    };
    /** @param {unknown} thrown */
    const fail = (thrown) => {
      trouble.replaceChildren(errorView(thrown));
      // Without the network the text of before still stands; where the server has taken it back it does not.
      if (!text.querySelector("pre") || (thrown instanceof Failure && GONE.has(thrown.name))) text.replaceChildren();
    };
    void read("feedback", { server, course, assessment, version }, tell, fail, reading.signal);
  };
  const toggle = () => {
    region.hidden = !region.hidden;
    button.setAttribute("aria-expanded", String(!region.hidden));
    button.textContent = t(region.hidden ? "feedback_show" : "feedback_hide");
    if (region.hidden) reading.abort();
    else show();
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
