/**
 * What the host reports, in the user's language: its error catalogue and its warnings have words in _locales.
 *
 * These words name their {fields}; the values come with the report. A report without words here, or without a value
 * that they need, comes from a host of another version and is told in the host's own English.
 */

import { words } from "./i18n.js";
import { moment } from "./time.js";

/**
 * @typedef {import("./protocol.js").ErrorObject} ErrorObject
 * @typedef {{ code: string, message: string, fields?: Record<string, unknown> }} Warning
 */

/**
 * Cause and remedy of a failure. What the extension found itself (code 0) is in the user's language already.
 * @param {ErrorObject} error
 * @returns {{ message: string, remedy: string }}
 */
export function spoken({ code, message, data }) {
  if (code !== 0) {
    const ours = { message: filled(`host_error_${data.name}`, data), remedy: filled(`host_error_${data.name}_remedy`, data) };
    if (ours.message && ours.remedy) return /** @type {{ message: string, remedy: string }} */ (ours);
  }
  return { message, remedy: data.remedy };
}

/**
 * A warning before a submission.
 * @param {Warning} warning
 */
export function spokenWarning({ code, message, fields = {} }) {
  return filled(`host_warning_${code}`, fields) ?? message;
}

/**
 * @param {string} key
 * @param {Record<string, unknown>} fields
 * @returns {string | null}  null where words or a value are missing
 */
function filled(key, fields) {
  const text = words(key);
  if (!text) return null;
  const value = (/** @type {string} */ name) => (Object.hasOwn(fields, name) ? translated(name, fields[name]) : null);
  const lacking = [...text.matchAll(/\{(\w+)\}/g)].some(([, name]) => !["string", "number"].includes(typeof value(name)));
  return lacking ? null : text.replaceAll(/\{(\w+)\}/g, (_, name) => String(value(name)));
}

/**
 * A moment in the user's time zone, and the detail of a cause in their language: what the host says word for word has
 * words here, what the system says of it, in brackets, has none.
 * @param {string} name
 * @param {unknown} value
 */
function translated(name, value) {
  if (typeof value !== "string") return value;
  if (name.endsWith("_at")) return moment(value);
  const [, said, system = ""] = (name === "detail" && /^(.*?)( \(.*\))?$/s.exec(value)) || [];
  const own = said && words(`host_detail_${said.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_|_$/g, "")}`);
  return own ? own + system : value;
}
