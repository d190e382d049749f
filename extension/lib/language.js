/**
 * The language that the user chose in the options instead of the browser's. The browser gives the words of no other, so
 * they lie in its storage, where pages, content scripts and the worker alike find them; there are none by default.
 */

import { api } from "./api.js";
import { speak } from "./i18n.js";
import { chosen } from "./settings.js";

/** The languages there are words in. */
export const LANGUAGES = ["en", "de"];
/** The setting, and under which the words lie. */
export const CHOICE = "speaks";
export const WORDS = "words";

/** @typedef {Record<string, string> | null} Words */

/** Says everything as was chosen, from now on. */
export async function speakAsChosen() {
  const { [WORDS]: words } = /** @type {{ words: Words }} */ (await api.storage.local.get({ [WORDS]: null }));
  speak(words);
}

/** @param {string} language  one of LANGUAGES, or system */
export async function choose(language) {
  const own = LANGUAGES.includes(language) && language !== api.i18n.getMessage("language");
  await api.storage.local.set({ [CHOICE]: language, [WORDS]: own ? await wordsOf(language) : null });
}

/** After an update there may be other words. */
export async function renew() {
  const language = await chosen(CHOICE);
  if (language !== "system") await choose(language);
}

/** @param {string} language  @returns {Promise<Words>} */
async function wordsOf(language) {
  const messages = await (await fetch(api.runtime.getURL(`_locales/${language}/messages.json`))).json();
  return Object.fromEntries(Object.entries(messages).map(([key, { message }]) => [key, message]));
}
