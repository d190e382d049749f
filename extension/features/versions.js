/**
 * All versions of this assessment with the score of each problem, also those that Autolab's own table leaves to the history;
 * released scores come by themselves.
 *
 * Test URLs: /courses/<course>/assessments/<assessment>
 */

import { h } from "../lib/dom.js";
import { points } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { read } from "../lib/read.js";
import { moment } from "../lib/time.js";
import { errorView } from "./shared/error-view.js";
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
  const toggle = (/** @type {boolean} */ on) => {
    reading.abort();
    reading = new AbortController();
    region.hidden = !on;
    button.ariaExpanded = String(on);
    region.replaceChildren(...(on ? [h("p", { class: "muted" }, t("loading"))] : []));
    if (!on) return;
    const show = (/** @type {Submission[]} */ all) => region.replaceChildren(table(all));
    void read("submissions", { server, course, assessment }, show, (thrown) => region.replaceChildren(errorView(thrown)), reading.signal, region);
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

/** @param {Submission[]} all  newest first */
function table(all) {
  const problems = [...new Set(all.flatMap(({ scores }) => Object.keys(scores)))];
  const cells = (/** @type {Submission} */ { version, created_at: at, scores }) => [
    h("th", { scope: "row" }, version),
    h("td", { class: "number" }, ownTotal(version) ?? sum(Object.values(scores))),
    ...problems.map((problem) => h("td", { class: "number" }, score(scores[problem]))),
    h("td", {}, at ? moment(at) : ""),
  ];
  const ours = all.some(({ version, scores }) => ownTotal(version) === null && sum(Object.values(scores)) !== NONE);
  return h("div", {}, h("table", {},
    h("thead", {}, h("tr", {}, ...[t("receipt_version"), t("versions_sum"), ...problems, t("sent_at")].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, ...all.map((one) => h("tr", { "data-ac": "version", "data-version": one.version }, ...cells(one))))),
  ours && h("p", { class: "muted" }, t("badge_before_adjustments")));
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
