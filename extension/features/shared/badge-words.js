/** What a badge says, and what stands behind it: words without markup. Each state says what is known and nothing more. */

import { percent, points } from "../../lib/format.js";
import { spoken } from "../../lib/host-words.js";
import { plural, t } from "../../lib/i18n.js";
import { closing, moment, past, relative, since } from "../../lib/time.js";

/**
 * @typedef {import("../../lib/protocol.js").Badge} Badge
 * @typedef {{ own?: boolean, total?: string | null }} Page   what the page shows: this student's own dates, Autolab's own total
 * @typedef {"good" | "fair" | "low" | "news" | "quiet" | "warn" | "bad" | "open"} Tone   how it looks; the words say the same
 * @typedef {{ text: string, tone: Tone, icon?: "check" | "warning", dot?: boolean, spoken?: string }} Saying   spoken: before the text
 */

/** From which part of the points on a score looks how. */
const STEPS = /** @type {readonly [number, Tone][]} */ ([[0.9, "good"], [0.6, "fair"], [-Infinity, "low"]]);
/** Milliseconds before the deadline from which what is not handed in looks urgent. */
const SOON = 48 * 3_600_000;

/** @type {Record<Badge["state"], (badge: Badge, page: Page) => Saying>} */
const SAYINGS = {
  score: (badge, { total }) => (total ? ownScore(total, badge) : scored(badge)),
  submitted: ({ autograded }) => ({ text: t(autograded ? "badge_autograder" : "badge_submitted"), tone: "news", dot: true }),
  in_doubt: () => ({ text: t("badge_in_doubt"), tone: "news", dot: true }),
  no_file: () => ({ text: t("badge_no_file"), tone: "bad", icon: "warning" }),
  loading: () => ({ text: "", tone: "quiet", dot: true, spoken: t("badge_loading") }),
  error: () => ({ text: t("badge_error"), tone: "bad", icon: "warning" }),
  unreleased: () => ({ text: t("badge_unreleased"), tone: "open" }),
  not_submitted: (badge, { own }) => missing(badge, own === true),
};

/**
 * @param {Badge} badge
 * @param {Page} [page]
 * @returns {Saying}
 */
export function saying(badge, page = {}) {
  const said = SAYINGS[badge.state](badge, page);
  if (!badge.in_doubt || badge.state === "in_doubt") return said;
  return { ...said, text: [said.text, t("badge_in_doubt")].filter(Boolean).join(" · ") };
}

/** @param {string} shown  Autolab's own total @param {Badge} badge  @returns {Saying} */
function ownScore(shown, badge) {
  const score = Number(shown);
  return Number.isNaN(score) ? { text: shown, tone: "quiet", spoken: t("badge_score") } : scored({ ...badge, score, complete: true });
}

/** @param {Badge} badge  @returns {Saying} */
function scored({ score, total, complete }) {
  const text = scoreSoFar({ score, total, complete });
  const spokenFirst = t("badge_score");
  if (!complete) return { text, tone: "news", spoken: spokenFirst };
  if (!total) return { text, tone: "good", spoken: spokenFirst };
  const part = Math.floor((score ?? 0) / total * 100) / 100; // 99.6 of 100 is not all
  const tone = STEPS.find(([from]) => part >= from)?.[1] ?? "low";
  return { text: `${text} · ${percent(part)}`, tone, spoken: spokenFirst, ...(part >= 1 && { icon: "check" }) };
}

/** Nothing is handed in. Whether it is missed, only the student's own dates tell. @param {Badge} badge  @param {boolean} own  @returns {Saying} */
function missing({ why_not: why, late, due_at: due, late_slack: slack }, own) {
  if (why === "closed") return { text: t(own ? "badge_missed" : "badge_closed"), tone: "bad" };
  if (why === "disabled") return { text: t("badge_no_handin"), tone: "quiet" };
  if (why === "not_open") return { text: t("why_not_not_open"), tone: "quiet" };
  const end = closing({ end_at: due, late_slack: slack });
  if (late && end) return { text: t("badge_late_by", since(end)), tone: "warn", icon: "warning" };
  return { text: t("badge_not_submitted"), tone: end && past(end, SOON) ? "warn" : "quiet" };
}

/** @param {{ score: number | null, total: number | null }} badge */
export function scoreText({ score, total }) {
  const got = points(score ?? 0);
  return total === null ? got : t("score_of", got, points(total));
}

/** The same, and whether more is to come. @param {{ score: number | null, total: number | null, complete: boolean }} badge */
export function scoreSoFar(badge) {
  return badge.complete ? scoreText(badge) : `${scoreText(badge)} ${t("badge_so_far")}`;
}

/**
 * What stands behind a badge: one line for each fact.
 * @param {Badge} badge
 * @param {Page} [page]
 * @returns {string[]}
 */
export function details(badge, { own = false, total = null } = {}) {
  const { state, version, submissions, versions_left: left, due_at: due, late, why_not: why } = badge;
  const end = closing(badge);
  return [
    state === "no_file" && t("badge_no_file_tip", version ?? "?"),
    badge.in_doubt && t(state === "in_doubt" ? "badge_in_doubt_tip" : "badge_newer_in_doubt_tip"),
    badge.error && causeAndRemedy(badge.error),
    state === "unreleased" && t("badge_unreleased_tip"),
    badge.score_kind === "before_adjustments" && !total && t("badge_before_adjustments"),
    version !== null && `${t("version", version)} · ${plural("submissions", submissions)}${left === null ? "" : ` · ${plural("left", left)}`}`,
    why && t(`why_not_${why}`) + (why === "closed" && !own ? `. ${t("closed_but_yours")}` : ""),
    due && t(own ? "own_deadline_at" : "course_deadline_at", moment(due)),
    end && end !== due && (late || why !== "closed") && t("late_until_at", moment(end)),
    badge.fetched_at && t("as_of", relative(badge.fetched_at)),
  ].filter((line) => typeof line === "string");
}

/** @param {import("../../lib/protocol.js").ErrorObject} error */
function causeAndRemedy(error) {
  const { message, remedy } = spoken(error);
  return t("cause_remedy", message, remedy);
}
