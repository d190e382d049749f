/** The user's settings, kept by the browser: no secrets, nothing about a person. Everything is on until it is switched off. */

import { api } from "./api.js";

/**
 * @param {string} name  `notifications`, or that of a feature (features/index.js)
 * @returns {Promise<boolean>}
 */
export async function setting(name) {
  const stored = await api.storage.local.get({ [name]: true });
  return stored[name] === true;
}

/**
 * @param {string} name
 * @param {boolean} on
 */
export function setSetting(name, on) {
  return api.storage.local.set({ [name]: on });
}
