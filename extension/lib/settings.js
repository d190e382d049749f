/** The user's settings, kept by the browser: no secrets, nothing about a person. Features are on until they are switched off. */

import { api } from "./api.js";

/** What disturbs is off until it is asked for. */
const ASKED_FOR = new Set(["notifications", "notify_deadlines"]);

/** What is chosen among several, and what it is until then. Times of day are `HH:MM`; equal ones: never. */
const CHOICES = /** @type {Record<string, string>} */ ({ speaks: "system", toolbar: "scores", quiet_from: "22:00", quiet_to: "07:00" });

/**
 * @param {string} name  `notifications`, or that of a feature (features/index.js)
 * @returns {Promise<boolean>}
 */
export async function setting(name) {
  const stored = await api.storage.local.get({ [name]: !ASKED_FOR.has(name) });
  return stored[name] === true;
}

/**
 * @param {string} name  `toolbar` (scores, due or none), `quiet_from`, `quiet_to`
 * @returns {Promise<string>}
 */
export async function chosen(name) {
  const stored = await api.storage.local.get({ [name]: CHOICES[name] });
  return String(stored[name]);
}

/**
 * @param {string} name
 * @param {boolean | string} value
 */
export function setSetting(name, value) {
  return api.storage.local.set({ [name]: value });
}
