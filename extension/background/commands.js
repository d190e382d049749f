/** What can be done from anywhere: the keyboard's commands, and an entry in the menu of Autolab's own links and pages. */

import { api } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { placeOf, submitUrl } from "../lib/page-detect.js";

const MENU = "submit";
const SEARCH = "search";

/** Registers the listeners, from a worker's start on. */
export function hearCommands() {
  api.commands?.onCommand.addListener((command, tab) => {
    if (command === SEARCH) void search();
    if (command === MENU) void submitOn(tab?.url, tab);
  });
  api.contextMenus?.onClicked.addListener(({ linkUrl, pageUrl }, tab) => void (linkUrl ? submitOn(linkUrl) : submitOn(pageUrl, tab)));
}

/**
 * Puts the entry into the menus of the pages that are served, and of links to an assessment there.
 * @param {string[]} patterns  host permissions
 */
export async function offerInMenus(patterns) {
  await api.contextMenus?.removeAll();
  const places = patterns.map((pattern) => pattern.replace(/\*$/, "courses/*/assessments/*"));
  if (!places.length) return;
  api.contextMenus?.create({ id: `${MENU} link`, title: t("menu_submit"), contexts: ["link"], targetUrlPatterns: places });
  api.contextMenus?.create({ id: `${MENU} page`, title: t("menu_submit"), contexts: ["page"], documentUrlPatterns: places });
}

/** The popup's own field of search, or the same page in a tab where the browser opens no popup. */
async function search() {
  if (await api.action.openPopup().then(() => true, () => false)) return;
  await api.tabs.create({ url: api.runtime.getURL("pages/popup/popup.html") });
}

/**
 * Opens an assessment's page with the dialog on it.
 * @param {string | undefined} address
 * @param {chrome.tabs.Tab} [tab]  the one that shows it already
 */
async function submitOn(address, tab) {
  const place = placeOf(address);
  if (!place?.course || !place.assessment) return;
  const url = submitUrl({ server: place.server, course: place.course, assessment: place.assessment });
  if (tab?.id === undefined) await api.tabs.create({ url });
  else await api.tabs.update(tab.id, { url });
}
