/**
 * The grader's feedback on the newest submission, once its score is released. The API gives the text of one problem and
 * does not say of which; the page's own table has a link for each, and the history has them of every version.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { copyButton } from "../lib/copy-button.js";
import { h } from "../lib/dom.js";
import { Failure } from "../lib/errors.js";
import { plural, t } from "../lib/i18n.js";
import { assessmentUrl } from "../lib/page-detect.js";
import { read } from "../lib/read.js";
import { errorView } from "./shared/error-view.js";
import { followOne, panelSlot } from "./shared/panel.js";

/** Failures after which feedback shown before is no longer to be shown. */
const GONE = new Set(["feedback_withheld", "feedback_none", "submission_unknown", "assessment_unreleased", "not_enrolled"]);

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["assessment"];

/** @type {import("./index.js").Feature["start"]} */
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
    /** @param {{ feedback: string | null, problems?: string[] }} data */
    const tell = ({ feedback, problems = [] }) => {
      trouble.replaceChildren();
      const name = t("feedback_of", version);
      text.replaceChildren(
        h("p", { class: "muted small", "data-ac": "feedback-of" }, name),
        feedback ? textView(feedback, name) : h("p", { class: "muted" }, t(problems.length > 1 ? "feedback_masked" : "feedback_empty")),
        rest({ server, course, assessment }, version, feedback ? problems : []),
      );
    };
    /** @param {unknown} thrown */
    const fail = (thrown) => {
      trouble.replaceChildren(errorView(thrown));
      // Without the network the text of before still stands; where the server has taken it back it does not.
      if (!text.querySelector("pre") || (thrown instanceof Failure && GONE.has(thrown.name))) text.replaceChildren();
    };
    void read("feedback", { server, course, assessment, version }, tell, fail, reading.signal, text);
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
    if (!badge) { // nothing is known, or nothing may be shown, any more
      if (!region.hidden) toggle();
      region.replaceChildren();
      button.remove();
    }
    if (badge?.state !== "score" || !badge.version) return;
    if (version && badge.version !== version && !region.hidden) toggle(); // what is shown belongs to an older version
    version = badge.version;
    if (!button.isConnected) slot.append(button);
  });
}

/**
 * The text, and a search in it: a browser's own finds nothing that we draw (spell.js).
 * @param {string} feedback
 * @param {string} name
 */
function textView(feedback, name) {
  const lines = feedback.split("\n");
  const pre = h("pre", { tabindex: "0", "aria-label": name }, feedback);
  const found = h("span", { class: "muted", role: "status", "data-ac": "feedback-found" });
  const find = () => {
    const wanted = input.value.toLowerCase();
    const those = lines.filter((line) => line.toLowerCase().includes(wanted));
    pre.replaceChildren(wanted ? those.join("\n") : feedback);
    found.textContent = wanted ? plural("lines_found", those.length) : "";
  };
  const input = h("input", { type: "search", "data-ac": "feedback-search", "aria-label": t("feedback_search"), placeholder: t("feedback_search"), oninput: find });
  return h("div", {}, lines.length > 1 && h("div", { class: "find" }, input, found), pre, copyButton(feedback, name));
}

/**
 * Which problems the text may be about, and where the others' is.
 * @param {{ server: string, course: string, assessment: string }} place
 * @param {number} version
 * @param {string[]} problems
 */
function rest(place, version, problems) {
  const links = ownLinks(place, version).map(({ problem, href }) => [h("a", { href }, problem), " "]);
  const all = links.length ? [t("feedback_on_page"), " ", ...links.flat()] : [h("a", { href: assessmentUrl(place, "history") }, t("feedback_history"))];
  return h("p", { class: "muted small", "data-ac": "feedback-rest" }, problems.length > 1 && `${t("feedback_one_of", problems.join(", "))} `, ...all);
}

/**
 * The feedback links that Autolab's own table has for a version, by problem.
 * @param {{ server: string, course: string, assessment: string }} place
 * @param {number} version
 */
function ownLinks(place, version) {
  const target = new URL(assessmentUrl(place, "viewFeedback"));
  const table = document.querySelector(".submissions table.sub");
  const heads = [...(table?.querySelectorAll("thead th") ?? [])].map((head) => head.firstChild?.textContent?.trim() ?? "");
  const row = [...(table?.querySelectorAll("tbody tr") ?? [])].find((each) => each.querySelector("td")?.textContent?.trim() === String(version));
  return [...(row?.children ?? [])].flatMap((cell, column) => {
    const link = cell.querySelector("a");
    const same = link && link.origin === target.origin && link.pathname === target.pathname;
    return same ? [{ problem: heads[column] || "?", href: link.href }] : [];
  });
}
