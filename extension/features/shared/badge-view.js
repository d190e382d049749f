/** Draws one badge. Each state shows what is known and nothing more: unreleased is not 0. */

import { h, icon } from "../../lib/dom.js";
import { points } from "../../lib/format.js";
import { spoken } from "../../lib/host-words.js";
import { t } from "../../lib/i18n.js";
import { moment } from "../../lib/time.js";

/** @typedef {import("../../lib/protocol.js").Badge} Badge */

/** The badge before anything is known; it reserves the space. */
export function loadingBadge() {
  return view("loading", [h("span", { class: "dot" }), h("span", { class: "hidden-words" }, t("badge_loading"))], "");
}

/** @param {Badge} badge */
export function badgeView(badge) {
  const tip = [badge.state === "no_file" && t("badge_no_file_tip", badge.version ?? "?"), badge.state === "in_doubt" && t("badge_in_doubt_tip"), badge.error && causeAndRemedy(badge.error), badge.score_kind === "before_adjustments" && t("badge_before_adjustments"), badge.why_not && t(`why_not_${badge.why_not}`), badge.due_at && t("course_deadline_at", moment(badge.due_at))];
  return view(badge.state, words(badge), tip.filter(Boolean).join("\n"), badge.assessment);
}

/** @param {import("../../lib/protocol.js").ErrorObject} error */
function causeAndRemedy(error) {
  const { message, remedy } = spoken(error);
  return t("cause_remedy", message, remedy);
}

/**
 * @param {Badge} badge
 * @returns {import("../../lib/dom.js").Child[]}
 */
function words(badge) {
  switch (badge.state) {
    case "score":
      return [h("span", { class: "hidden-words" }, t("badge_score")), scoreText(badge), !badge.complete && h("span", {}, t("badge_so_far"))];
    case "submitted":
      return [h("span", { class: "dot" }), t("badge_submitted")];
    case "in_doubt":
      return [h("span", { class: "dot" }), t("badge_in_doubt")];
    case "no_file":
      return [icon("warning"), t("badge_no_file")];
    case "loading":
      return [h("span", { class: "dot" }), h("span", { class: "hidden-words" }, t("badge_loading"))];
    case "error":
      return [icon("warning"), t("badge_error")];
    case "unreleased":
      return [t("badge_unreleased")];
    default:
      return [t(`badge_${notYet(badge)}`)];
  }
}

/**
 * Why nothing is handed in, as far as it is known. Dates are the course's: `badgeView` says so in the tip.
 * @param {Badge} badge
 */
function notYet({ why_not: why, late }) {
  if (why === "closed") return "missed";
  if (why === "disabled") return "no_handin";
  return late ? "late" : "not_submitted";
}

/** @param {{ score: number | null, total: number | null }} badge */
export function scoreText({ score, total }) {
  const got = points(score ?? 0);
  return total === null ? got : t("score_of", got, points(total));
}

/**
 * @param {string} state
 * @param {import("../../lib/dom.js").Child[]} children
 * @param {string} tip
 * @param {string | null} [assessment]
 */
function view(state, children, tip, assessment = null) {
  return h("span", { class: "badge", "data-ac": "badge", "data-state": state, "data-assessment": assessment, title: tip || null }, ...children);
}
