/** The user's settings, kept by the browser: no secrets, nothing about a person. Features are on until they are switched off. */

import { api } from "./api.js";

/** What disturbs is off until it is asked for. */
const ASKED_FOR = new Set(["notifications"]);

/**
 * @param {string} name  `notifications`, or that of a feature (features/index.js)
 * @returns {Promise<boolean>}
 */
export async function setting(name) {
  const stored = await api.storage.local.get({ [name]: !ASKED_FOR.has(name) });
  return stored[name] === true;
}

/**
 * @param {string} name
 * @param {boolean} on
 */
export function setSetting(name, on) {
  return api.storage.local.set({ [name]: on });
}
