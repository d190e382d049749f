/** What the host says of tables, in words: columns, cells, remarks. */

import { points } from "../../lib/format.js";
import { t, words } from "../../lib/i18n.js";

/** Roster fields that have words of their own; a gradebook's fields are problems, which the course names. */
const FIELDS = /** @type {Record<string, string>} */ ({
  email: "email", lecture: "lecture", section: "section", auth_level: "role", dropped: "dropped", name: "name",
  grade_policy: "field_grade_policy", nickname: "field_nickname", members: "field_members", max_score: "field_max_score",
  description: "field_description", optional: "field_optional", starred: "field_starred", group: "field_group", problem: "field_problem",
});

/** @param {string} field */
export function fieldWords(field) {
  return Object.hasOwn(FIELDS, field) ? t(FIELDS[field]) : field;
}

/** @param {import("../../lib/protocol.js").Cell} value */
export function cellWords(value) {
  if (value === null || value === "") return "–";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return points(value);
  return (/^(student|course_assistant|instructor)$/.test(value) && t(`role_${value}`)) || value;
}

/** @param {string} code */
export function remarkWords(code) {
  return words(`host_remark_${code}`) || code;
}
