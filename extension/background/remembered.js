/**
 * What a page was last shown, a course's badges or what is ahead in all courses: until the host has answered, and for
 * when it cannot: signed out by the server, locked, not there.
 *
 * They are kept in the browser's memory alone (storage.session), for whom the page was shown to, and are shown to
 * nobody else. Whoever signs out or in, or removes the server, has them forgotten.
 */

import { Kept } from "./kept.js";

/** Courses; the one that was seen longest ago goes. */
const MOST = 12;
/** What keeps the host from answering, although it is still this student's. */
const APART = /^(host_(?!speaks)|worker_gone|vault_locked|keychain_|key_|custody_|sign_in_again)/;
/** What the user does so that nothing is left. */
const FORGETS = new Set(["sign_out", "servers.remove"]);

/** What is kept of which answers: where their items stand. @type {Record<string, "badges" | "courses">} */
const LISTS = { badges: "badges", "courses.due": "courses" };

/**
 * @typedef {import("../lib/ask.js").Shown} Shown
 * @typedef {{ server: string, course: string | null, user: string, badges: Shown }} Entry   course: null for all of them
 */

/** @type {Kept<Entry[]>} */
const kept = new Kept("badges", []);

/** @param {(entries: Entry[]) => Entry[]} how */
function change(how) {
  return kept.change(how).catch((error) => console.error(error));
}

/**
 * @param {string} op
 * @param {Record<string, any>} params
 * @param {any} result
 * @param {unknown} pageUser  nobody named: nothing is kept
 */
export function learn(op, params, result, pageUser) {
  if (FORGETS.has(op)) return change((entries) => entries.filter(({ server }) => params.server !== undefined && server !== params.server));
  if (!pageUser || !result?.[LISTS[op]]?.length) return Promise.resolve();
  const { server, course = null } = params;
  const entry = { server, course, user: JSON.stringify(pageUser), badges: result };
  return change((entries) => [entry, ...entries.filter((one) => one.server !== server || one.course !== course)].slice(0, MOST));
}

/** News of what is kept. @param {import("../lib/ask.js").Notice} notice */
export function hear({ method, params }) {
  // Whose session has merely ended sees them still.
  if (method === "session.changed" && params.reason !== "ended") return change((entries) => entries.filter(({ server }) => server !== params.server));
  if (method === "changed" && params.operation === "courses.due" && params.data) {
    return change((entries) => entries.map((one) => (one.server === params.params.server && one.course === null ? { ...one, badges: params.data } : one)));
  }
  if (method !== "badges.changed") return Promise.resolve();
  const news = new Map(params.badges.map((badge) => [badge.assessment, badge]));
  return change((entries) => entries.map((one) => (one.server !== params.server || one.course !== params.course ? one
    : { ...one, badges: { ...one.badges, badges: one.badges.badges.map((badge) => news.get(badge.assessment) ?? badge) } })));
}

/**
 * What a page is told while it is still on its way: it shows them at once if it turns out to be shown to this user.
 * @param {import("../lib/page-detect.js").Place} place
 * @returns {Promise<import("../lib/ask.js").Remembered | null>}
 */
export async function ahead({ server, course, assessment }) {
  const found = (await kept.get()).find((one) => one.server === server && one.course === course);
  return found ? { ...found.badges, user: found.user, badges: found.badges.badges?.filter((badge) => [null, badge.assessment].includes(assessment)) } : null;
}

/**
 * @param {{ op?: unknown, params?: any, pageUser?: unknown }} asked
 * @param {string} why  the failure's name
 * @returns {Promise<Shown | null>}  with nothing to hand in: who would do it cannot be asked
 */
export async function recall({ op, params, pageUser }, why) {
  if (!(String(op) in LISTS) || !pageUser || !APART.test(why)) return null;
  const { server: at, course: of = null } = params;
  const found = (await kept.get()).find(({ server, course, user }) => server === at && course === of && user === JSON.stringify(pageUser));
  return found ? { ...found.badges, badges: found.badges.badges?.map((badge) => ({ ...badge, submittable: false })) } : null;
}
