/** The user's choices, kept by the browser: no secrets, nothing about a person. */

import { api } from "./api.js";

/** Every feature drawn into pages can be switched off by itself. */
export const FEATURES = /** @type {const} */ ([
  "score-badges", "submit-button", "submit-panel", "submission-live", "due-dates", "feedback-panel", "downloads",
]);

/** @type {Record<string, boolean>} */
const DEFAULTS = { notifications: true, ...Object.fromEntries(FEATURES.map((name) => [`feature ${name}`, true])) };

/**
 * @param {string} name  `notifications`, or `feature <name>`
 * @returns {Promise<boolean>}
 */
export async function setting(name) {
  const stored = await api.storage.local.get({ [name]: DEFAULTS[name] });
  return stored[name] === true;
}

/**
 * @param {string} name
 * @param {boolean} on
 */
export function setSetting(name, on) {
  return api.storage.local.set({ [name]: on });
}

/** Names of the features that are on. @returns {Promise<string[]>} */
export async function featuresOn() {
  const stored = await api.storage.local.get(DEFAULTS);
  return FEATURES.filter((name) => stored[`feature ${name}`] === true);
}
