/** What is known about submitting to an assessment, in words. Deadlines are the course's: the API has no extensions. */

import { h, icon } from "../../lib/dom.js";
import { spokenWarning } from "../../lib/host-words.js";
import { plural, t } from "../../lib/i18n.js";
import { closing, moment, relative } from "../../lib/time.js";

/** @typedef {import("../../lib/protocol.js").SubmitCheck} SubmitCheck */

/** @param {SubmitCheck} check */
export function deadlineNote({ due_at: due, late, ...check }) {
  const end = closing(check);
  if (!due) return h("p", { class: "muted" }, t("no_deadline"));
  if (!late) return h("p", { "data-ac": "deadline" }, t("course_deadline_at", moment(due)), h("span", { class: "muted" }, ` (${relative(due)})`));
  return h("div", { class: "note warn", "data-ac": "late" }, icon("warning"), h("p", {}, t("late_now", moment(due), end ? moment(end) : "?")));
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
