/** What is known about submitting to an assessment, in words. Deadlines are the course's, as the API has no extensions, unless the page shows others. */

import { h, icon } from "../../lib/dom.js";
import { spokenWarning } from "../../lib/host-words.js";
import { plural, t } from "../../lib/i18n.js";
import { closing, moment, past, relative, serverNow } from "../../lib/time.js";
import { ownDates } from "../shared/own-dates.js";
import { formSays, graceLeft } from "../shared/page-facts.js";
import { graceUse } from "./grace.js";

/** @typedef {import("../../lib/protocol.js").SubmitCheck} SubmitCheck */

const GRACE = new Set(["grace_days", "course_grace_days", "unknown_grace_days"]);
/** Warnings that are the course's alone: they do not go for whom the page shows later dates. */
const BY_DATE = new Set(["late", "grace_days", "course_grace_days", "unknown_grace_days", "closed"]);

/**
 * The deadline that goes for whoever sees the page.
 * @param {SubmitCheck} check
 * @returns {{ due: string | null, end: string | null, late: boolean, own: boolean }}
 */
export function deadline(check) {
  const own = ownDates(check);
  return own ? { ...own, late: past(own.due), own: true } : { due: check.due_at, end: closing(check), late: check.late, own: false };
}

/**
 * The warnings that go for them too.
 * @param {SubmitCheck} check
 * @param {SubmitCheck["warnings"]} warnings
 */
export function applying(check, warnings) {
  const { own, late } = deadline(check);
  const theirs = own && !late ? warnings.filter(({ code }) => !BY_DATE.has(code)) : warnings;
  return graceWords(check) ? theirs.filter(({ code }) => !GRACE.has(code)) : theirs;
}

/**
 * What a late submission uses up, where the page tells it: its form in words of its own, or the course's page by what is
 * left of this student's grace days.
 * @param {SubmitCheck} check
 * @returns {string}  empty: not late, or nobody here knows
 */
export function graceWords(check) {
  const said = formSays();
  if (said) return t("form_says", said);
  const { due, late, own } = deadline(check);
  const left = graceLeft();
  if (!late || left === null) return "";
  if (check.submissions !== 0) return plural("grace_left", left); // days that an earlier version has used count once
  const { days, uses } = graceUse({ ...check, due_at: due, ...(own && { late_slack: 0 }) }, left, serverNow());
  if (!days) return "";
  const penalised = days > uses ? ` ${plural("days_penalised", days - uses)}` : "";
  return plural("grace_uses", days, String(uses), String(left)) + penalised;
}

/** @param {SubmitCheck} check */
export function deadlineNote(check) {
  const { due, end, late, own } = deadline(check);
  if (!due) return h("p", { class: "muted" }, t(own ? "own_no_deadline" : "no_deadline"));
  if (!late) return h("p", { "data-ac": "deadline" }, t(own ? "own_deadline_at" : "course_deadline_at", moment(due)), h("span", { class: "muted" }, ` (${relative(due)})`));
  return h("div", { class: "note warn", "data-ac": "late" }, icon("warning"), h("div", {},
    h("p", {}, t(own ? "own_late_now" : "late_now", moment(due), end ? moment(end) : "?")),
    h("p", { "data-ac": "grace", hidden: !graceWords(check) }, graceWords(check))));
}

/** Shown before all else: with a wrong clock every time that this computer shows is wrong. @param {SubmitCheck} check */
export function clockNote({ warnings }) {
  return warnings.filter(({ code }) => code === "clock_wrong").map((warning) =>
    h("div", { class: "note warn", "data-ac": "clock" }, icon("warning"), h("p", {}, spokenWarning(warning))));
}

/** @param {SubmitCheck} check */
export function versionsLeft({ versions_left: left }) {
  return left === null ? t("versions_unlimited") : plural("versions_left", left);
}
