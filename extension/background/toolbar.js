/** Our button in the toolbar: `!` when something needs the user, else by choice new scores, what is due soon, or nothing. */

import { chosen } from "../lib/settings.js";
import { t } from "../lib/i18n.js";
import { api } from "../lib/api.js";
import { Kept } from "./kept.js";

const ALERT = "#b3261e";
const NEWS = "#1a5fb4";

/**
 * @typedef {{ attention: string | null, news: number, due: number }} Shown
 *   attention: what needs the user, in words; news: new scores nobody has looked at; due: what ends soon and is not handed in
 */

/** @type {Kept<Shown>} */
const shown = new Kept("toolbar", { attention: null, news: 0, due: 0 });

/** @param {Partial<Shown>} change */
export function showOnToolbar(change) {
  return shown.change((before) => draw({ ...before, ...change }));
}

/** One more score that nobody has looked at. */
export function countNewScore() {
  return shown.change((before) => draw({ ...before, news: before.news + 1 }));
}

/** @param {Shown} shows */
async function draw(shows) {
  const { attention, news, due } = shows;
  const count = { scores: news, due }[await chosen("toolbar")] ?? 0;
  await api.action.setBadgeText({ text: attention ? "!" : count ? String(count) : "" });
  await api.action.setBadgeBackgroundColor({ color: attention ? ALERT : NEWS });
  await api.action.setTitle({ title: [t("extension_name"), attention].filter(Boolean).join("\n") });
  return shows;
}
