/**
 * The badges a page was last shown, for when the host cannot be asked: signed out by the server, locked, not there.
 *
 * They are kept in the browser's memory alone (storage.session), for whom the page was shown to, and are given to
 * nobody else. Whoever signs out, or removes the server, has them forgotten.
 */

import { api } from "../lib/api.js";

const KEY = "badges";
/** Courses; the one that was seen longest ago goes. */
const MOST = 12;
/** What keeps the host from answering, although the badges are still this student's. */
const APART = /^(host_(?!speaks)|worker_gone|vault_locked|keychain_|key_|custody_|sign_in_again)/;
/** What the user does so that nothing is left. */
const FORGETS = new Set(["sign_out", "servers.remove"]);

/**
 * @typedef {import("../lib/protocol.js").Badges} Badges
 * @typedef {{ server: string, course: string, user: string, badges: Badges }} Kept
 */

/** One change after the other. @type {Promise<unknown>} */
let turn = Promise.resolve();

/** @param {(kept: Kept[]) => Kept[]} how */
function change(how) {
  turn = turn.then(async () => api.storage.session.set({ [KEY]: how(await load()) })).catch((error) => console.error(error));
  return turn;
}

/** @returns {Promise<Kept[]>} */
async function load() {
  return /** @type {any} */ (await api.storage.session.get({ [KEY]: [] }))[KEY];
}

/**
 * @param {string} op
 * @param {Record<string, any>} params
 * @param {any} result
 * @param {unknown} pageUser  nobody named: nothing is kept
 */
export function learn(op, params, result, pageUser) {
  if (FORGETS.has(op)) return change((kept) => kept.filter(({ server }) => params.server !== undefined && server !== params.server));
  if (op !== "badges" || !pageUser || !result?.badges?.length) return turn;
  const { server, course } = params;
  const entry = { server, course, user: JSON.stringify(pageUser), badges: result };
  return change((kept) => [entry, ...kept.filter((one) => one.server !== server || one.course !== course)].slice(0, MOST));
}

/** News of what is kept. @param {import("../lib/ask.js").Notice} notice */
export function hear({ method, params }) {
  if (method !== "badges.changed") return turn;
  const news = new Map(params.badges.map((badge) => [badge.assessment, badge]));
  return change((kept) => kept.map((one) => (one.server !== params.server || one.course !== params.course ? one
    : { ...one, badges: { ...one.badges, badges: one.badges.badges.map((badge) => news.get(badge.assessment) ?? badge) } })));
}

/**
 * @param {{ op?: unknown, params?: any, pageUser?: unknown }} asked
 * @param {string} why  the failure's name
 * @returns {Promise<Badges | null>}  with nothing to hand in: who would do it cannot be asked
 */
export async function recall({ op, params, pageUser }, why) {
  if (op !== "badges" || !pageUser || !APART.test(why)) return null;
  await turn;
  const found = (await load()).find(({ server, course, user }) => server === params.server && course === params.course && user === JSON.stringify(pageUser));
  return found ? { ...found.badges, badges: found.badges.badges.map((badge) => ({ ...badge, submittable: false })) } : null;
}
