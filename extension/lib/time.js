/** Formats times for people: always with the UTC offset, so that nobody is late by a time zone. */

import { language } from "./i18n.js";
import { formatter } from "./intl.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Unit, its seconds, and from how many seconds on it is used: "in 1 day" would hide half of what is left. */
const UNITS = /** @type {const} */ ([["day", 24 * HOUR, 48 * HOUR], ["hour", HOUR, 2 * HOUR], ["minute", MINUTE, MINUTE]]);

/**
 * A date in the reader's own zone, as `Sun, 13 Dec 2026, 17:02 UTC+00:00`.
 * @param {string} iso    with offset, as Autolab gave it
 * @param {string} [locale]
 * @param {string} [zone] IANA name; default: the reader's
 * @param {boolean} [year]  false: without it, where there is little room for what is near
 */
export function moment(iso, locale = language(), zone = undefined, year = true) {
  const date = new Date(iso);
  if (Number.isNaN(date.valueOf())) return iso;
  const text = formatter("DateTimeFormat", locale, {
    weekday: "short", day: "numeric", month: "short", ...(year && { year: "numeric" }), hour: "2-digit", minute: "2-digit", timeZone: zone,
  }).format(date);
  return `${text} ${offset(date, zone)}`;
}

/**
 * When the course stops taking work: its end and the late slack that it grants everybody, as far as that is known.
 * @param {{ end_at: string | null, late_slack?: number | null }} about
 * @returns {string | null}
 */
export function closing({ end_at: end, late_slack: slack }) {
  const at = new Date(end ?? "").valueOf();
  return slack && slack > 0 && !Number.isNaN(at) ? new Date(at + slack * 1000).toISOString() : end;
}

/**
 * `UTC+05:30`.
 * @param {Date} date
 * @param {string} [zone]
 */
export function offset(date, zone = undefined) {
  if (zone === undefined) return named(-date.getTimezoneOffset());
  const parts = formatter("DateTimeFormat", "en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(date);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  return name === "GMT" ? "UTC+00:00" : name.replace("GMT", "UTC");
}

/** @param {number} minutes  east of Greenwich */
function named(minutes) {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / MINUTE), Math.abs(minutes) % MINUTE];
  return `UTC${minutes < 0 ? "-" : "+"}${[hours, rest].map((part) => String(part).padStart(2, "0")).join(":")}`;
}

let ahead = 0;

/**
 * Deadlines are judged by the server's clock; this computer's may be wrong by days.
 * @param {number | null | undefined} seconds  by which this computer's is ahead; nullish: not known
 */
export function setClockAhead(seconds) {
  ahead = seconds ?? 0;
}

/** Epoch milliseconds by the server's clock, as far as it is known. @param {number | null} [seconds]  as above, of one server among several */
export function serverNow(seconds = ahead) {
  return Date.now() - (seconds ?? 0) * 1000;
}

/**
 * `in 3 days`, `2 hours ago`, rounded towards now.
 * @param {string} iso
 * @param {number} [now]  epoch milliseconds
 * @param {string} [locale]
 */
export function relative(iso, now = serverNow(), locale = language()) {
  const seconds = Math.round((new Date(iso).valueOf() - now) / 1000);
  const words = formatter("RelativeTimeFormat", locale);
  for (const [unit, size, from] of UNITS) {
    if (Math.abs(seconds) >= from) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(Math.sign(seconds), "minute");
}

/**
 * `3 hours`, `2 days`: how long ago a moment is, rounded down; what has just been is a minute ago.
 * @param {string} iso
 * @param {number} [now]  epoch milliseconds
 * @param {string} [locale]
 */
export function since(iso, now = serverNow(), locale = language()) {
  const seconds = Math.max(0, Math.round((now - new Date(iso).valueOf()) / 1000));
  const [unit, size] = UNITS.find(([, , from]) => seconds >= from) ?? ["minute", MINUTE];
  return formatter("NumberFormat", locale, { style: "unit", unit, unitDisplay: "long" }).format(Math.max(1, Math.trunc(seconds / size)));
}

/** Whether the moment has come, or comes within so many milliseconds; what never comes has not. @param {string | null} iso  @param {number} [within] */
export function past(iso, within = 0) {
  return iso !== null && Date.parse(iso) < serverNow() + within;
}
