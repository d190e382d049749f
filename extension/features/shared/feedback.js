/**
 * The graders' feedback on one version, folded until somebody wants it. The API gives the text of one problem and does
 * not say of which; the page's own table has a link for each, and the history has them of every version.
 */

import { copyButton } from "../../lib/copy-button.js";
import { h } from "../../lib/dom.js";
import { Failure } from "../../lib/errors.js";
import { plural, t } from "../../lib/i18n.js";
import { assessmentUrl } from "../../lib/page-detect.js";
import { read } from "../../lib/read.js";
import { errorView } from "./error-view.js";

/** Failures after which feedback shown before is no longer to be shown. */
const GONE = new Set(["feedback_withheld", "submission_unknown", "assessment_unreleased", "not_enrolled"]);

/** Whether the server has taken back what was shown. @param {unknown} thrown */
export function isGone(thrown) {
  return thrown instanceof Failure && GONE.has(thrown.name);
}

/** @typedef {{ server: string, course: string, assessment: string, version: number }} Version */

/**
 * The button that unfolds it, and where it is then shown.
 * @param {Version} what  may come to be another version while it is folded
 * @param {string} id  the region's, in its root
 * @param {AbortSignal} signal
 */
export function foldedFeedback(what, id, signal) {
  const region = h("div", { "aria-live": "polite", "data-ac": "feedback", id });
  const button = h("button", { type: "button", class: "button small", "data-ac": "feedback-toggle", id: `${id}-toggle`, "aria-controls": id, onclick: () => fold(!region.hidden) });
  let reading = new AbortController();
  const fold = (/** @type {boolean} */ folded) => {
    reading.abort();
    region.hidden = folded;
    button.ariaExpanded = String(!folded);
    button.textContent = t(folded ? "feedback_show" : "feedback_hide");
    region.replaceChildren();
    if (folded) return;
    reading = new AbortController();
    show({ ...what }, region, AbortSignal.any([reading.signal, signal]));
  };
  fold(true);
  return { button, region, fold };
}

/**
 * @param {Version} what
 * @param {HTMLElement} region
 * @param {AbortSignal} signal
 */
function show(what, region, signal) {
  const text = h("div", {}, h("p", { class: "muted" }, t("loading")));
  const trouble = h("div", {});
  region.replaceChildren(text, trouble);
  /** @param {{ feedback: string | null, problems?: string[] }} data */
  const tell = ({ feedback, problems = [] }) => {
    trouble.replaceChildren();
    const name = t("feedback_of", what.version);
    text.replaceChildren(
      h("p", { class: "muted small", "data-ac": "feedback-of" }, name),
      feedback ? textView(feedback, name) : h("p", { class: "muted" }, t(problems.length > 1 ? "feedback_masked" : "feedback_empty")),
      rest(what, feedback ? problems : []),
    );
  };
  /** @param {unknown} thrown */
  const fail = (thrown) => {
    if (thrown instanceof Failure && thrown.name === "feedback_none") return tell({ feedback: null }); // its scores are there
    trouble.replaceChildren(errorView(thrown));
    // Without the network the text of before still stands; where the server has taken it back it does not.
    if (!text.querySelector("pre") || isGone(thrown)) text.replaceChildren();
  };
  void read("feedback", what, tell, fail, signal, text);
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
 * @param {Version} what
 * @param {string[]} problems
 */
function rest(what, problems) {
  const links = ownLinks(what).map(({ problem, href }) => [h("a", { href }, problem), " "]);
  const all = links.length ? [t("feedback_on_page"), " ", ...links.flat()] : [h("a", { href: assessmentUrl(what, "history") }, t("feedback_history"))];
  return h("p", { class: "muted small", "data-ac": "feedback-rest" }, problems.length > 1 && `${t("feedback_one_of", problems.join(", "))} `, ...all);
}

/**
 * The feedback links that Autolab's own table has for a version, by problem.
 * @param {Version} what
 */
function ownLinks(what) {
  const target = new URL(assessmentUrl(what, "viewFeedback"));
  const table = document.querySelector(".submissions table.sub");
  const heads = [...(table?.querySelectorAll("thead th") ?? [])].map((head) => head.firstChild?.textContent?.trim() ?? "");
  const row = [...(table?.querySelectorAll("tbody tr") ?? [])].find((each) => each.querySelector("td")?.textContent?.trim() === String(what.version));
  return [...(row?.children ?? [])].flatMap((cell, column) => {
    const link = cell.querySelector("a");
    const same = link && link.origin === target.origin && link.pathname === target.pathname;
    return same ? [{ problem: heads[column] || "?", href: link.href }] : [];
  });
}
