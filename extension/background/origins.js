/** On which sites our content scripts run: the servers the user added and allowed, and no others. */

import { api } from "../lib/api.js";
import { patternFor } from "../lib/origin.js";
import { offerInMenus } from "./commands.js";
import { featuresOn } from "../features/index.js";

const SCRIPT = "content/loader.js";

/** The added servers, as the host last listed them. */
export async function knownOrigins() {
  const { origins } = await api.storage.local.get({ origins: [] });
  return /** @type {string[]} */ (origins);
}

/**
 * @param {string} origin
 * @returns {Promise<boolean>}
 */
export function allowed(origin) {
  return api.permissions.contains({ origins: [patternFor(origin)] });
}

/** @type {Promise<void>} registering twice at once would fail on the second */
let serving = Promise.resolve();

/**
 * Registers content scripts for exactly these servers, as far as the user allowed them.
 * @param {string[]} [origins]  default: those known from before
 */
export function serve(origins) {
  serving = serving.then(() => register(origins)).catch((error) => console.error(error));
  return serving;
}

/** @param {string[]} [origins] */
async function register(origins) {
  // In Firefox pages hear of what is stored anew although nothing of it has changed.
  if (origins && String(origins) !== String(await knownOrigins())) await api.storage.local.set({ origins });
  const wanted = new Set();
  for (const origin of origins ?? await knownOrigins()) {
    if (await allowed(origin)) wanted.add(patternFor(origin));
  }
  await offerInMenus([...wanted]);
  const css = await reservations();
  const present = await api.scripting.getRegisteredContentScripts();
  const kept = present.filter((script) => wanted.has(script.id) && String(script.css ?? []) === String(css)).map(({ id }) => id);
  const stale = present.map(({ id }) => id).filter((id) => !kept.includes(id));
  if (stale.length) await api.scripting.unregisterContentScripts({ ids: stale });
  const missing = [...wanted].filter((pattern) => !kept.includes(pattern));
  if (!missing.length) return;
  await api.scripting.registerContentScripts(missing.map((pattern) => ({
    id: pattern, // one script per pattern, so the pattern is its name
    matches: [pagesOf(pattern)],
    js: [SCRIPT],
    ...(css.length && { css }),
    runAt: /** @type {const} */ ("document_start"), // before any script of the page; see there
    persistAcrossSessions: true,
  })));
  await startInOpenTabs(missing);
}

/** The list of courses and all that is below it. @param {string} pattern */
function pagesOf(pattern) {
  return pattern.replace(/\*$/, "courses*");
}

/** The style sheets that reserve the space of what the features that are on will draw. */
async function reservations() {
  const on = await featuresOn();
  return [...new Set(on.flatMap(({ reserves }) => reserves ?? []))];
}

/** Gives up access to a site that no remaining server needs. @param {string[]} remaining  @param {string} removed */
export async function giveUp(removed, remaining) {
  const pattern = patternFor(removed);
  if (remaining.some((origin) => patternFor(origin) === pattern)) return;
  await api.permissions.remove({ origins: [pattern] }).catch(() => false); // granted by policy: stays
}

/** Pages that are already open need no reload. @param {string[]} patterns */
async function startInOpenTabs(patterns) {
  const tabs = await api.tabs.query({ url: patterns.map(pagesOf) });
  await Promise.allSettled(tabs.map(({ id }) => id && api.scripting.executeScript({ target: { tabId: id }, files: [SCRIPT] })));
}
