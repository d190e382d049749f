/** Our button in the toolbar: `!` when something needs the user, else by choice new scores, what is due soon, or nothing. */

import { chosen } from "../lib/settings.js";
import { t } from "../lib/i18n.js";
import { api } from "../lib/api.js";

const ALERT = "#b3261e";
const NEWS = "#1a5fb4";

/**
 * @typedef {{ attention: string | null, news: number, due: number }} Shown
 *   attention: what needs the user, in words; news: new scores nobody has looked at; due: what ends soon and is not handed in
 */

/** @param {Partial<Shown>} change */
export async function showOnToolbar(change) {
  const stored = await api.storage.session.get({ attention: null, news: 0, due: 0 });
  const { attention, news, due } = /** @type {Shown} */ ({ ...stored, ...change });
  await api.storage.session.set({ attention, news, due });
  const count = { scores: news, due }[await chosen("toolbar")] ?? 0;
  await api.action.setBadgeText({ text: attention ? "!" : count ? String(count) : "" });
  await api.action.setBadgeBackgroundColor({ color: attention ? ALERT : NEWS });
  await api.action.setTitle({ title: [t("extension_name"), attention].filter(Boolean).join("\n") });
}

/** One more score that nobody has looked at. */
export async function countNewScore() {
  const { news } = /** @type {{ news: number }} */ (await api.storage.session.get({ news: 0 }));
  await showOnToolbar({ news: news + 1 });
}
