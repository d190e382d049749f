/**
 * Desktop notifications, for what happens while nobody is looking at the page. The user asks for them in the options,
 * which is when the browser grants the permission; until then `api.notifications` is not there.
 */

import { api } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { points } from "../lib/format.js";
import { assessmentUrl } from "../lib/page-detect.js";
import { chosen, setting } from "../lib/settings.js";
import { relative, serverNow } from "../lib/time.js";
import { Kept } from "./kept.js";

/** The notification's id says what a click opens; it must survive the worker. */
const SCORE = "score ";

/**
 * @param {string} wanted  the setting that asks for it
 * @param {string} id
 * @param {string} title
 * @param {string} message
 * @returns {Promise<boolean>}  false: it is not asked for
 */
async function show(wanted, id, title, message) {
  if (!api.notifications || !await setting(wanted)) return false;
  await api.notifications.create(id, { type: "basic", iconUrl: api.runtime.getURL("icons/128.png"), title, message });
  return true;
}

/** The alarm that ends quiet hours, and what came in them: in the browser's memory, for it tells scores. */
const HELD = "held";

/** @typedef {Parameters<typeof show>} Note */

/** @type {Kept<Note[]>} */
const held = new Kept(HELD, []);

/**
 * Tells it when quiet hours are over.
 * @param {Note} note  in place of an older one of the same id
 * @param {Date} now  within them
 */
async function hold(note, now) {
  await held.change((notes) => [...notes.filter(([, id]) => id !== note[1]), note]);
  await wakeAfter(now); // their end, also if that has come meanwhile: it rings at once then
}

/** @param {Date} now */
async function wakeAfter(now) {
  await api.alarms.create(HELD, { when: next(await chosen("quiet_to"), now).valueOf() });
}

/** Quiet hours should be over, unless they have been moved. @param {string} alarm  the one that rang */
export async function tellHeld(alarm) {
  if (alarm !== HELD) return;
  const now = new Date();
  if (await isQuiet(now)) return wakeAfter(now);
  await held.change(async (notes) => {
    for (const note of notes) await show(...note);
    return []; // only now: this worker may have been stopped meanwhile
  });
}

/** @param {string} time  HH:MM, local @param {Date} now */
function next(time, now) {
  const at = new Date(now);
  at.setHours(...(/** @type {[number, number]} */ (time.split(":").map(Number))), 0, 0);
  if (at <= now) at.setDate(at.getDate() + 1);
  return at;
}

/** @param {Date} now */
async function isQuiet(now) {
  return quiet(now, await chosen("quiet_from"), await chosen("quiet_to"));
}

/**
 * Whether nobody is to be disturbed now. Hours may span midnight.
 * @param {Date} now
 * @param {string} from  HH:MM, local
 * @param {string} to
 */
export function quiet(now, from, to) {
  const at = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
  return from <= to ? from <= at && at < to : at >= from || at < to;
}

/**
 * @param {import("../lib/protocol.js").Deadline} item
 * @param {string} until
 */
export async function deadlineNear(item, until) {
  return !await isQuiet(new Date()) && show("notify_deadlines", SCORE + assessmentUrl(item), t("notify_deadline", item.display_name), t("notify_deadline_body", relative(until, serverNow(item.clock_ahead ?? 0)), item.course_display_name));
}

/**
 * At once, or when quiet hours are over: nobody asks for it again.
 * @param {{ server: string, course: string, assessment: string }} what
 * @param {import("../lib/protocol.js").Badge} badge
 */
export async function scoreReleased(what, badge) {
  const score = badge.total === null
    ? points(badge.score ?? 0)
    : t("score_of", points(badge.score ?? 0), points(badge.total));
  /** @type {Note} */
  const note = ["notifications", SCORE + assessmentUrl(what), t("notify_score", badge.display_name), t("notify_score_body", score, what.course)];
  const now = new Date();
  await (await isQuiet(now) ? hold(note, now) : show(...note));
}

/**
 * The user has just done this, so it is told in quiet hours too.
 * @param {string} server
 */
export function signedIn(server) {
  return show("notifications", `signed in ${server}`, t("notify_signed_in"), t("notify_signed_in_body", new URL(server).host));
}

/** From a worker's start on, and again once the permission is granted. */
export function hearClicks() {
  api.notifications?.onClicked.addListener(clicked); // the same listener twice is one
}

/** @param {string} id */
function clicked(id) {
  if (id.startsWith(SCORE)) void api.tabs.create({ url: id.slice(SCORE.length) });
  void api.notifications.clear(id);
}
