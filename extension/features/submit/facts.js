/** What is known about handing in to an assessment, in words. Deadlines are the course's: the API tells no extensions. */

import { h, icon } from "../../lib/dom.js";
import { plural, t } from "../../lib/i18n.js";
import { moment, relative } from "../../lib/time.js";

/** @typedef {import("../../lib/protocol.js").SubmitCheck} SubmitCheck */

/** @param {SubmitCheck} check */
export function deadlineNote({ due_at: due, end_at: end, late }) {
  if (!due) return h("p", { class: "muted" }, t("no_deadline"));
  if (!late) return h("p", { "data-ac": "deadline" }, t("course_deadline_at", moment(due)), h("span", { class: "muted" }, ` (${relative(due)})`));
  return h("div", { class: "note warn", "data-ac": "late" }, icon("warning"), h("p", {}, t("late_now", moment(due), end ? moment(end) : "?")));
}

/** @param {SubmitCheck} check */
export function versionsLeft({ versions_left: left }) {
  return left === null ? t("versions_unlimited") : plural("versions_left", left);
}

/**
 * The host's warnings in the user's language and time zone; words it has and we don't are shown as they are.
 * @param {{ code: string, message: string }} warning
 * @param {SubmitCheck & { start_at?: string | null, max_submissions?: number | null, max_grace_days?: number | null }} check
 */
export function warningText({ code, message }, check) {
  const at = (/** @type {string | null | undefined} */ iso) => (iso ? moment(iso) : "?");
  const words = /** @type {Record<string, () => string>} */ ({
    late: () => t("late_now", at(check.due_at), at(check.end_at)),
    grace_days: () => t("warning_grace_days", check.max_grace_days ?? "?"),
    closed: () => t("warning_closed", at(check.end_at)),
    limit: () => t("warning_limit"),
    last_one: () => t("warning_last_one"),
    file_type: () => t("warning_file_type", check.handin_hint ?? "?"),
    details_unknown: () => t("warning_details_unknown"),
  });
  return Object.hasOwn(words, code) ? words[code]() : message;
}
