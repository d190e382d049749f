/** Our button in the toolbar: `!` when something needs the user, else how many new scores nobody has looked at. */

import { t } from "../lib/i18n.js";
import { api } from "../lib/api.js";

const ALERT = "#b3261e";
const NEWS = "#1a5fb4";

/** @param {{ attention?: string | null, news?: number }} change  attention: what needs the user, in words */
export async function showOnToolbar(change) {
  const stored = await api.storage.session.get({ attention: null, news: 0 });
  const { attention, news } = /** @type {{ attention: string | null, news: number }} */ ({ ...stored, ...change });
  await api.storage.session.set({ attention, news });
  await api.action.setBadgeText({ text: attention ? "!" : news ? String(news) : "" });
  await api.action.setBadgeBackgroundColor({ color: attention ? ALERT : NEWS });
  await api.action.setTitle({ title: [t("extension_name"), attention].filter(Boolean).join("\n") });
}

/** One more score that nobody has looked at. */
export async function countNewScore() {
  const { news } = /** @type {{ news: number }} */ (await api.storage.session.get({ news: 0 }));
  await showOnToolbar({ news: news + 1 });
}
