/**
 * All versions of this assessment with the score of each problem and the feedback, also those that Autolab's own table leaves
 * to the history; released scores come by themselves.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { h } from "../lib/dom.js";
import { points } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { read } from "../lib/read.js";
import { moment } from "../lib/time.js";
import { errorView } from "./shared/error-view.js";
import { foldedFeedback, isGone } from "./shared/feedback.js";
import { followOne, panelSlot } from "./shared/panel.js";
import { ownTotal } from "./shared/own-total.js";

/** @typedef {import("../lib/protocol.js").Submission} Submission */

const NONE = "–";

/** @type {import("./index.js").Feature["pages"]} */
export const pages = ["assessment"];

/** @type {import("./index.js").Feature["start"]} */
export function start(page, signal) {
  const { server, course, assessment } = page.place;
  const slot = panelSlot("versions", signal);
  const body = panelSlot("body", signal);
  if (!slot || !body || !assessment) return;
  const region = h("div", { id: "versions", "data-ac": "versions-list", class: "scroll", role: "region", tabindex: "0", "aria-label": t("versions_all"), hidden: true });
  body.append(region);
  let reading = new AbortController();
  signal.addEventListener("abort", () => reading.abort(), { once: true });
  const where = { server, course, assessment };
  const toggle = (/** @type {boolean} */ on) => {
    reading.abort();
    reading = new AbortController();
    region.hidden = !on;
    button.ariaExpanded = String(on);
    region.replaceChildren(...(on ? [h("p", { class: "muted" }, t("loading"))] : []));
    if (!on) return;
    const rows = rowsOf(where, reading.signal);
    void read("submissions", where, (all) => draw(region, all, rows), (thrown) => fail(region, thrown), reading.signal, region);
  };
  const button = h("button", {
    type: "button", class: "button small", "data-ac": "versions-toggle", "aria-controls": "versions", "aria-expanded": "false", onclick: () => toggle(region.hidden),
  }, t("versions_all"));
  followOne(page, (badge) => {
    const some = badge !== undefined && badge.submissions > 0;
    if (some && !button.isConnected) slot.append(button);
    if (some) return;
    toggle(false); // nothing is known, or nothing may be shown, any more
    button.remove();
  });
}

/**
 * Anew, but for the feedback: whoever reads it stays where they are, and so does whoever is at a button with the keyboard.
 * @param {HTMLElement} region
 * @param {Submission[]} all  newest first
 * @param {ReturnType<typeof rowsOf>} rows
 */
function draw(region, all, rows) {
  const focused = region.querySelector(":focus");
  const problems = [...new Set(all.flatMap(({ scores }) => Object.keys(scores)))];
  const ours = all.some(({ version, scores }) => ownTotal(version) === null && sum(Object.values(scores)) !== NONE);
  const table = region.querySelector("table") ?? h("table", {}, h("thead"), h("tbody"));
  table.tHead?.replaceChildren(h("tr", {}, head(t("receipt_version"), "version"), head(t("versions_sum")), h("td", {}), ...problems.map((name) => head(name)), head(t("sent_at"))));
  arrange(table.tBodies[0] ?? table, all.flatMap((one) => rows(one, problems)));
  arrange(region, [table, ...(ours ? [h("p", { class: "muted" }, t("badge_before_adjustments"))] : [])]);
  if (focused instanceof HTMLElement && region.contains(focused)) focused.focus({ preventScroll: true });
}

/** What was shown still stands, unless the server has taken it back. @param {HTMLElement} region @param {unknown} thrown */
function fail(region, thrown) {
  arrange(region, [errorView(thrown), ...(isGone(thrown) ? [] : region.querySelectorAll(":scope > table, :scope > table ~ p"))]);
}

/**
 * Makes these the children, in this order. Those that stay are not moved: a text that is would begin at its top again.
 * @param {HTMLElement} parent
 * @param {Element[]} nodes
 */
function arrange(parent, nodes) {
  for (const each of [...parent.children]) if (!nodes.includes(each)) each.remove();
  nodes.forEach((each, at) => parent.children[at] === each || parent.insertBefore(each, parent.children[at] ?? null));
}

/** @param {string} name @param {string} [id] */
function head(name, id) {
  return h("th", { scope: "col", id }, name);
}

/**
 * What makes the rows of a version: its scores, and its feedback below them, which stays unfolded while the list changes.
 * @param {{ server: string, course: string, assessment: string }} where
 * @param {AbortSignal} signal
 */
function rowsOf(where, signal) {
  /** @type {Map<string, ReturnType<typeof belowScores>>} */
  const made = new Map();
  return (/** @type {Submission} */ { version, created_at: at, scores }, /** @type {string[]} */ problems) => {
    const values = Object.values(scores);
    const key = JSON.stringify([version, at]); // its number may come again
    // The host tells none while a score is withheld.
    const told = values.length > 0 && values.every((value) => typeof value !== "string");
    if (told && !made.has(key)) made.set(key, belowScores({ ...where, version }, signal));
    if (!told) {
      made.get(key)?.fold(true);
      made.delete(key);
    }
    const feedback = made.get(key);
    if (feedback) feedback.cell.colSpan = problems.length + 4;
    return [
      h("tr", { "data-ac": "version", "data-version": version },
        h("th", { scope: "row", id: `version-${version}` }, version),
        h("td", { class: "number" }, ownTotal(version) ?? sum(values)),
        h("td", {}, feedback?.button),
        ...problems.map((problem) => h("td", { class: "number" }, score(scores[problem]))),
        h("td", {}, at ? moment(at) : "")),
      ...(feedback ? [feedback.row] : []),
    ];
  };
}

/** @param {import("./shared/feedback.js").Version} what @param {AbortSignal} signal */
function belowScores(what, signal) {
  const made = foldedFeedback(what, `feedback-${what.version}`, signal);
  made.button.setAttribute("aria-labelledby", `${made.button.id} version version-${what.version}`);
  const cell = h("td", { class: "wide" }, made.region);
  return { ...made, cell, row: h("tr", {}, cell) };
}

/** Withheld is not nothing, and nothing is not 0. @param {import("../lib/protocol.js").Score | undefined} value */
function score(value) {
  if (typeof value === "number") return points(value);
  return typeof value === "string" ? t("badge_unreleased") : NONE;
}

/** @param {import("../lib/protocol.js").Score[]} scores */
function sum(scores) {
  const numbers = scores.filter((value) => typeof value === "number");
  return numbers.length ? points(numbers.reduce((all, value) => all + value, 0)) : NONE;
}
